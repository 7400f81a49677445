import type { ConversationDto, NumberDto } from '@switchboard/contracts';
import { windowLeft } from '../windowLeft';

/** What can be sent: `free` anything; `closed` and `never` templates only; `disconnected` nothing. */
export type AnswerState = 'free' | 'closed' | 'never' | 'disconnected';

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
  const { state } = windowLeft(conversation.windowClosesAt, nowMs);
  return state === 'open' ? 'free' : state;
}
