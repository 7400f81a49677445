import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import type { InboxWrites } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { Outbox } from './outbox.js';
import type { ReadMarks } from './readMarks.service.js';

export interface ReleaseDeps {
  conversations: Pick<ConversationService, 'find'>;
  writes: InboxWrites;
  changes: Pick<ChangeService, 'announce'>;
  outbox: Pick<Outbox, 'wake'>;
  readMarks: Pick<ReadMarks, 'onReplied'>;
}

export function createRelease({ conversations, writes, changes, outbox, readMarks }: ReleaseDeps) {
  /** After a merge at the same moment, the message moves too. */
  async function followMerge(record: MessageRecord): Promise<MessageRecord> {
    const { _id, accountId, conversationId } = record;
    const home = await conversations.find(accountId, conversationId);
    if (home._id === conversationId) return record;
    const moved = await writes.changeMessage(accountId, _id, (now) =>
      now.conversationId === home._id ? null : { conversationId: home._id },
    );
    return moved?.record ?? record;
  }

  return async function release(record: MessageRecord, conversation: ConversationRecord): Promise<MessageRecord> {
    const { accountId } = record;
    const placed = await followMerge(record);
    const { conversationId } = placed;
    outbox.wake({ accountId, conversationId });
    await writes.noteMessage(placed);
    await changes.announce(accountId, { messageIds: [record._id], conversationIds: [conversationId] });
    readMarks.onReplied({ ...conversation, _id: conversationId });
    return placed;
  };
}
export type Release = ReturnType<typeof createRelease>;
