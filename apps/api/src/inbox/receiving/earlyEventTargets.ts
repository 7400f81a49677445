import { wamidKey } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { givenWamid, withGivenNames } from '../ownNames.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import { addName, isOtherForm, type NamesByNumber, toMessageQueries } from './references.js';

export interface EarlyEventTargetsDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
}

type MessageName = Pick<EarlyEventRecord, 'accountId' | 'phoneNumberId' | 'wamid'>;

export function createEarlyEventTargets({ messages, conversations }: EarlyEventTargetsDeps) {
  const rows = getCollection(messages);
  return {
    /** @returns null while it has not come. */
    async find({ accountId, phoneNumberId, wamid }: EarlyEventRecord): Promise<MessageRecord | null> {
      const questions = toMessageQueries(namesIn([{ accountId, phoneNumberId, wamid }]));
      const found = (await rows.find({ $or: questions } as mongo.Filter<MessageRecord>).toArray()) as MessageRecord[];
      const exact = found.find((message) => givenWamid(message.wamid ?? '') === wamid);
      if (exact) return exact;
      for (const message of found) {
        const conversation = await getCollection(conversations).findOne({ _id: message.conversationId, accountId });
        if (isOtherForm(withGivenNames(message), wamid, conversation ?? undefined)) return message;
      }
      return null;
    },

    /** One query for all. */
    async filter(earlyEvents: readonly EarlyEventRecord[]): Promise<EarlyEventRecord[]> {
      if (earlyEvents.length === 0) return [];
      const found = await rows
        .find({ $or: toMessageQueries(namesIn(earlyEvents)) } as mongo.Filter<MessageRecord>)
        .project<MessageName>({ accountId: 1, phoneNumberId: 1, wamid: 1 })
        .toArray();
      const here = new Set(found.map(toName));
      return earlyEvents.filter((earlyEvent) => here.has(toName(earlyEvent)));
    },
  };
}
export type EarlyEventTargets = ReturnType<typeof createEarlyEventTargets>;

const toName = ({ accountId, phoneNumberId, wamid = '' }: MessageName) => {
  const given = givenWamid(wamid);
  return `${accountId} ${phoneNumberId} ${wamidKey(given) ?? given}`;
};

function namesIn(some: readonly MessageName[]): NamesByNumber {
  const names: NamesByNumber = new Map();
  for (const { accountId, phoneNumberId, wamid } of some) addName(names, accountId, phoneNumberId, wamid);
  return names;
}
