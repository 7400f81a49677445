import type { AttemptDto, ConnectionState, NumberDto, StatusReply } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import { may } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { ResubscribeService } from '../disconnect/resubscribe.service.js';
import type { NumberService } from '../numbers/number.service.js';
import type { AttemptService } from './attempt.service.js';

/** The one word for an account's connection, from what is known of its numbers and its latest attempt. Pure. */
export function toConnectionState(numbers: readonly NumberDto[], attempt: AttemptDto | null): ConnectionState {
  const active = numbers.filter((number) => number.isActive);
  // A paused number needs no attention, as long as another is at work.
  const atWork = active.filter((number) => number.state !== 'paused');
  if (attempt?.phase === 'working') return 'connecting';
  if (active.length === 0)
    return attempt?.phase === 'waiting' || attempt?.phase === 'choosing' ? 'connecting' : 'not_connected';
  const unfinished = attempt?.phase === 'partial' && attempt.canRetry;
  const allConnected = atWork.length > 0 && atWork.every((number) => number.state === 'connected');
  return allConnected && !unfinished ? 'connected' : 'needs_attention';
}

/** Whether all that a partial attempt could not do was done another way, by a button or a later login. Pure. */
export function isRemedied(attempt: AttemptDto, numbers: readonly NumberDto[]): boolean {
  const unread = attempt.steps.some((step) => (step.name === 'business' || step.name === 'numbers') && step.problem);
  const good = new Set(
    numbers
      .filter((number) => number.ladder.some((rung) => rung.rung === 'subscribed' && rung.verdict === 'good'))
      .map((number) => number.phoneNumberId),
  );
  return attempt.phase === 'partial' && !unread && attempt.numbers.every((number) => good.has(number.phoneNumberId));
}

const findLatest = (times: (string | null)[]): string | null =>
  times.reduce((latest, time) => (time && (!latest || time > latest) ? time : latest), null);

export interface StatusDeps {
  numbers: Pick<NumberService, 'list'>;
  accounts: AccountService;
  attempts: Pick<AttemptService, 'latest'>;
  unsubscribes: Pick<PendingUnsubscribes, 'list'>;
  resubscribes: Pick<ResubscribeService, 'list'>;
  signup: StatusReply['signup'];
}

export function createStatusService(deps: StatusDeps) {
  const { numbers, accounts, attempts, unsubscribes, resubscribes, signup } = deps;
  return {
    async status(principal: Principal): Promise<StatusReply> {
      const [phoneNumbers, latest, off, on, permissions] = await Promise.all([
        numbers.list(principal.accountId),
        attempts.latest(principal.accountId),
        unsubscribes.list(principal.accountId),
        resubscribes.list(principal.accountId),
        accounts.getPermissions(principal.accountId),
      ]);
      const attempt = latest && isRemedied(latest, phoneNumbers) ? null : latest;
      const active = phoneNumbers.filter((number) => number.isActive);
      return {
        success: true,
        connected: active.some((number) => number.state === 'connected'),
        state: toConnectionState(phoneNumbers, attempt),
        businessName: (active[0] ?? phoneNumbers[0])?.businessName ?? null,
        phoneNumbers,
        lastConnected: findLatest(phoneNumbers.map((number) => number.connectedAt)),
        attempt,
        pendingAtMeta: [...off, ...on],
        may: {
          connect: may(principal, 'number.connect'),
          reconnect: may(principal, 'number.reconnect', { knowsNumbers: phoneNumbers.length > 0 }),
          disconnect: active.length > 0 && may(principal, 'number.disconnect'),
          revoke: may(principal, 'number.revoke', permissions),
          handOver: may(principal, 'handover.create', permissions),
        },
        signup,
      };
    },
  };
}
export type StatusService = ReturnType<typeof createStatusService>;
