import { type RungName, rungNames, type Verdict, verdicts } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { toLadder, toNumberState } from './ladder.js';
import type { PhoneNumberRecord, RegistrationEvidence } from './phoneNumber.model.js';

type Evidence = Parameters<typeof toLadder>[0];
const now = new Date('2026-11-22T12:00:00Z');
const at = new Date('2026-11-22T11:00:00Z');
const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  isActive: true,
  token: { valid: true, at, expiresAt: null },
  registration: { at, status: 'CONNECTED', platformType: 'CLOUD_API', throughputLevel: 'STANDARD' },
  subscription: { subscribed: true, at },
  ...over,
});
const findRung = (name: RungName, over: Partial<Evidence>) => {
  const rung = toLadder(evidence(over), now).find((candidate) => candidate.rung === name);
  if (!rung) throw new Error(`no rung ${name}`);
  return rung;
};
const readState = (over: Partial<Evidence>) => {
  const given = evidence(over);
  return toNumberState(given.isActive, toLadder(given, now));
};

describe('the ladder', () => {
  it('has five rungs in the order in which they are climbed', () => {
    expect(toLadder(evidence(), now).map((rung) => rung.rung)).toEqual(rungNames);
  });

  it('claims nothing about messages before there was one', () => {
    for (const name of ['heard', 'sendable'] as const) {
      expect(findRung(name, {})).toMatchObject({ verdict: 'unknown', at: null });
    }
  });

  it('says of every bad rung what to do next, and speaks in sentences', () => {
    const bad: Partial<Evidence>[] = [
      { token: { valid: false, at, expiresAt: null, problem: { code: 'token_invalid' } } },
      { registration: { at, status: 'BANNED' } },
      { subscription: { subscribed: false, at } },
      { isActive: false, disconnectedAt: at },
    ];
    for (const over of bad) {
      const rungs = toLadder(evidence(over), now).filter((rung) => rung.verdict === 'bad');
      expect(rungs).toHaveLength(1);
      for (const rung of rungs) expect(rung.next).toMatch(/\.$/);
    }
  });

  it('says of every rung that is not good what to do next', () => {
    const states: Partial<Evidence>[] = [
      { token: undefined, registration: undefined, subscription: undefined },
      { registration: { at, status: 'PENDING', platformType: 'NOT_APPLICABLE' } },
      { registration: { at, status: 'A_STATUS_OF_TOMORROW' } },
      { pausedAt: at },
      { health: { at, canSendMessage: 'BLOCKED', reasons: [] } },
      { health: { at, canSendMessage: 'BLOCKED', reasons: [], problem: { code: 'permission_missing' } } },
      { isActive: false, disconnectedAt: at },
    ];
    for (const over of states) {
      for (const rung of toLadder(evidence(over), now)) {
        if (rung.verdict !== 'good') expect(rung.next, rung.rung).toMatch(/\.$/);
      }
    }
  });

  it('says Meta’s own events in words', () => {
    const removed = (event: string) =>
      findRung('authorised', {
        token: { valid: false, at, expiresAt: null, problem: { code: 'token_invalid', event } },
      });
    expect(removed('PARTNER_REMOVED').evidence).toContain('no longer shared with Switchboard');
    expect(removed('PARTNER_APP_UNINSTALLED').evidence).toContain('removed at Meta');
    expect(removed('ACCOUNT_OFFBOARDED').evidence).toContain('on the phone');
    expect(removed('AN_EVENT_OF_TOMORROW').evidence).toContain('“AN_EVENT_OF_TOMORROW”');
  });

  it('rests on nothing when it is paused, which is a choice and goes before what else is wrong', () => {
    const given = evidence({ pausedAt: at, token: { valid: false, at, expiresAt: null } });
    const ladder = toLadder(given, now);
    expect(ladder[4]).toMatchObject({ verdict: 'waiting', fix: 'resume', at: at.toISOString() });
    expect(ladder[3]?.fix).toBe('write_to_number');
    expect(toNumberState(true, ladder, at)).toBe('paused');
    expect(toNumberState(false, ladder, at)).toBe('disconnected');
  });

  it('shows what limits a number that works', () => {
    const health = { at, canSendMessage: 'LIMITED', reasons: ['The name is not approved.'] };
    const limited = findRung('sendable', { delivered: { at }, health });
    expect(limited).toMatchObject({ verdict: 'good' });
    expect(limited.evidence).toContain('The name is not approved.');
    expect(findRung('registered', { qualityRating: 'RED' }).evidence).toContain('quality is low');
  });

  it('does not depend on anything but what it is given', () => {
    const frozen = Object.freeze(evidence());
    expect(toLadder(frozen, now)).toEqual(toLadder(frozen, now));
  });
});

describe('the authorised rung', () => {
  it('is good while Meta says so, with the time of that and until when', () => {
    const expiresAt = new Date('2027-01-20T08:00:00Z');
    expect(findRung('authorised', { token: { valid: true, at, expiresAt } })).toEqual({
      rung: 'authorised',
      verdict: 'good',
      at: at.toISOString(),
      evidence: 'Meta confirmed the access. It is valid until 2027-01-20.',
      next: null,
      fix: null,
    });
  });

  it.each<[string, number, Verdict]>([
    ['a millisecond before its end', 1, 'good'],
    ['at its end', 0, 'bad'],
    ['after its end', -1, 'bad'],
  ])('by the clock alone, %s: %s', (_when, leftMs, verdict) => {
    const expiresAt = new Date(now.getTime() + leftMs);
    expect(findRung('authorised', { token: { valid: true, at, expiresAt } }).verdict).toBe(verdict);
  });

  it('is bad, and mended by reconnecting, when Meta refused the token', () => {
    const refused = findRung('authorised', {
      token: { valid: false, at, expiresAt: null, problem: { code: 'token_invalid' } },
    });
    expect(refused).toMatchObject({ verdict: 'bad', fix: 'reconnect', at: at.toISOString() });
    expect(findRung('authorised', { token: { valid: false, at, expiresAt: null } }).verdict).toBe('bad');
  });

  it('is unknown while Meta was not asked', () => {
    expect(findRung('authorised', { token: undefined })).toMatchObject({
      verdict: 'unknown',
      at: null,
      fix: 'check_again',
    });
  });
});

describe('the registered rung', () => {
  const dead = ['DISCONNECTED', 'RESTRICTED', 'BANNED', 'DELETED', 'MIGRATED', 'UNVERIFIED'];
  const sending = ['CONNECTED', 'FLAGGED', 'RATE_LIMITED'];
  const statuses = [...dead, ...sending, 'PENDING', 'UNKNOWN', 'A_STATUS_OF_TOMORROW', undefined];
  const platforms = ['CLOUD_API', 'ON_PREMISE', 'NOT_APPLICABLE', 'A_PLATFORM_OF_TOMORROW', undefined];
  const throughputs = ['STANDARD', 'HIGH', 'NOT_APPLICABLE', 'A_LEVEL_OF_TOMORROW', undefined];
  const all: RegistrationEvidence[] = statuses.flatMap((status) =>
    platforms.flatMap((platformType) =>
      throughputs.map((throughputLevel) => ({ at, status, platformType, throughputLevel })),
    ),
  );

  /** The rule in words: a dead status first; then not being on Cloud API; then what Meta still does; then a yes. */
  function expected({ status, platformType, throughputLevel }: RegistrationEvidence): Verdict {
    if (status !== undefined && dead.includes(status)) return 'bad';
    if ([platformType, throughputLevel].includes('NOT_APPLICABLE')) return 'bad';
    if (status === 'PENDING') return 'waiting';
    if (status !== undefined && sending.includes(status)) return 'good';
    return status === undefined && platformType === 'CLOUD_API' ? 'good' : 'unknown';
  }

  it.each(
    all.map(
      (registration) =>
        [registration.status, registration.platformType, registration.throughputLevel, registration] as const,
    ),
  )(
    'for status %s on platform %s with throughput %s follows the rule',
    (_status, _platform, _throughput, registration) => {
      expect(findRung('registered', { registration }).verdict).toBe(expected(registration));
    },
  );

  it('is never called good by a value that Meta may add tomorrow', () => {
    const odd = all.filter(({ status }) => status === 'A_STATUS_OF_TOMORROW' || status === 'UNKNOWN');
    for (const registration of odd) expect(findRung('registered', { registration }).verdict).not.toBe('good');
  });

  it('says when Meta limits a number that can still send', () => {
    expect(findRung('registered', { registration: { at, status: 'FLAGGED' } }).evidence).toContain('limits');
    expect(findRung('registered', { registration: { at, status: 'CONNECTED' } }).evidence).not.toContain('limits');
  });

  it('is bad when Meta does not show the number any more, whatever was known before', () => {
    const registration = {
      at,
      status: 'CONNECTED',
      platformType: 'CLOUD_API',
      problem: { code: 'permission_missing' as const },
    };
    expect(findRung('registered', { registration })).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
  });

  it('is unknown while Meta was not asked', () => {
    expect(findRung('registered', { registration: undefined })).toMatchObject({ verdict: 'unknown', at: null });
  });
});

describe('the subscribed rung', () => {
  it.each<[string, PhoneNumberRecord['subscription'], Verdict, string | null]>([
    ['Meta lists us', { subscribed: true, at }, 'good', null],
    ['Meta does not list us', { subscribed: false, at }, 'bad', 'retry_subscription'],
    ['Meta refused', { subscribed: false, at, problem: { code: 'permission_missing' } }, 'bad', 'retry_subscription'],
    ['Meta gave no clear answer', undefined, 'unknown', 'retry_subscription'],
  ])('when %s', (_what, subscription, verdict, fix) => {
    expect(findRung('subscribed', { subscription })).toMatchObject({ verdict, fix });
  });
});

describe('the word “connected”', () => {
  const tokens: [Verdict, PhoneNumberRecord['token']][] = [
    ['good', { valid: true, at, expiresAt: null }],
    ['bad', { valid: false, at, expiresAt: null }],
    ['unknown', undefined],
  ];
  const registrations: [Verdict, PhoneNumberRecord['registration']][] = [
    ['good', { at, status: 'CONNECTED' }],
    ['bad', { at, status: 'BANNED' }],
    ['waiting', { at, status: 'PENDING' }],
    ['unknown', undefined],
  ];
  const subscriptions: [Verdict, PhoneNumberRecord['subscription']][] = [
    ['good', { subscribed: true, at }],
    ['bad', { subscribed: false, at }],
    ['unknown', undefined],
  ];

  it('is earned by three good rungs and by nothing less', () => {
    const earned: string[] = [];
    for (const [authorised, token] of tokens) {
      for (const [registered, registration] of registrations) {
        for (const [subscribed, subscription] of subscriptions) {
          const state = readState({ token, registration, subscription });
          if (state === 'connected') earned.push([authorised, registered, subscribed].join(' '));
          else expect(state).toBe('needs_attention');
        }
      }
    }
    expect(earned).toEqual(['good good good']);
  });

  it('is never said of a disconnected number, however good the evidence that was left behind', () => {
    expect(readState({ isActive: false, disconnectedAt: at })).toBe('disconnected');
    const ladder = toLadder(evidence({ isActive: false, disconnectedAt: at }), now);
    expect(ladder.map((rung) => rung.verdict)).toEqual(['bad', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(ladder[0]).toMatchObject({ at: at.toISOString(), fix: 'reconnect' });
  });

  it('knows only the four verdicts of the contract', () => {
    const seen = new Set(tokens.flatMap(([, token]) => toLadder(evidence({ token }), now).map((rung) => rung.verdict)));
    for (const verdict of seen) expect(verdicts).toContain(verdict);
  });
});
