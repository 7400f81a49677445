import type { RungDto, Verdict } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { formatCount, ladderSummary, quietWords, triesWords } from './numberWords';

const rungs = ['authorised', 'registered', 'subscribed', 'heard', 'sendable'] as const;
const ladder = (...verdicts: Verdict[]): RungDto[] =>
  rungs.map((rung, index) => ({
    rung,
    verdict: verdicts[index] ?? 'unknown',
    at: null,
    evidence: '',
    next: null,
    fix: null,
  }));

describe('the sum of a ladder', () => {
  it('counts only what is proven: what is not known is neither good nor bad', () => {
    expect(ladderSummary(ladder('good', 'good', 'good', 'waiting', 'unknown'))).toBe('3 of 5 proven');
  });

  it('names the first rung that is broken', () => {
    expect(ladderSummary(ladder('good', 'good', 'bad', 'waiting', 'bad'))).toBe('2 of 5 proven, not subscribed');
  });
});

describe('a count', () => {
  it('is spoken as people do', () => {
    expect([formatCount(0), formatCount(1), formatCount(2)]).toEqual(['0 numbers', '1 number', '2 numbers']);
  });
});

describe('a quiet number', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');

  it('is told with what is usual', () => {
    expect(quietWords('2026-11-24T09:00:00Z', 12.4, now)).toBe('None for 3 h, usually 12 an hour.');
    expect(quietWords('2026-11-24T11:20:00Z', 90, now)).toBe('None for 40 min, usually 90 an hour.');
  });

  it('that is seldom written to is not said to be written to every hour', () => {
    expect(quietWords('2026-11-24T04:00:00Z', 0.4, now)).toBe('None for 8 h, usually one every 3 h.');
  });
});

describe('the tries of registering', () => {
  it('are counted as Meta does', () => {
    expect(triesWords(9)).toBe('9 of 10 tries left. Meta allows ten within 72 hours.');
    expect(triesWords(0)).toBe('Meta allows ten tries within 72 hours, and all are used.');
  });
});
