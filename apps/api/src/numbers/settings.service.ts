import type { AddNumberRequest, NumberDto } from '@switchboard/contracts';
import type { GraphClient, GraphResult } from '@switchboard/graph';
import type { AccountService } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { problemOfFailure } from '../platform/graphProblem.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { toNumberAtMeta, toWabaAtMeta } from './graphNumber.mapper.js';
import type { NumberService } from './number.service.js';
import { missingPermissions } from './permissions.js';
import { subscriptionEvidence } from './subscription.js';

export interface SettingsDeps {
  accounts: AccountService;
  audit: AuditService;
  numbers: NumberService;
  graph: GraphClient;
  rateLimits: RateLimits;
  clock: Clock;
  appId: string;
  events: DomainEvents;
}

/** The value of a call to Meta, or the problem thrown as an error for the person who asked. */
function requireAnswer<T>(answer: GraphResult<T>): T {
  if (answer.ok) return answer.value;
  const { code, message, details, fbtraceId } = problemOfFailure(answer.failure);
  throw new AppError(code, { message, details: { ...details, fbtraceId } });
}

/** Adding a number by hand, with a token of one's own: nothing is stored that Meta does not confirm. */
export function createSettingsService(deps: SettingsDeps) {
  const { accounts, numbers, graph, clock, appId, events } = deps;
  const perAccount = deps.rateLimits('add-account', { points: 30, durationSeconds: 5 * 60 });

  return {
    /** @param by who adds it, and from where. */
    async add(accountId: string, input: AddNumberRequest, by: { userId: string; address: string }): Promise<NumberDto> {
      await perAccount.take(accountId);
      const at = clock.now();
      const [inspection, wabaAnswer, listAnswer] = await Promise.all([
        graph.inspectToken(input.accessToken),
        graph.readWaba(input.wabaId, input.accessToken),
        graph.listPhoneNumbers(input.wabaId, input.accessToken),
      ]);
      const token = requireAnswer(inspection);
      if (!token.isValid || token.appId !== appId) throw new AppError('token_invalid');
      const missing = missingPermissions(token);
      if (missing.length > 0) throw new AppError('permission_missing', { details: { missing } });
      const waba = toWabaAtMeta(requireAnswer(wabaAnswer));
      const graphNumber = requireAnswer(listAnswer).find((number) => number.id === input.phoneNumberId);
      if (!graphNumber) throw new AppError('number_not_granted');
      const held = await numbers.heldElsewhere(accountId, [input.phoneNumberId]);
      if (held.size > 0) throw new AppError('number_in_use');

      const subscribed = await graph.subscribeApp(input.wabaId, input.accessToken);
      await numbers.save({
        accountId,
        number: toNumberAtMeta(graphNumber, at),
        waba,
        accessToken: input.accessToken,
        metaUserId: token.userId,
        attemptId: undefined,
        token: { valid: true, at, expiresAt: token.expiresAt },
        subscription: subscriptionEvidence(subscribed, at),
      });
      await accounts.setWaba(accountId, waba.wabaId);
      await deps.audit.record({
        accountId,
        action: 'number.added_by_token',
        text: `${graphNumber.displayPhoneNumber ?? input.phoneNumberId} was added with an access token.`,
        phoneNumberId: input.phoneNumberId,
        ...by,
      });
      events.emit('numbers.changed', { accountId });
      const saved = (await numbers.list(accountId)).find((number) => number.phoneNumberId === input.phoneNumberId);
      if (!saved) throw new AppError('save_failed');
      return saved;
    },
  };
}
export type SettingsService = ReturnType<typeof createSettingsService>;
