import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';

type ReadMarksOf = Pick<ConversationRecord, 'readUpTo' | 'answeredUpTo'>;
type Counted = Pick<MessageRecord, 'isPast' | 'arrivedAt' | 'at'>;

/**
 * Whether a customer's message waits to be read: it came after what somebody here has seen, and was said after the last
 * answer that was given on the phone. The first is a matter of our clock, the second of Meta's: an echo may come late, and
 * then answers only what was said before it. Within one second of Meta's clock the answer counts as the later of the two.
 */
export const isUnread = ({ isPast, arrivedAt, at }: Counted, { readUpTo, answeredUpTo }: ReadMarksOf): boolean =>
  !isPast && (!readUpTo || arrivedAt > readUpTo) && (!answeredUpTo || at > answeredUpTo);

/** The same as a part of a question about messages. */
export const unreadFilter = ({ readUpTo, answeredUpTo }: ReadMarksOf) => ({
  isPast: { $ne: true as const },
  ...(readUpTo ? { arrivedAt: { $gt: readUpTo } } : {}),
  ...(answeredUpTo ? { at: { $gt: answeredUpTo } } : {}),
});

/** Whether a message of the business answers what was said before it: the owner typed it on the phone. */
export const isAnswerOnPhone = ({ direction, origin }: Pick<MessageRecord, 'direction' | 'origin'>): boolean =>
  direction === 'out' && origin === 'phone_app';
