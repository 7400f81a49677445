import type { MessageContent, MessageDto, MessageOrigin, MessageProblem, MessageStatus } from '@switchboard/contracts';
import type { TemplateComponent } from '@switchboard/graph';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { CallFacts } from './calls/call.js';
import type { Names, Peer } from './identity/facts.js';

/**
 * By Meta's statuses (meta-platform 17.5): `free`, one of a number's thousand a month; `billed`, an answer beyond
 * those. Templates and advertisements are neither.
 */
export type ReplyPrice = 'free' | 'billed';

export interface MessageRecord {
  /**
   * The public id. Derived from number and wamid for what comes from Meta (`ids.ts`), else from account and clientId.
   */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  conversationId: string;
  wamid?: string | undefined;
  /** Of messages of the business: what both forms of the wamid have in common, which their own id does not tell. */
  wamidKey?: string | undefined;
  /** Sender of a received message, recipient of a sent one. Missing: stored by a release that did not keep it. */
  peer?: Peer | undefined;
  becomes?: Names | undefined;
  direction: 'in' | 'out';
  /** Imported from the phone's history: never unread. */
  isPast?: true | undefined;
  origin: MessageOrigin;
  /** Somebody else answered, and we were shown it. Removed when it comes to us as well. */
  isStandby?: true | undefined;
  sender?: { name?: string; waId?: string; userId?: string } | undefined;
  call?: CallFacts | undefined;
  author?: { userId: string; name: string } | undefined;
  /** Meta's clock for what came from Meta, ours for what was sent here. */
  at: Date;
  /** Read marks compare this time, because Meta may deliver late. */
  arrivedAt: Date;
  sortKey: string;
  content: MessageContent;
  searchText?: string | undefined;
  replyTo?: StoredQuote | undefined;
  forwarded?: 'once' | 'often' | undefined;
  referral?: MessageDto['referral'] | undefined;
  product?: MessageDto['product'] | undefined;
  reactions?: StoredReaction[] | undefined;
  editedAt?: Date | undefined;
  deletedAt?: Date | undefined;
  /** Missing in an older release's rows: whoever wrote it has deleted it. */
  deletedBy?: 'customer' | 'business' | undefined;
  status: MessageStatus;
  statusTimes?: Partial<Record<'sent' | 'delivered' | 'read' | 'failed', Date>> | undefined;
  /** `freeMonth` is the month in which it was a free reply, `2026-11` (`freeReplies.ts`). */
  replyPrice?: ReplyPrice | undefined;
  freeMonth?: string | undefined;
  problem?: MessageProblem | undefined;
  nextTryAt?: Date | undefined;
  held?: HeldFor | undefined;
  retryOf?: string | undefined;
  clientId?: string | undefined;
  pressHash?: string | undefined;
  /** As Meta wants them. */
  templateComponents?: TemplateComponent[] | undefined;
  /** While it is ours to send. Never leaves in a DTO. */
  outbox?: OutboxEntry | undefined;
  /** A write names the revision it started from. */
  revision: number;
}

export interface HeldFor {
  from: string | null;
  to: string | null;
  /**
   * `address`: it would go to another one now; also when missing. `interrupted`: nobody sent for a while after it was
   * queued, so it is late, or may have gone out before a backup was restored.
   */
  reason?: 'address' | 'interrupted' | undefined;
}

export interface StoredQuote {
  wamid: string;
  /** Null: that message is not here. */
  id: string | null;
  preview: string;
  direction: 'in' | 'out';
  author?: MessageRecord['author'];
}

/** In the message itself, so that storing both is one write. */
export interface OutboxEntry {
  dueAt: Date;
  /** How often Meta has answered "later". */
  attempts: number;
  claimedUntil?: Date | undefined;
  /** Found unfinished, nobody knows whether Meta took the message. */
  startedAt?: Date | undefined;
  /** W3C `traceparent` of the request that queued it, where traces are kept. */
  trace?: string | undefined;
}

/** `emoji` null: taken back, and kept, so that an older reaction that comes late does not bring it back. */
export interface StoredReaction {
  by: 'customer' | 'business';
  emoji: string | null;
  at: Date;
}

/** The driver writes documents; the schema names what is indexed. */
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
  // The index is partial, so a filter may name other fields.
  { collection: 'messages', strict: false, strictQuery: false, versionKey: false },
);
messageSchema.index(
  { phoneNumberId: 1, wamid: 1 },
  { unique: true, partialFilterExpression: { wamid: { $exists: true } }, name: 'one_message_a_wamid' },
);
// By the other form of the wamid, for messages of the business.
messageSchema.index(
  { phoneNumberId: 1, wamidKey: 1 },
  { unique: true, partialFilterExpression: { wamidKey: { $exists: true } }, name: 'one_message_a_wamid_key' },
);
messageSchema.index({ accountId: 1, conversationId: 1, sortKey: 1 });
messageSchema.index(
  { accountId: 1, 'replyTo.id': 1 },
  { partialFilterExpression: { 'replyTo.id': { $exists: true } }, name: 'answers' },
);
messageSchema.index(
  { accountId: 1, clientId: 1 },
  { unique: true, partialFilterExpression: { clientId: { $exists: true } }, name: 'one_message_a_press' },
);
messageSchema.index({ 'outbox.dueAt': 1 }, { partialFilterExpression: { 'outbox.dueAt': { $exists: true } } });
messageSchema.index(
  { accountId: 1, conversationId: 1, 'outbox.dueAt': 1 },
  { partialFilterExpression: { 'outbox.dueAt': { $exists: true } } },
);
// At most a thousand a number and month.
messageSchema.index(
  { accountId: 1, phoneNumberId: 1, freeMonth: 1 },
  { partialFilterExpression: { freeMonth: { $exists: true } }, name: 'free_replies' },
);
// No stemming: customers write in every language.
messageSchema.index({ accountId: 1, searchText: 'text' }, { default_language: 'none', name: 'search' });

export const messageModel = (connection: Connection): Model<MessageRecord> =>
  connection.model<MessageRecord>('Message', messageSchema);
