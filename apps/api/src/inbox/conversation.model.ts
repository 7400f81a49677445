import type { MessageStatus } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Preference } from './preferences/optOut.js';
import type { ResponderState } from './responders/responder.js';

/** One number and one customer. */
export interface ConversationRecord {
  /** The public id, made from account, number and the customer's first known address (`ids.ts`). */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /**
   * Every address that leads to the customer now: `w:<digits>` a phone in the spelling it is compared by, `u:<id>` a
   * business-scoped or parent id, `g:<id>` a group, `held:<_id>` where none does. Unique within a number.
   */
  addresses: string[];
  /** Addresses that were somebody else's before: from when on they are this customer's, by Meta's clock. */
  since?: { address: string; at: Date }[] | undefined;
  /** Addresses that led to the customer until then. */
  former?: { address: string; until: Date }[] | undefined;
  /** Since when threads are being merged or split. Whoever finds it continues. */
  unsettledAt?: Date | undefined;
  waId?: string | undefined;
  userId?: string | undefined;
  isGroup?: true | undefined;
  /** Meta's time of the group's name. */
  groupNamedAt?: Date | undefined;
  /** From the address book of the business's phone (coexistence). */
  savedName?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
  /** Meta's time of the newest message with that name, or username. */
  namedAt?: Date | undefined;
  usernamedAt?: Date | undefined;
  searchKey: string;
  lastActivityAt: Date;
  lastMessage?: LastMessage | undefined;
  /** Messages of the customer that came after `readUpTo`, and were said after `answeredUpTo`. */
  unread: number;
  /** Arrival time of the last message that somebody has seen. */
  readUpTo?: Date | undefined;
  /** Meta's time of the last answer given on the phone, which reads what was said until then. */
  answeredUpTo?: Date | undefined;
  /** Meta's time of the last message that opens the 24 hours for where answers go. */
  lastInboundAt?: Date | undefined;
  lastInboundWamid?: string | undefined;
  lastMarkedWamid?: string | undefined;
  responder?: ResponderState | undefined;
  preferences?: readonly Preference[] | undefined;
  revision: number;
}

export interface LastMessage {
  id: string;
  direction: 'in' | 'out';
  kind: string;
  preview: string;
  status: MessageStatus;
  sentBy?: 'meta_agent' | 'other_app' | undefined;
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
  // The index is partial, so a filter may name other fields.
  { collection: 'conversations', strict: false, strictQuery: false, versionKey: false },
);
// Decides between first messages that arrive at the same moment.
conversationSchema.index(
  { accountId: 1, phoneNumberId: 1, addresses: 1 },
  { unique: true, name: 'one_conversation_a_customer' },
);
// Every message changes these fields, and each index costs a write: one serves all filters of the list.
conversationSchema.index({
  accountId: 1,
  lastActivityAt: -1,
  _id: -1,
  phoneNumberId: 1,
  unread: 1,
  lastInboundAt: 1,
});
conversationSchema.index(
  { accountId: 1, phoneNumberId: 1, 'former.address': 1 },
  { partialFilterExpression: { 'former.address': { $exists: true } }, name: 'former_addresses' },
);
conversationSchema.index(
  { unsettledAt: 1 },
  { partialFilterExpression: { unsettledAt: { $exists: true } }, name: 'unsettled_conversations' },
);
conversationSchema.index(
  { accountId: 1, _id: 1 },
  { partialFilterExpression: { unread: { $gt: 0 } }, name: 'unread_conversations' },
);

export const conversationModel = (connection: Connection): Model<ConversationRecord> =>
  connection.model<ConversationRecord>('Conversation', conversationSchema);
