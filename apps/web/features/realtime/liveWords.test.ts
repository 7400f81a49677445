import { describe, expect, it } from 'vitest';
import { liveWords } from './liveWords';

const wordsOf = (...input: Parameters<typeof liveWords>) => liveWords(...input).words;

describe('the light', () => {
  it('never says that updates are live, or that it checks, where nothing can come', () => {
    for (const live of [true, false, null]) expect(wordsOf(live, 'offline')).toBe('Offline');
    expect(wordsOf(false, 'unreached')).toBe('No connection, trying again');
  });

  it('says how they come', () => {
    expect([true, false, null].map((live) => wordsOf(live, 'online'))).toEqual([
      'Live updates on',
      'Checking every few seconds',
      'Opening live updates',
    ]);
    // The socket knows better than one request that got lost.
    expect(wordsOf(true, 'unreached')).toBe('Live updates on');
  });
});
