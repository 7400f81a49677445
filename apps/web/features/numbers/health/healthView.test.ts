import type { HealthPoint } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { changeWords, chartDays, dayLabel, endsLine, limitTick, limitTicks, trafficSentence } from './healthView';

const point = (patch: Partial<HealthPoint> = {}): HealthPoint => ({
  day: '2026-11-24',
  quality: 'HIGH',
  messagingLimit: 'TIER_2K',
  nameStatus: 'APPROVED',
  numberStatus: 'CONNECTED',
  received: 5,
  sent: 4,
  delivered: 3,
  failed: 1,
  ...patch,
});

describe('the days of a number', () => {
  it('have a gap where nothing is known, which is neither good nor bad', () => {
    const [rated, unrated, unknown] = chartDays([
      point(),
      point({ quality: 'NOT_RATED', messagingLimit: 'TIER_SOMETHING_NEW' }),
      point({ quality: null, messagingLimit: null }),
    ]);
    expect([rated?.quality, unrated?.quality, unknown?.quality]).toEqual([3, null, null]);
    expect([rated?.limit, unrated?.limit, unknown?.limit]).toEqual([4, null, null]);
  });

  it('are named by their day in UTC', () => {
    expect(dayLabel('2026-11-24')).toBe('24 Nov');
  });

  it('show the limits that occur and their neighbours', () => {
    const days = chartDays([point({ messagingLimit: 'TIER_250' }), point()]);
    expect(limitTicks(days).map(limitTick)).toEqual(['50', '250', '1,000', '2,000', '10,000']);
    expect(limitTicks([])).toEqual([]);
  });
});

describe('a line', () => {
  it('ends at a gap and on the last day', () => {
    const days = chartDays([point(), point(), point({ quality: null }), point()]);
    expect(days.map((_day, index) => endsLine(days, index, 'quality'))).toEqual([false, true, false, true]);
    expect(days.map((_day, index) => endsLine(days, index, 'limit'))).toEqual([false, false, false, true]);
  });
});

describe('the sum in words', () => {
  it('says what failed, and that nothing did', () => {
    expect(trafficSentence([point(), point()])).toBe('10 received, 8 sent, 2 of them failed.');
    expect(trafficSentence([point({ failed: 0 })])).toBe('5 received, 4 sent, none of them failed.');
    expect(trafficSentence([point({ received: 1200 })])).toBe('1,200 received, 4 sent, 1 of them failed.');
    expect(trafficSentence([point({ received: 0, sent: 0, failed: 0 })])).toBe('No messages in these days.');
  });
});

describe('a change', () => {
  it('is told in words', () => {
    expect(changeWords({ what: 'messagingLimit', from: 'TIER_250', to: 'TIER_2K' })).toBe(
      'Messaging limit: 250, now 2,000',
    );
    expect(changeWords({ what: 'nameStatus', from: null, to: 'AVAILABLE_WITHOUT_REVIEW' })).toBe(
      'Display name: Available without review',
    );
  });
});
