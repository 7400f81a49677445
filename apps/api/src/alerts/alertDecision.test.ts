import type { NumberDto, RungDto, RungName, Verdict } from '@switchboard/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days, hours, later, minutes } from '../platform/clock.js';
import { decideAlerts, type LastNotified } from './alertDecision.js';

const start = new Date('2026-11-24T09:00:00Z');
const makeRungs = (verdicts: Partial<Record<RungName, Verdict>>): RungDto[] =>
  (['authorised', 'registered', 'subscribed', 'heard', 'sendable'] as const).map((rung) => ({
    rung,
    verdict: verdicts[rung] ?? 'good',
    at: start.toISOString(),
    evidence: `About ${rung}.`,
    next: null,
    fix: null,
  }));
const numberWith = (over: Partial<NumberDto> = {}, verdicts: Partial<Record<RungName, Verdict>> = {}): NumberDto => ({
  id: '700',
  phoneNumberId: '700',
  wabaId: '900',
  wabaName: null,
  businessName: 'Acme',
  displayPhone: '+1 555-010-0000',
  displayName: 'Acme Flowers',
  isActive: true,
  state: 'connected',
  qualityRating: 'GREEN',
  quality: 'HIGH',
  verifiedAt: null,
  lastVerified: null,
  connectedAt: start.toISOString(),
  disconnectedAt: null,
  tokenExpiresAt: null,
  readMarks: 'on_open',
  ladder: makeRungs(verdicts),
  pausedAt: null,
  handoversSeenAt: null,
  undoUntil: null,
  isOnBizApp: false,
  numberStatus: 'CONNECTED',
  nameStatus: 'APPROVED',
  messagingLimit: 'TIER_250',
  registration: { triesLeft: 10, nextTryFreeAt: null, pin: 'none' },
  rhythm: { usualPerHour: 12, quietSince: null },
  billing: null,
  sync: null,
  ...over,
});
/** What is told of a number that was fine and is seen like this an hour later. */
const toldAfterwards = (after: NumberDto, before = numberWith()) => {
  const now = later(start, hours(1));
  return decideAlerts(decideAlerts(null, before, start).lastNotified, after, now).alerts;
};
const listKinds = (alerts: readonly { kind: string; tone: string }[]) =>
  alerts.map(({ kind, tone }) => `${kind}/${tone}`);
const expiring = (ms: number) => ({ tokenExpiresAt: later(start, hours(1) + ms).toISOString() });
const quiet = { rhythm: { usualPerHour: 12, quietSince: later(start, -hours(2)).toISOString() } };

describe('a change', () => {
  it.each<[string, Partial<NumberDto>, Partial<Record<RungName, Verdict>>, string[]]>([
    ['nothing', {}, {}, []],
    ['the access is lost', {}, { authorised: 'bad' }, ['access_lost/bad']],
    ['it is not known whether there is access', {}, { authorised: 'unknown' }, []],
    ['the access ends in eight days', expiring(days(8)), {}, []],
    ['the access ends in seven days', expiring(days(7)), {}, ['access_ending/warn']],
    ['the access ends in a day', expiring(days(1)), {}, ['access_ending/warn']],
    ['the number is banned', {}, { registered: 'bad' }, ['number_trouble/bad']],
    ['the number is being set up', {}, { registered: 'waiting' }, []],
    ['webhooks are off', {}, { subscribed: 'bad' }, ['webhooks_off/bad']],
    ['it is not known whether webhooks are on', {}, { subscribed: 'unknown' }, []],
    ['nothing was ever heard', {}, { heard: 'unknown', sendable: 'bad' }, []],
    ['the quality is medium', { quality: 'MEDIUM' }, {}, ['quality_changed/warn']],
    ['the quality is low', { quality: 'LOW' }, {}, ['quality_changed/bad']],
    ['the quality is no longer rated', { quality: 'NOT_RATED' }, {}, []],
    ['the limit is raised', { messagingLimit: 'TIER_2K' }, {}, ['limit_changed/good']],
    ['the limit is lowered', { messagingLimit: 'TIER_50' }, {}, ['limit_changed/warn']],
    ['Meta does not tell the limit', { messagingLimit: null }, {}, []],
    ['the name is declined', { nameStatus: 'DECLINED' }, {}, ['name_review/bad']],
    ['the name is reviewed', { nameStatus: 'PENDING_REVIEW' }, {}, ['name_review/info']],
    ['the name has a status that nobody knows', { nameStatus: 'SOMETHING_NEW' }, {}, []],
    ['it is quiet', quiet, {}, ['silence/warn']],
    ['it is quiet and rests', { ...quiet, state: 'paused' }, {}, []],
    [
      'it is quiet because the access is lost',
      { ...quiet, state: 'needs_attention' },
      { authorised: 'bad' },
      ['access_lost/bad'],
    ],
    ['its rhythm is not known', { rhythm: null }, {}, []],
    ['it is disconnected', { isActive: false, state: 'disconnected' }, { authorised: 'bad' }, ['disconnected/info']],
    [
      'everything at once',
      { quality: 'LOW' },
      { authorised: 'bad', registered: 'bad', subscribed: 'bad' },
      // That the webhooks are off is no news where the access is lost.
      ['access_lost/bad', 'number_trouble/bad', 'quality_changed/bad'],
    ],
  ])('when %s is told', (_what, over, verdicts, kinds) => {
    expect(listKinds(toldAfterwards(numberWith(over, verdicts)))).toEqual(kinds);
  });

  it.each<[string, NumberDto, string[]]>([
    ['access', numberWith({}, { authorised: 'bad' }), ['number_restored/good']],
    ['number', numberWith({}, { registered: 'bad' }), ['number_restored/good']],
    ['webhooks', numberWith({}, { subscribed: 'bad' }), ['number_restored/good']],
    ['quality', numberWith({ quality: 'LOW' }), ['quality_changed/good']],
    ['name', numberWith({ nameStatus: 'DECLINED' }), ['name_review/good']],
    ['rhythm', numberWith(quiet), ['silence_over/good']],
    ['expiry, after somebody renewed it', numberWith(expiring(days(3))), []],
    ['first quality', numberWith({ quality: 'NOT_RATED' }), []],
    ['first limit', numberWith({ messagingLimit: null }), []],
    ['connection', numberWith({ isActive: false, state: 'disconnected' }), ['connected/good']],
  ])('back to good of the %s', (_what, before, kinds) => {
    expect(listKinds(toldAfterwards(numberWith(), before))).toEqual(kinds);
  });

  it('names the number, and what is to be done', () => {
    const [said] = toldAfterwards(numberWith(quiet));
    expect(said?.text).toBe(
      'Acme Flowers (+1 555-010-0000): No message for 3 h, usually 12 an hour at this time. ' +
        'Write to the number to see whether messages arrive.',
    );
    const [limit] = toldAfterwards(numberWith({ messagingLimit: 'TIER_2K' }));
    expect(limit?.text).toContain('2,000 customers a day, before it was 250 customers a day');
  });
});

describe('the first look', () => {
  it('at a new number says that it is connected, and what is wrong already', () => {
    expect(listKinds(decideAlerts(null, numberWith({}, { subscribed: 'bad' }), start).alerts)).toEqual([
      'connected/good',
      'webhooks_off/bad',
    ]);
  });

  it('at a number that was there before anybody watched says only what is wrong', () => {
    const old = { connectedAt: later(start, -days(30)).toISOString() };
    expect(decideAlerts(null, numberWith(old), start).alerts).toEqual([]);
    expect(listKinds(decideAlerts(null, numberWith(old, { authorised: 'bad' }), start).alerts)).toEqual([
      'access_lost/bad',
    ]);
  });

  it.each<[string, Partial<NumberDto>, Partial<Record<RungName, Verdict>>, string]>([
    ['connected', {}, {}, 'good Connected: It was connected'],
    ['not registered', { state: 'needs_attention' }, { registered: 'bad' }, 'It is not registered at Meta yet'],
    ['without webhooks', { state: 'needs_attention' }, { subscribed: 'unknown' }, 'Its webhooks are not on yet'],
    ['without access', { state: 'needs_attention' }, { authorised: 'waiting' }, 'Meta has not confirmed the access'],
    ['paused', { state: 'paused' }, {}, 'info Saved, paused: It was saved'],
  ])('at a new number that is %s says so', (_how, over, verdicts, words) => {
    const [first] = decideAlerts(null, numberWith(over, verdicts), start).alerts;
    const said = `${first?.tone} ${first?.title}: ${first?.text.replace(/^.*?\(.*?\): /, '')}`;
    expect(said).toContain(words);
    if (over.state === 'needs_attention') expect(said).toMatch(/^warn Saved, not connected yet: /);
  });

  it('at a new number that is only saved says in one alert what it lacks', () => {
    const decideKinds = (verdicts: Partial<Record<RungName, Verdict>>) =>
      listKinds(decideAlerts(null, numberWith({ state: 'needs_attention' }, verdicts), start).alerts);
    expect(decideKinds({ registered: 'bad' })).toEqual(['connected/warn']);
    expect(decideKinds({ subscribed: 'bad' })).toEqual(['connected/warn']);
    expect(decideKinds({ registered: 'bad', subscribed: 'bad' })).toEqual(['connected/warn', 'webhooks_off/bad']);
  });

  it('at a number that was only saved is followed by the word that it works', () => {
    const saved = numberWith({ state: 'needs_attention' }, { registered: 'bad' });
    expect(listKinds(toldAfterwards(numberWith(), saved))).toEqual(['number_restored/good']);
  });

  it.each<[RungName, string]>([
    ['authorised', 'Access works'],
    ['registered', 'The number works'],
    ['subscribed', 'Messages arrive'],
  ])('at a number that was only saved is not followed by the word that %s works again', (rung, title) => {
    const saved = numberWith({ state: 'needs_attention' }, { [rung]: 'bad' });
    const first = decideAlerts(null, saved, start);
    const works = decideAlerts(first.lastNotified, numberWith(), later(start, hours(1)));
    expect(works.alerts.map((alert) => alert.title)).toEqual([title]);

    const broken = decideAlerts(works.lastNotified, saved, later(start, hours(2)));
    const again = decideAlerts(broken.lastNotified, numberWith(), later(start, hours(3)));
    expect(again.alerts.map((alert) => alert.title)).toEqual([`${title} again`]);
  });

  it('at a number that was there before anybody watched is followed by the word that it works again', () => {
    const old = { connectedAt: later(start, -days(30)).toISOString() };
    const broken = numberWith({ ...old, state: 'needs_attention' }, { registered: 'bad' });
    expect(toldAfterwards(numberWith(old), broken).map(({ title }) => title)).toEqual(['The number works again']);
  });

  it('at a disconnected number says nothing', () => {
    expect(decideAlerts(null, numberWith({ isActive: false, state: 'disconnected' }), start).alerts).toEqual([]);
  });
});

describe('what goes to and fro', () => {
  it('is told once, then what it settled on', () => {
    let told: LastNotified = decideAlerts(null, numberWith(), start).lastNotified;
    const said: string[] = [];
    let lookAt: Date | null = null;
    const look = (afterMinutes: number, isBad: boolean) => {
      const number = numberWith({}, isBad ? { registered: 'bad' } : {});
      const watch = decideAlerts(told, number, later(start, hours(1) + minutes(afterMinutes)));
      ({ lastNotified: told, lookAt } = watch);
      said.push(...listKinds(watch.alerts));
    };
    for (let minute = 0; minute < 14; minute += 1) look(minute, minute % 2 === 0);
    expect(said).toEqual(['number_trouble/bad']);
    expect(lookAt).toEqual(later(start, hours(1) + minutes(15)));
    look(15, false);
    expect(said).toEqual(['number_trouble/bad', 'number_restored/good']);
    look(16, true);
    look(29, false);
    look(31, false);
    expect(said).toHaveLength(2);
    expect(lookAt).toBeNull();
  });

  it('does not hold back something else about the same number', () => {
    const bad = numberWith({}, { registered: 'bad' });
    const { lastNotified: told } = decideAlerts(
      decideAlerts(null, numberWith(), start).lastNotified,
      bad,
      later(start, minutes(20)),
    );
    const both = numberWith({}, { registered: 'bad', authorised: 'bad' });
    expect(listKinds(decideAlerts(told, both, later(start, minutes(21))).alerts)).toEqual(['access_lost/bad']);
  });
});

describe('an expiry', () => {
  it('is told a week before, a day before, and when it has come: each once', () => {
    const expiresAt = later(start, days(10));
    let told = decideAlerts(null, numberWith({ tokenExpiresAt: expiresAt.toISOString() }), start).lastNotified;
    const said: string[] = [];
    for (let hour = 0; hour <= 11 * 24; hour += 1) {
      const now = later(start, hours(hour));
      const isOver = now >= expiresAt;
      const number = numberWith({ tokenExpiresAt: expiresAt.toISOString() }, isOver ? { authorised: 'bad' } : {});
      const watch = decideAlerts(told, number, now);
      told = watch.lastNotified;
      said.push(...watch.alerts.map(({ title }) => title));
    }
    expect(said).toEqual(['Access ends within a week', 'Access ends within a day', 'Access lost']);
  });
});

describe('whatever happens', () => {
  const verdict = fc.constantFrom<Verdict>('good', 'bad', 'waiting', 'unknown');
  const anyNumber = fc
    .record({
      isActive: fc.boolean(),
      quality: fc.constantFrom('HIGH' as const, 'MEDIUM' as const, 'LOW' as const, 'NOT_RATED' as const),
      messagingLimit: fc.constantFrom(null, 'TIER_250', 'TIER_2K', 'TIER_NEW'),
      nameStatus: fc.constantFrom(null, 'APPROVED', 'DECLINED', 'NEW'),
      rhythm: fc.constantFrom(null, numberWith().rhythm, quiet.rhythm),
      verdicts: fc.record({ authorised: verdict, registered: verdict, subscribed: verdict }),
    })
    .map(({ verdicts, ...over }) => numberWith(over, verdicts));

  it('the same seen again tells nothing new, and each topic is told at most once in a quarter of an hour', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNumber, fc.integer({ min: 1, max: 30 })), { maxLength: 30 }), (steps) => {
        let told: LastNotified | null = null;
        let now = start;
        for (const [number, wait] of steps) {
          now = later(now, minutes(wait));
          const before: LastNotified['at'] = told?.at ?? {};
          const watch = decideAlerts(told, number, now);
          told = watch.lastNotified;
          for (const [topic, at] of Object.entries(told.at)) {
            const last = before[topic as keyof LastNotified['at']];
            if (last && at > last) expect(at.getTime() - last.getTime()).toBeGreaterThanOrEqual(minutes(15));
          }
          const again = decideAlerts(told, number, now);
          expect(again.alerts).toEqual([]);
          expect(again.lastNotified).toEqual(told);
        }
      }),
    );
  });
});
