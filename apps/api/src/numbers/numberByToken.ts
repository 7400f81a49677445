import type { AddNumberRequest } from '@switchboard/contracts';
import type { GraphClient, GraphResult } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { toProblem } from '../platform/graphProblem.js';
import type { NumberToSave } from './activation.js';
import { toNumberAtMeta, toWabaAtMeta } from './graphNumber.mapper.js';
import type { NumberRepository } from './number.repository.js';
import { missingPermissions } from './permissions.js';
import { subscriptionEvidence } from './subscription.js';

export interface NumberByTokenDeps {
  numbers: Pick<NumberRepository, 'findHeldElsewhere'>;
  graph: Pick<GraphClient, 'inspectToken' | 'readWaba' | 'listPhoneNumbers' | 'subscribeApp'>;
  clock: Clock;
  appId: string;
}

/** Asks Meta about a number that is added with a token, and switches its webhooks on: nothing is changed here. */
export class NumberByToken {
  readonly #deps: NumberByTokenDeps;

  constructor(deps: NumberByTokenDeps) {
    this.#deps = deps;
  }

  /**
   * @returns the number as Meta confirms it.
   * @throws AppError `token_invalid`, `permission_missing`, `number_not_granted`, `number_in_use`, or Meta's own problem.
   */
  async confirm(accountId: string, { accessToken, wabaId, phoneNumberId }: AddNumberRequest): Promise<NumberToSave> {
    const { numbers, graph, clock, appId } = this.#deps;
    const at = clock.now();
    const [inspection, wabaAnswer, listAnswer] = await Promise.all([
      graph.inspectToken(accessToken),
      graph.readWaba(wabaId, accessToken),
      graph.listPhoneNumbers(wabaId, accessToken),
    ]);
    const token = requireAnswer(inspection);
    if (!token.isValid || token.appId !== appId) throw new AppError('token_invalid');
    const missing = missingPermissions(token);
    if (missing.length > 0) throw new AppError('permission_missing', { details: { missing } });
    const waba = toWabaAtMeta(requireAnswer(wabaAnswer));
    const graphNumber = requireAnswer(listAnswer).find((number) => number.id === phoneNumberId);
    if (!graphNumber) throw new AppError('number_not_granted');
    const held = await numbers.findHeldElsewhere(accountId, [phoneNumberId]);
    if (held.size > 0) throw new AppError('number_in_use');
    const subscribed = await graph.subscribeApp(wabaId, accessToken);
    return {
      accountId,
      number: toNumberAtMeta(graphNumber, at),
      waba,
      accessToken,
      metaUserId: token.userId,
      attemptId: undefined,
      token: { valid: true, at, expiresAt: token.expiresAt },
      subscription: subscriptionEvidence(subscribed, at),
    };
  }
}

function requireAnswer<T>(answer: GraphResult<T>): T {
  if (answer.ok) return answer.value;
  const { code, message, details, fbtraceId } = toProblem(answer.failure);
  throw new AppError(code, { message, details: { ...details, fbtraceId } });
}
