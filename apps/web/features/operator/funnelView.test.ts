import { describe, expect, it } from 'vitest';
import { funnelStages, percentWords } from './funnelView';

const funnel = {
  success: true as const,
  days: 30,
  started: 10,
  cameBack: 8,
  exchanged: 7,
  connected: 4,
  partial: 2,
  stoppedAt: [],
  medianSeconds: 74,
};

describe('the funnel', () => {
  it('counts what connected partly as far as it came', () => {
    expect(funnelStages(funnel).map(({ count, share }) => [count, share])).toEqual([
      [10, 1],
      [8, 0.8],
      [7, 0.7],
      [6, 0.6],
      [4, 0.4],
    ]);
  });

  it('of nothing is nothing', () => {
    const none = { ...funnel, started: 0, cameBack: 0, exchanged: 0, connected: 0, partial: 0 };
    expect(funnelStages(none).every(({ share }) => share === 0)).toBe(true);
  });
});

describe('a share', () => {
  it('is never rounded to all or none', () => {
    expect([0, 0.004, 0.5, 0.996, 1].map(percentWords)).toEqual(['0 %', 'under 1 %', '50 %', 'over 99 %', '100 %']);
  });
});
