import type { Model } from 'mongoose';
import type { ChangeRecord } from '../change.model.js';
import type { MessageRecord } from '../message.model.js';
import type { EarlyEventRecord } from '../receiving/earlyEvent.model.js';
import type { ReactionRecord } from '../sending/reaction.model.js';
import { atOnce, ofNumbers, takeOutOfChanges } from './changeErasure.js';

export interface MessageErasureDeps {
  messages: Model<MessageRecord>;
  reactions: Model<ReactionRecord>;
  earlyEvents: Model<EarlyEventRecord>;
  changeRecords: Model<ChangeRecord>;
}

/** Deletes messages for good, with what is queued for them and what came before them. Can be run again. */
export function createMessageErasure({ messages, reactions, earlyEvents, changeRecords }: MessageErasureDeps) {
  return async function eraseMessages(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
    const filter = ofNumbers(accountId, phoneNumberIds);
    let count = 0;
    for (;;) {
      const rows = await messages.find(filter, { _id: 1 }).limit(atOnce).lean<{ _id: string }[]>();
      if (rows.length === 0) break;
      const ids = rows.map((row) => row._id);
      await takeOutOfChanges(changeRecords, accountId, 'messageIds', ids);
      count += (await messages.deleteMany({ _id: { $in: ids } })).deletedCount;
    }
    count += (await reactions.collection.deleteMany(filter)).deletedCount;
    count += (await earlyEvents.collection.deleteMany(filter)).deletedCount;
    return count;
  };
}
