import type { QueryFilter } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';

/** Lines that nobody wrote. */
const lines = ['system', 'handover'] as const;
const isLine = (kind: string): boolean => (lines as readonly string[]).includes(kind);

type Judged = Pick<MessageRecord, 'direction' | 'content'> & Partial<Pick<MessageRecord, 'isPast' | 'isStandby'>>;

/**
 * Whether it restarts the 24 hours: a message of the customer, or a call, taken or not (meta-platform 17.3). Whoever
 * answers it, the customer has written to this number.
 */
export const opensWindow = ({ direction, content }: Judged): boolean => direction === 'in' && !isLine(content.kind);

/** The same as a question to the database. */
export const opensWindowFilter: QueryFilter<MessageRecord> = {
  direction: 'in',
  'content.kind': { $nin: [...lines] },
};

/**
 * Whether somebody of the team should look at it: what a customer wrote to us, a call that nobody took, and a conversation
 * that was handed to us. Not what somebody else answers: a team would be alarmed all day by what its agent does well.
 */
export function wantsReading({ direction, content, isPast, isStandby }: Judged): boolean {
  if (direction !== 'in' || isPast || isStandby) return false;
  // Beside a message of the customer, which wants to be read itself, nothing says whose it was.
  if (content.kind === 'handover') return content.to.who === 'us' && content.from.who !== 'nobody';
  if (content.kind === 'call') return content.state === 'missed';
  return content.kind !== 'system';
}

/** The same as a question to the database. */
export const wantsReadingFilter: QueryFilter<MessageRecord> = {
  direction: 'in',
  isPast: { $ne: true },
  isStandby: { $ne: true },
  'content.kind': { $ne: 'system' },
  $nor: [
    { 'content.kind': 'handover', 'content.to.who': { $ne: 'us' } },
    { 'content.kind': 'handover', 'content.from.who': 'nobody' },
    { 'content.kind': 'call', 'content.state': { $ne: 'missed' } },
  ],
};

/** What of a conversation a person of the team should look at, read or not. */
export const toReadFilter = (accountId: string, conversationId: string): QueryFilter<MessageRecord> => ({
  accountId,
  conversationId,
  ...wantsReadingFilter,
});

/**
 * Conversations that wait for an answer of ours: the customer had the last word. A call does as long as it is unread, since
 * one that was taken is no question; groups are answered on the phone.
 */
export const waitsForUsFilter: QueryFilter<ConversationRecord> = {
  'lastMessage.direction': 'in',
  'lastMessage.kind': { $nin: [...lines] },
  isGroup: { $ne: true },
  $or: [{ 'lastMessage.kind': { $ne: 'call' } }, { unread: { $gt: 0 } }],
};
