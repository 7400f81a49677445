import type { MessageStatus } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Preference } from './preferences/optOut.js';
import type { ResponderState } from './responders/responder.js';

/** What one number and one customer say to each other. */
export interface ConversationRecord {
  /** The public id, made from account, number and the customer's first known address (`ids.ts`). */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /**
   * Every address that leads to the customer now: `w:<digits>` a phone number, in the spelling it is compared by; `u:<id>` a
   * business-scoped or a parent id; of a group `g:<id>` alone; `held:<_id>` where none does. No two conversations of a number share one.
   */
  addresses: string[];
  /** Of those that were somebody else's before: from when on they are this customer's, by Meta's clock. */
  since?: { address: string; at: Date }[] | undefined;
  /** Addresses that led to the customer until then, and now lead to nobody or to somebody else. */
  former?: { address: string; until: Date }[] | undefined;
  /** Threads are being merged or split, since then: whoever finds it goes on with that. */
  unsettledAt?: Date | undefined;
  /** Where to write to now. At least one of the two is there, except of a group. */
  waId?: string | undefined;
  userId?: string | undefined;
  /** A group: every message names its sender, and nobody is written to from here. */
  isGroup?: true | undefined;
  /** Of a group: when Meta last said what it is called. */
  groupNamedAt?: Date | undefined;
  /** As the address book of the business's phone has the customer (coexistence). */
  savedName?: string | undefined;
  /** As the customer calls himself or herself. */
  name?: string | undefined;
  username?: string | undefined;
  /** Meta's time of the newest message with that name, and with that username. */
  namedAt?: Date | undefined;
  usernamedAt?: Date | undefined;
  /** Names, number and username in lower case, for the search. */
  searchKey: string;
  lastActivityAt: Date;
  lastMessage?: LastMessage | undefined;
  /** Messages of the customer that came after `readUpTo`, and were said after `answeredUpTo`. */
  unread: number;
  /** Arrival time of the last message that somebody has seen. */
  readUpTo?: Date | undefined;
  /** Meta's time of the last answer that was given on the phone: whoever answered has read what was said until then. */
  answeredUpTo?: Date | undefined;
  /** Meta's time of the customer's last message that counts for where answers go: the 24 hours are counted from it. */
  lastInboundAt?: Date | undefined;
  /** wamid of that message: what a read mark names. */
  lastInboundWamid?: string | undefined;
  /** wamid up to which the customer was shown that it was read. */
  lastMarkedWamid?: string | undefined;
  /** Who answers, where somebody else was ever seen to. */
  responder?: ResponderState | undefined;
  /** What the customer said about categories of messages. */
  preferences?: readonly Preference[] | undefined;
  revision: number;
}

export interface LastMessage {
  id: string;
  direction: 'in' | 'out';
  kind: string;
  preview: string;
  status: MessageStatus;
  /** Another responder sent it. */
  sentBy?: 'meta_agent' | 'other_app' | undefined;
  /** In a group: which of its customers wrote it. */
  sender?: { name?: string; waId?: string; userId?: string } | undefined;
  sortKey: string;
}

const conversationSchema = new Schema<ConversationRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    addresses: { type: [String], required: true },
    searchKey: String,
    lastActivityAt: Date,
    lastInboundAt: Date,
    unread: Number,
  },
  // It names a part of the fields only, so asking for another one is no mistake.
  { collection: 'conversations', strict: false, strictQuery: false, versionKey: false },
);
// One conversation a customer and number, however many first messages arrive at the same moment.
conversationSchema.index(
  { accountId: 1, phoneNumberId: 1, addresses: 1 },
  { unique: true, name: 'one_conversation_a_customer' },
);
// Every message changes these fields, and each index costs once more: one serves the list with all of its filters.
conversationSchema.index({
  accountId: 1,
  lastActivityAt: -1,
  _id: -1,
  phoneNumberId: 1,
  unread: 1,
  lastInboundAt: 1,
});
// Touched only when a number or an id passes from one customer to another, and while threads are merged.
conversationSchema.index(
  { accountId: 1, phoneNumberId: 1, 'former.address': 1 },
  { partialFilterExpression: { 'former.address': { $exists: true } }, name: 'former_addresses' },
);
conversationSchema.index(
  { unsettledAt: 1 },
  { partialFilterExpression: { unsettledAt: { $exists: true } }, name: 'unsettled_conversations' },
);
// Changes only when the first unread message comes and when the last one is read.
conversationSchema.index(
  { accountId: 1, _id: 1 },
  { partialFilterExpression: { unread: { $gt: 0 } }, name: 'unread_conversations' },
);

export const conversationModel = (connection: Connection): Model<ConversationRecord> =>
  connection.model<ConversationRecord>('Conversation', conversationSchema);
