import type { RungDto, Verdict } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { countOf, ladderSummary } from './numberWords';

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
    expect([countOf(0), countOf(1), countOf(2)]).toEqual(['0 numbers', '1 number', '2 numbers']);
  });
});
