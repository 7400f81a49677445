import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import { isElsewhere, responderNow } from './responders/responderWords';

/**
 * Whether somebody of the team should look at it: what a customer wrote to us, a call that nobody took, and a conversation
 * that was handed to us. Not what somebody else answers.
 */
export function wantsReading({ direction, content, standby }: MessageDto): boolean {
  if (direction !== 'in' || standby) return false;
  if (content.kind === 'handover') return content.to.who === 'us' && content.from.who !== 'nobody';
  if (content.kind === 'call') return content.state === 'missed';
  return content.kind !== 'system';
}

/** Whether a conversation waits for an answer of ours: the customer had the last word, and nobody else answers. */
export function waitsForUs({ kind, lastMessage, unread, responder }: ConversationDto, nowMs: number): boolean {
  if (kind === 'group' || lastMessage?.direction !== 'in') return false;
  if (lastMessage.kind === 'system' || lastMessage.kind === 'handover') return false;
  // One that was taken is no question.
  if (lastMessage.kind === 'call' && unread === 0) return false;
  return !isElsewhere(responderNow(responder, nowMs));
}
