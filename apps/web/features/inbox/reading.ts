import type { MessageDto } from '@switchboard/contracts';

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
