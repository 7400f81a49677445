import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';

type ReadMarksOf = Pick<ConversationRecord, 'readUpTo' | 'answeredUpTo'>;
type Counted = Pick<MessageRecord, 'isPast' | 'arrivedAt' | 'at'>;

/**
 * After the read mark by our clock, and after the last answer on the phone by Meta's: an echo that comes late answers
 * only what was said before it. Within one second the answer counts as the later one.
 */
export const isUnread = ({ isPast, arrivedAt, at }: Counted, { readUpTo, answeredUpTo }: ReadMarksOf): boolean =>
  !isPast && (!readUpTo || arrivedAt > readUpTo) && (!answeredUpTo || at > answeredUpTo);

export const unreadFilter = ({ readUpTo, answeredUpTo }: ReadMarksOf) => ({
  isPast: { $ne: true as const },
  ...(readUpTo ? { arrivedAt: { $gt: readUpTo } } : {}),
  ...(answeredUpTo ? { at: { $gt: answeredUpTo } } : {}),
});

/** The owner typed it on the phone. */
export const isAnswerOnPhone = ({ direction, origin }: Pick<MessageRecord, 'direction' | 'origin'>): boolean =>
  direction === 'out' && origin === 'phone_app';
