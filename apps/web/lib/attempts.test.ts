import type { AttemptDto, StatusReply } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import {
  attemptIntervalMs,
  findEndingCode,
  mergeStatus,
  newerAttempt,
  statusIntervalMs,
  statusWithAttempt,
  withoutSaid,
} from './attempts';
import { attempt } from './attempts.fixture';

const status = (change: Partial<StatusReply> = {}): StatusReply => ({
  success: true,
  connected: false,
  state: 'connecting',
  businessName: null,
  phoneNumbers: [],
  lastConnected: null,
  attempt: attempt(),
  pendingAtMeta: [],
  may: { connect: true, reconnect: true, disconnect: true, revoke: true, handOver: true },
  signup: { popup: false, sdkUrl: null, appId: '300100', graphVersion: 'v26.0', loginOptions: null },
  ...change,
});

describe('when versions of an attempt arrive in any order', () => {
  it('the higher revision stays', () => {
    const late = attempt({ revision: 2, phase: 'waiting' });
    const newer = attempt({ revision: 4, phase: 'connected' });
    expect(newerAttempt(attempt(), late).revision).toBe(3);
    expect(newerAttempt(attempt(), newer).phase).toBe('connected');
    expect(newerAttempt(undefined, late)).toBe(late);
  });

  it('another attempt replaces the one known before', () => {
    const other = attempt({ attemptId: 'att_00000002', revision: 1 });
    expect(newerAttempt(attempt({ revision: 9 }), other)).toBe(other);
  });
});

describe('the status', () => {
  it('keeps a pushed attempt when a slower answer brings an older one', () => {
    const known = status({ attempt: attempt({ revision: 8, phase: 'connected' }) });
    const merged = mergeStatus(known, status({ state: 'connected', attempt: attempt({ revision: 5 }) }));
    expect(merged.attempt).toMatchObject({ revision: 8, phase: 'connected' });
    expect(merged.state).toBe('connected');
  });

  it('drops the attempt when the API no longer shows one', () => {
    expect(mergeStatus(status(), status({ attempt: null })).attempt).toBeNull();
  });

  it('shows a push of the latest attempt and ignores one of an earlier attempt', () => {
    const shown = status();
    expect(statusWithAttempt(shown, attempt({ revision: 4 })).attempt?.revision).toBe(4);
    expect(statusWithAttempt(shown, attempt({ revision: 1 }))).toBe(shown);
    const earlier = attempt({ attemptId: 'att_00000000', startedAt: '2026-11-22T09:00:00.000Z', revision: 20 });
    expect(statusWithAttempt(shown, earlier)).toBe(shown);
    const later = attempt({ attemptId: 'att_00000002', startedAt: '2026-11-22T11:00:00.000Z', revision: 0 });
    expect(statusWithAttempt(shown, later).attempt?.attemptId).toBe('att_00000002');
  });
});

describe('why an attempt ended', () => {
  it.each([
    ['denied', 'connect_denied'],
    ['closed', 'connect_closed'],
    ['expired', 'state_expired'],
    ['failed', 'login_failed'],
    ['partial', 'subscription_failed'],
  ] as const)('%s has words of its own', (phase, code) => {
    expect(findEndingCode(attempt({ phase }))).toBe(code);
  });

  it('is told by the problem when there is one', () => {
    const problem = { code: 'code_expired' as const, message: 'Too late.' };
    expect(findEndingCode(attempt({ phase: 'failed', problem }))).toBe('code_expired');
  });

  it('needs no words while it runs or when it worked', () => {
    expect(findEndingCode(attempt({ phase: 'working' }))).toBeNull();
    expect(findEndingCode(attempt({ phase: 'connected' }))).toBeNull();
  });
});

describe('asking again', () => {
  it('happens every two seconds while connecting without a socket, and stops at the end', () => {
    expect(attemptIntervalMs(attempt(), false)).toBe(2_000);
    expect(attemptIntervalMs(undefined, false)).toBe(2_000);
    expect(attemptIntervalMs(attempt({ phase: 'connected' }), false)).toBe(false);
  });

  it('is rarer with a socket, and rarest when nothing is going on', () => {
    expect(statusIntervalMs(status(), false)).toBeLessThan(statusIntervalMs(status(), true));
    expect(statusIntervalMs(status({ attempt: null }), true)).toBe(60_000);
  });
});

it('one fault is said once: steps and numbers keep what is not said above them', () => {
  const problem = (message: string) => ({ message }) as NonNullable<AttemptDto['problem']>;
  const shown = withoutSaid(
    {
      steps: [{ name: 'webhooks', state: 'failed', at: null, problem: problem('Said.') }],
      numbers: [
        { phoneNumberId: '1', problem: problem('Said.') },
        { phoneNumberId: '2', problem: problem('Another.') },
      ] as AttemptDto['numbers'],
    },
    'Said.',
  );
  expect(shown.steps[0]).toMatchObject({ state: 'failed', problem: null });
  expect(shown.numbers.map((number) => number.problem?.message)).toEqual([undefined, 'Another.']);
});
