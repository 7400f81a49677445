import { describe, expect, it } from 'vitest';
import { callPermissionWords, callWords, durationWords } from './callWords';

const now = Date.parse('2026-11-30T12:00:00.000Z');

describe('a call in the thread', () => {
  it.each([
    ['missed', 'in', null, 'Missed call'],
    ['answered', 'in', 186, 'Call, 3 min'],
    ['answered', 'out', 40, 'Your call, 40 s'],
    ['unanswered', 'out', null, 'Your call, not answered'],
    ['failed', 'out', null, 'Your call did not connect'],
  ] as const)('that was %s (%s, %s s) is “%s”', (state, direction, durationSeconds, words) => {
    expect(callWords({ kind: 'call', state, durationSeconds }, direction)).toBe(words);
  });

  it('of hours has hours', () => {
    expect(durationWords(3_900)).toBe('1 h 5 min');
    expect(durationWords(7_200)).toBe('2 h');
  });
});

describe('what a customer says about calls', () => {
  it('is whether they are allowed, and until when', () => {
    expect(callPermissionWords({ allowed: false, until: null }, now)).toBe('Does not allow calls');
    expect(callPermissionWords({ allowed: true, until: null }, now)).toBe('Allows calls');
    expect(callPermissionWords({ allowed: true, until: '2026-12-05T09:00:00.000Z' }, now)).toMatch(/until 5 December/);
    expect(callPermissionWords({ allowed: true, until: 'soon' }, now)).toBe('Allows calls');
  });
});
