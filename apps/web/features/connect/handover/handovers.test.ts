import type { AttemptDto, HandoverDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { countdown, isEnded, newerHandover, watchedWords } from './handovers';

const attempt = (revision: number) => ({ attemptId: 'att_1', revision }) as AttemptDto;
const handover = (change: Partial<HandoverDto> = {}): HandoverDto => ({
  handoverId: 'ho_1',
  state: 'waiting',
  createdBy: 'Ada',
  createdAt: '2026-11-22T10:00:00.000Z',
  expiresAt: '2026-11-22T10:30:00.000Z',
  openedAt: null,
  attempt: null,
  ...change,
});

describe('two versions of a hand-over', () => {
  it('the later state wins, whichever came first', () => {
    const early = handover();
    const late = handover({ state: 'connecting', attempt: attempt(1) });
    expect(newerHandover(early, late).state).toBe('connecting');
    expect(newerHandover(late, early)).toEqual(late);
  });

  it('of its attempt the higher revision wins', () => {
    const known = handover({ state: 'connecting', attempt: attempt(5) });
    expect(newerHandover(known, handover({ state: 'done', attempt: attempt(4) }))).toMatchObject({
      state: 'done',
      attempt: { revision: 5 },
    });
  });

  it('another hand-over is taken as it is', () => {
    expect(newerHandover(handover({ state: 'done' }), handover({ handoverId: 'ho_2' })).handoverId).toBe('ho_2');
  });
});

describe('what whoever made the link reads at the end', () => {
  const number = (registered: 'good' | 'bad') =>
    ({ saved: true, subscribed: true, registered }) as AttemptDto['numbers'][number];
  const ended = (...numbers: AttemptDto['numbers']) =>
    watchedWords(handover({ state: 'done', attempt: { ...attempt(1), phase: 'connected', numbers, reconnect: null } }));

  it('is connected where every number is', () => {
    expect(ended(number('good'))).toMatchObject({ title: 'Connected', whole: true });
  });

  it('is not connected where a number is only saved', () => {
    expect(ended(number('bad'))).toMatchObject({ title: 'Your number is saved, not connected yet', whole: false });
    expect(ended(number('good'), number('bad'))).toMatchObject({ title: '1 of 2 numbers are connected', whole: false });
  });
});

describe('its end', () => {
  it.each(['done', 'failed', 'expired', 'cancelled'] as const)('is %s', (state) => expect(isEnded(state)).toBe(true));
  it.each(['waiting', 'opened', 'connecting'] as const)('is not %s', (state) => expect(isEnded(state)).toBe(false));
});

it.each([
  ['2026-11-22T10:00:00.000Z', '30:00'],
  ['2026-11-22T10:00:55.500Z', '29:05'],
  ['2026-11-22T10:31:00.000Z', '0:00'],
])('counts down at %s to %s', (now, words) => {
  expect(countdown('2026-11-22T10:30:00.000Z', Date.parse(now))).toBe(words);
});
