import { describe, expect, it } from 'vitest';
import { shareInFlight } from './inFlight';

describe('a request that is under way', () => {
  it('is shared by whoever asks the same again, and asked anew afterwards', async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return asked;
    };
    expect(await Promise.all([shareInFlight('fix 1', ask), shareInFlight('fix 1', ask)])).toEqual([1, 1]);
    expect(await shareInFlight('fix 1', ask)).toBe(2);
  });

  it('is not shared with another key', async () => {
    const keys: string[] = [];
    const ask = (key: string) => shareInFlight(key, async () => keys.push(key));
    await Promise.all([ask('fix 1'), ask('fix 2')]);
    expect(keys).toEqual(['fix 1', 'fix 2']);
  });

  it('that failed can be asked again', async () => {
    await expect(shareInFlight('fix 3', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(shareInFlight('fix 3', async () => 'yes')).resolves.toBe('yes');
  });
});
