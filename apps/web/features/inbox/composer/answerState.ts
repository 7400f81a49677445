import type { ConversationDto, NumberDto } from '@switchboard/contracts';
import { isElsewhere, isRouted, responderNow } from '../responders/responderWords';
import { windowLeft } from '../windowLeft';

/**
 * What can be sent: `free` anything; `closed`, `never` and `elsewhere` (somebody else answers) templates only; `disconnected`
 * and `group` nothing.
 */
export type AnswerState = 'free' | 'elsewhere' | 'closed' | 'never' | 'disconnected' | 'group';

/**
 * @param numbers The numbers of the account; null while they are not known: the API has the last word then.
 */
export function answerState(
  conversation: ConversationDto,
  numbers: readonly NumberDto[] | null,
  nowMs: number,
): AnswerState {
  const number = numbers?.find(({ phoneNumberId }) => phoneNumberId === conversation.phoneNumberId);
  if (numbers !== null && !number?.isActive) return 'disconnected';
  if (conversation.kind === 'group') return 'group';
  const { state } = windowLeft(conversation.windowClosesAt, nowMs);
  if (state !== 'open') return state;
  // Where no hand-over was ever seen, answering takes the conversation over by itself.
  const isTaken = isRouted(number) && isElsewhere(responderNow(conversation.responder, nowMs));
  return isTaken ? 'elsewhere' : 'free';
}
