import type { MessageContent, MessageDto, MessageOrigin, MessageProblem, MessageStatus } from '@switchboard/contracts';
import type { TemplateComponent } from '@switchboard/graph';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { CallFacts } from './calls/call.js';
import type { Names, Peer } from './identity/facts.js';

/**
 * What Meta says of the price of an answer in its statuses (meta-platform 17.5): `free`, one of the thousand a number has
 * each month; `billed`, an answer after those are used up. Everything else, templates and advertisements, is neither.
 */
export type ReplyPrice = 'free' | 'billed';

/** One message, of a customer or of ours, as it is stored. */
export interface MessageRecord {
  /**
   * The public id. For what comes from Meta it is made from number and wamid (`ids.ts`), so that the same message
   * delivered twice, and under either form of its wamid, is the same document; for what is sent here, from the account
   * and the press of the button.
   */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  conversationId: string;
  /** Meta's id. Absent while one of ours has not been accepted yet. */
  wamid?: string | undefined;
  /** Of messages of the business: what both forms of the wamid have in common. Their own id does not tell it. */
  wamidKey?: string | undefined;
  /** Whose it is, by every name Meta gave; of what is sent from here, whom it was addressed to. Missing: stored before these were kept. */
  peer?: Peer | undefined;
  /** WhatsApp says that the customer's number or id changed: the new ones. */
  becomes?: Names | undefined;
  direction: 'in' | 'out';
  /** Said on the phone before its number was shared: told afterwards, and never unread. */
  isPast?: true | undefined;
  origin: MessageOrigin;
  /** Somebody else answered then, and we were only shown it. Gone when it comes to us as well. */
  isStandby?: true | undefined;
  /** In a group: who wrote it. */
  sender?: { name?: string; waId?: string; userId?: string } | undefined;
  /** Of a call: what Meta's events told of it. */
  call?: CallFacts | undefined;
  author?: { userId: string; name: string } | undefined;
  /** Meta's clock for what came from Meta, ours for what was sent here. */
  at: Date;
  /** When it came to us: what a person has read is told by this, because Meta may deliver late. */
  arrivedAt: Date;
  /** Order within the conversation. Unique in it. */
  sortKey: string;
  content: MessageContent;
  /** Text that a search looks at; absent where there is none. */
  searchText?: string | undefined;
  replyTo?: StoredQuote | undefined;
  forwarded?: 'once' | 'often' | undefined;
  referral?: MessageDto['referral'] | undefined;
  /** What the customer asks about. */
  product?: MessageDto['product'] | undefined;
  reactions?: StoredReaction[] | undefined;
  editedAt?: Date | undefined;
  deletedAt?: Date | undefined;
  /** Missing where it was deleted before this was kept: then whoever wrote it has deleted it. */
  deletedBy?: 'customer' | 'business' | undefined;
  status: MessageStatus;
  statusTimes?: Partial<Record<'sent' | 'delivered' | 'read' | 'failed', Date>> | undefined;
  /** What Meta said of its price (`freeReplies.ts`), and the month in which it was one of the free replies, `2026-11`. */
  replyPrice?: ReplyPrice | undefined;
  freeMonth?: string | undefined;
  problem?: MessageProblem | undefined;
  nextTryAt?: Date | undefined;
  /** Queued, and waits for a person to say whether it goes. */
  held?: HeldFor | undefined;
  retryOf?: string | undefined;
  clientId?: string | undefined;
  /** Of what was asked for with the clientId, so that using it for something else is noticed. */
  pressHash?: string | undefined;
  /** For templates sent from here: the filled-in variables as Meta wants them. */
  templateComponents?: TemplateComponent[] | undefined;
  /** While it is ours to hand to Meta; removed when that is settled. Never leaves in a DTO. */
  outbox?: OutboxEntry | undefined;
  /** Grows by one with every change; a write names the revision it started from. */
  revision: number;
}

/** Why a queued message is not sent by itself. */
export interface HeldFor {
  /** Whom it was written for, and where it would go. */
  from: string | null;
  to: string | null;
  /**
   * `address`: that is not the same any more. `interrupted`: nobody sent for a while after it was queued, so it is late, or
   * went out after the backup was made that is in use now. Missing: `address`.
   */
  reason?: 'address' | 'interrupted' | undefined;
}

/** The message that another one answers, as it is shown there. */
export interface StoredQuote {
  wamid: string;
  /** null: that message is not kept here, or has not come yet. */
  id: string | null;
  preview: string;
  direction: 'in' | 'out';
  /** Who of the team wrote it. */
  author?: MessageRecord['author'];
}

/** What is left to do about a queued message. In the message itself, so that storing it is one write. */
export interface OutboxEntry {
  /** Not before. */
  dueAt: Date;
  /** Tries that Meta has answered with "later". */
  attempts: number;
  /** Somebody is at it until then. */
  claimedUntil?: Date | undefined;
  /** A call to Meta was begun: when it is found unfinished, nobody knows whether Meta took the message. */
  startedAt?: Date | undefined;
}

/** `emoji` null: taken back. Kept so that an older reaction that comes late does not bring it back. */
export interface StoredReaction {
  by: 'customer' | 'business';
  emoji: string | null;
  at: Date;
}

/** Documents are written by the driver, in bulk and with the shape above; the schema names what is indexed. */
const messageSchema = new Schema<MessageRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    conversationId: { type: String, required: true },
    sortKey: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    wamid: String,
    wamidKey: String,
    clientId: String,
    searchText: String,
    freeMonth: String,
  },
  // It names a part of the fields only, so asking for another one is no mistake.
  { collection: 'messages', strict: false, strictQuery: false, versionKey: false },
);
// The contract of "once": Meta's id of a message, for one number.
messageSchema.index(
  { phoneNumberId: 1, wamid: 1 },
  { unique: true, partialFilterExpression: { wamid: { $exists: true } }, name: 'one_message_a_wamid' },
);
// The same under the other form of it. Messages of customers do not have the field: their id tells (`ids.ts`).
messageSchema.index(
  { phoneNumberId: 1, wamidKey: 1 },
  { unique: true, partialFilterExpression: { wamidKey: { $exists: true } }, name: 'one_message_a_wamid_key' },
);
messageSchema.index({ accountId: 1, conversationId: 1, sortKey: 1 });
// Answers to a message, whose quotes change with it. Only answers are in it.
messageSchema.index(
  { accountId: 1, 'replyTo.id': 1 },
  { partialFilterExpression: { 'replyTo.id': { $exists: true } }, name: 'answers' },
);
// A browser's press of the button, sent twice, stores one message.
messageSchema.index(
  { accountId: 1, clientId: 1 },
  { unique: true, partialFilterExpression: { clientId: { $exists: true } }, name: 'one_message_a_press' },
);
messageSchema.index({ 'outbox.dueAt': 1 }, { partialFilterExpression: { 'outbox.dueAt': { $exists: true } } });
// The queue of one conversation.
messageSchema.index(
  { accountId: 1, conversationId: 1, 'outbox.dueAt': 1 },
  { partialFilterExpression: { 'outbox.dueAt': { $exists: true } } },
);
// The free replies of a number in a month: a thousand at most, and nothing else is in it.
messageSchema.index(
  { accountId: 1, phoneNumberId: 1, freeMonth: 1 },
  { partialFilterExpression: { freeMonth: { $exists: true } }, name: 'free_replies' },
);
// No stemming: customers write in every language.
messageSchema.index({ accountId: 1, searchText: 'text' }, { default_language: 'none', name: 'search' });

export const messageModel = (connection: Connection): Model<MessageRecord> =>
  connection.model<MessageRecord>('Message', messageSchema);
