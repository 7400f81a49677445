import { describe, expect, it } from 'vitest';
import { liveWords } from './liveWords';

const readWords = (...input: Parameters<typeof liveWords>) => liveWords(...input).words;

describe('the light', () => {
  it('never says that updates are live, or that it checks, where nothing can come', () => {
    for (const live of [true, false, null]) expect(readWords(live, 'offline')).toBe('Offline');
    expect(readWords(false, 'unreached')).toBe('No connection, trying again');
  });

  it('says how they come', () => {
    expect([true, false, null].map((live) => readWords(live, 'online'))).toEqual([
      'Live updates on',
      'Checking every few seconds',
      'Opening live updates',
    ]);
    // The socket knows better than one request that got lost.
    expect(readWords(true, 'unreached')).toBe('Live updates on');
  });
});
