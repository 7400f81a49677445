import { describe, expect, it } from 'vitest';
import { reconnectDelayMs } from './reconnectDelay';

describe('when the live connection is lost', () => {
  it('is tried again within a second, then less and less often, but at least twice a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((failures) => reconnectDelayMs(failures, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is tried at different moments by different browsers', () => {
    expect(reconnectDelayMs(3, 0)).toBe(4_000);
    expect(reconnectDelayMs(3, 0.5)).toBe(6_000);
  });
});
