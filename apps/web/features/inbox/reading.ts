import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import { isElsewhere, responderNow } from './responders/responderWords';

/**
 * Whether the team should look at a message: a customer's, a missed call, a conversation handed to us. Not what
 * somebody else answers.
 */
export function wantsReading({ direction, content, standby }: MessageDto): boolean {
  if (direction !== 'in' || standby) return false;
  if (content.kind === 'handover') return content.to.who === 'us' && content.from.who !== 'nobody';
  if (content.kind === 'call') return content.state === 'missed';
  return content.kind !== 'system';
}

/** Whether a conversation waits for our answer: the customer had the last word, and nobody else answers. */
export function waitsForUs({ kind, lastMessage, unread, responder }: ConversationDto, nowMs: number): boolean {
  if (kind === 'group' || lastMessage?.direction !== 'in') return false;
  if (lastMessage.kind === 'system' || lastMessage.kind === 'handover') return false;
  // A call that was taken is no question.
  if (lastMessage.kind === 'call' && unread === 0) return false;
  return !isElsewhere(responderNow(responder, nowMs));
}
