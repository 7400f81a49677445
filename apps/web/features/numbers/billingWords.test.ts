import { describe, expect, it } from 'vitest';
import { repliesLeftWords } from './billingWords';

const at = '2026-11-30T12:00:00.000Z';
const replies = { used: 412, of: 1000, state: 'some_left', source: 'seen_here', at, usedUpAt: null, text: '' } as const;

describe('free replies in a few words', () => {
  it('that were only seen here may be more', () => {
    expect(repliesLeftWords(replies)).toBe('at least 412 of 1,000');
    expect(repliesLeftWords({ ...replies, state: 'nearly_used_up', used: 950 })).toBe('at least 950 of 1,000');
  });
  it('that Meta counted are so many', () => {
    expect(repliesLeftWords({ ...replies, source: 'meta' })).toBe('412 of 1,000');
  });
  it('that are used up are called so, however few were seen', () => {
    expect(repliesLeftWords({ ...replies, state: 'used_up', used: 3 })).toBe('Used up');
  });
});
