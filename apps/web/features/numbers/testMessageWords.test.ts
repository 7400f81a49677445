import { describe, expect, it } from 'vitest';
import { isTestOver, testWords } from './testMessageWords';

const test = (state: Parameters<typeof testWords>[0]['state'], problem: string | null = null) => ({
  state,
  to: '+1 555 010 0000',
  problem,
});

describe('a test message', () => {
  it('is good only once it was delivered', () => {
    expect(
      (['sending', 'sent', 'delivered', 'failed', 'unclear'] as const).map((state) => testWords(test(state)).verdict),
    ).toEqual(['waiting', 'waiting', 'good', 'bad', 'unknown']);
  });

  it('is watched until it is delivered or has failed: what is unclear may still be settled', () => {
    expect(
      (['sending', 'sent', 'delivered', 'failed', 'unclear'] as const).filter((state) => isTestOver({ state })),
    ).toEqual(['delivered', 'failed']);
  });

  it('says why it failed', () => {
    expect(testWords(test('failed', 'The phone cannot be reached.')).text).toBe('The phone cannot be reached.');
  });
});
