import { wamidKey } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import { rowsOf } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { givenWamid, withGivenNames } from '../ownNames.js';
import { addName, isOtherForm, messagesNamed, type NamesByNumber } from './references.js';
import type { StrayRecord } from './stray.model.js';

export interface StrayTargetsDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
}

type MessageName = Pick<StrayRecord, 'accountId' | 'phoneNumberId' | 'wamid'>;

export function createStrayTargets({ messages, conversations }: StrayTargetsDeps) {
  const rows = rowsOf(messages);
  return {
    /** @returns null while it has not come. */
    async find({ accountId, phoneNumberId, wamid }: StrayRecord): Promise<MessageRecord | null> {
      const questions = messagesNamed(namesIn([{ accountId, phoneNumberId, wamid }]));
      const found = (await rows.find({ $or: questions } as mongo.Filter<MessageRecord>).toArray()) as MessageRecord[];
      const exact = found.find((message) => givenWamid(message.wamid ?? '') === wamid);
      if (exact) return exact;
      for (const message of found) {
        const conversation = await rowsOf(conversations).findOne({ _id: message.conversationId, accountId });
        if (isOtherForm(withGivenNames(message), wamid, conversation ?? undefined)) return message;
      }
      return null;
    },

    /** One query for all. */
    async filter(strays: readonly StrayRecord[]): Promise<StrayRecord[]> {
      if (strays.length === 0) return [];
      const found = await rows
        .find({ $or: messagesNamed(namesIn(strays)) } as mongo.Filter<MessageRecord>)
        .project<MessageName>({ accountId: 1, phoneNumberId: 1, wamid: 1 })
        .toArray();
      const here = new Set(found.map(nameOf));
      return strays.filter((stray) => here.has(nameOf(stray)));
    },
  };
}
export type StrayTargets = ReturnType<typeof createStrayTargets>;

const nameOf = ({ accountId, phoneNumberId, wamid = '' }: MessageName) => {
  const given = givenWamid(wamid);
  return `${accountId} ${phoneNumberId} ${wamidKey(given) ?? given}`;
};

function namesIn(some: readonly MessageName[]): NamesByNumber {
  const names: NamesByNumber = new Map();
  for (const { accountId, phoneNumberId, wamid } of some) addName(names, accountId, phoneNumberId, wamid);
  return names;
}
