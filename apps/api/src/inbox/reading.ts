import type { QueryFilter } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';

const lines = ['system', 'handover'] as const;
const isLine = (kind: string): boolean => (lines as readonly string[]).includes(kind);

type Judged = Pick<MessageRecord, 'direction' | 'content'> & Partial<Pick<MessageRecord, 'isPast' | 'isStandby'>>;

/** A customer's message or call restarts the 24 hours, whoever answers it (meta-platform 17.3). */
export const opensWindow = ({ direction, content }: Judged): boolean => direction === 'in' && !isLine(content.kind);

export const opensWindowFilter: QueryFilter<MessageRecord> = {
  direction: 'in',
  'content.kind': { $nin: [...lines] },
};

/** Not what somebody else answers: the team would be alarmed all day by what its agent does well. */
export function wantsReading({ direction, content, isPast, isStandby }: Judged): boolean {
  if (direction !== 'in' || isPast || isStandby) return false;
  // A message of the customer wants to be read itself.
  if (content.kind === 'handover') return content.to.who === 'us' && content.from.who !== 'nobody';
  if (content.kind === 'call') return content.state === 'missed';
  return content.kind !== 'system';
}

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

export const toReadFilter = (accountId: string, conversationId: string): QueryFilter<MessageRecord> => ({
  accountId,
  conversationId,
  ...wantsReadingFilter,
});

/** The customer had the last word. A call counts while it is unread; groups are answered on the phone. */
export const waitsForUsFilter: QueryFilter<ConversationRecord> = {
  'lastMessage.direction': 'in',
  'lastMessage.kind': { $nin: [...lines] },
  isGroup: { $ne: true },
  $or: [{ 'lastMessage.kind': { $ne: 'call' } }, { unread: { $gt: 0 } }],
};
