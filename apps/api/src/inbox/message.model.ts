import type { MessageContent, MessageOrigin, MessageProblem, MessageStatus } from '@switchboard/contracts';
import type { TemplateComponent } from '@switchboard/graph';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Names, Peer } from './identity/facts.js';

/** One message, of a customer or of ours, as it is stored. */
export interface MessageRecord {
  /**
   * The public id. For what comes from Meta it is made from number and wamid (`ids.ts`), so that the same message
   * delivered twice is the same document; for what is sent here, from the account and the press of the button.
   */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  conversationId: string;
  /** Meta's id. Absent while one of ours has not been accepted yet. */
  wamid?: string | undefined;
  /** Whose it is, by every name Meta gave; of what is sent from here, whom it was addressed to. Missing: stored before these were kept. */
  peer?: Peer | undefined;
  /** WhatsApp says that the customer's number or id changed: the new ones. */
  becomes?: Names | undefined;
  direction: 'in' | 'out';
  /** Said on the phone before its number was shared: told afterwards, and never unread. */
  isPast?: true | undefined;
  origin: MessageOrigin;
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
  replyTo?: { wamid: string; id: string | null; preview: string; direction: 'in' | 'out' } | undefined;
  forwarded?: 'once' | 'often' | undefined;
  referral?: { headline: string | null; body: string | null; url: string | null } | undefined;
  reactions?: StoredReaction[] | undefined;
  editedAt?: Date | undefined;
  deletedAt?: Date | undefined;
  status: MessageStatus;
  statusTimes?: Partial<Record<'sent' | 'delivered' | 'read' | 'failed', Date>> | undefined;
  problem?: MessageProblem | undefined;
  nextTryAt?: Date | undefined;
  /** Queued for an address that is not the customer's any more: waits for a person to say whether it goes to the new one. */
  held?: { from: string | null; to: string | null } | undefined;
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
    clientId: String,
    searchText: String,
  },
  // It names a part of the fields only, so asking for another one is no mistake.
  { collection: 'messages', strict: false, strictQuery: false, versionKey: false },
);
// The contract of "once": Meta's id of a message, for one number.
messageSchema.index(
  { phoneNumberId: 1, wamid: 1 },
  { unique: true, partialFilterExpression: { wamid: { $exists: true } }, name: 'one_message_a_wamid' },
);
messageSchema.index({ accountId: 1, conversationId: 1, sortKey: 1 });
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
// No stemming: customers write in every language.
messageSchema.index({ accountId: 1, searchText: 'text' }, { default_language: 'none', name: 'search' });

export const messageModel = (connection: Connection): Model<MessageRecord> =>
  connection.model<MessageRecord>('Message', messageSchema);
