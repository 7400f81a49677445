import type { ConversationDto, NumberDto } from '@switchboard/contracts';
import { isElsewhere, isRouted, responderNow } from '../responders/responderWords';
import { windowLeft } from '../windowLeft';

/**
 * What can be sent. `free`: anything. `closed`, `never`, `elsewhere` (somebody else answers): templates.
 * `disconnected`, `group`: nothing.
 */
export type AnswerState = 'free' | 'elsewhere' | 'closed' | 'never' | 'disconnected' | 'group';

/** @param numbers The numbers of the account; null while they are not known: then the API decides. */
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
  // On a number without hand-overs, answering takes the conversation over.
  const isTaken = isRouted(number) && isElsewhere(responderNow(conversation.responder, nowMs));
  return isTaken ? 'elsewhere' : 'free';
}
