import { metaCode } from '@switchboard/contracts';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { NumberRepository } from '../../numbers/number.repository.js';
import { AppError } from '../../platform/errors.js';
import { toProblem } from '../../platform/graphProblem.js';
import { activeNumber } from '../activeNumber.js';
import type { ConversationRecord } from '../conversation.model.js';
import { toRecipient } from '../sending/outgoing.js';

export type ControlAction = 'take' | 'pass' | 'release';

/** Only the app set up for escalation may take a conversation (meta-platform 17.1). */
const isRefusedTake = ({ code, subcode }: GraphFailure): boolean =>
  code === metaCode.mayNotTakeOver || subcode === metaCode.mayNotTakeOver;

export function createControlCall({ numbers, graph }: { numbers: NumberRepository; graph: GraphClient }) {
  /** @throws AppError `number_*`, `take_over_refused`, or what Meta answered. */
  return async function callMeta(
    conversation: ConversationRecord,
    action: ControlAction,
    targetRole: string | undefined,
  ): Promise<void> {
    const number = await activeNumber(numbers, conversation.accountId, conversation.phoneNumberId);
    const to = toRecipient(conversation);
    if (!to) throw new AppError('invalid_request', { message: 'There is no address of this customer to ask about.' });
    const { accessToken } = await numbers.open(number);
    const answer = await graph.controlThread({
      phoneNumberId: conversation.phoneNumberId,
      token: accessToken,
      to,
      action,
      ...(targetRole === undefined ? {} : { targetRole }),
    });
    if (answer.ok) return;
    const { code, message, details, fbtraceId } = toProblem(answer.failure);
    if (action === 'take' && isRefusedTake(answer.failure)) {
      throw new AppError('take_over_refused', { details: { ...details, fbtraceId } });
    }
    throw new AppError(code, { message, details: { ...details, fbtraceId } });
  };
}
export type ControlCall = ReturnType<typeof createControlCall>;
