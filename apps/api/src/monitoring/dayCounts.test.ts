import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { hours, later, minutes } from '../platform/clock.js';
import { countRestModel } from './countRest.model.js';
import { createDayCounts } from './dayCounts.service.js';
import { toDay } from './health.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.connection.collection('countRests').deleteMany({});
});

/** Counts as the schedule does: every ten minutes, until so much time has passed. */
async function countFor(fromAt: string, forMs: number, tookMs: Record<string, number>, fails = false) {
  let now = new Date(fromAt);
  const counted: { accountId: string; day: string; at: Date }[] = [];
  const service = createDayCounts({
    rests: countRestModel(api.connection),
    traffic: {
      onDay: async (accountId, from) => {
        counted.push({ accountId, day: toDay(from), at: now });
        now = later(now, tookMs[accountId] ?? 0);
        if (fails) throw new Error('it took too long');
        return [];
      },
    },
    health: { keepCounts: async () => {} },
    clock: { now: () => now },
  });
  const until = later(now, forMs);
  for (let next = now; next < until; next = later(next, minutes(10))) {
    if (next > now) now = next;
    const rests = await service.listRests();
    for (const accountId of Object.keys(tookMs)) {
      await service.count(accountId, rests.get(accountId)).catch(() => undefined);
    }
  }
  return { of: (accountId: string) => counted.filter((count) => count.accountId === accountId) };
}

it.each([false, true])(
  'a twentieth of the time goes into one account at most, also when counting fails: %s',
  async (fails) => {
    const tookMs = { small: 0, large: minutes(2) };
    const counted = await countFor('2026-11-24T10:00:00Z', hours(10), tookMs, fails);
    expect(counted.of('small')).toHaveLength(60);
    expect(counted.of('large')).toHaveLength(15);
  },
);

it('is counted every ten minutes again when it takes no longer', async () => {
  await countFor('2026-11-24T10:00:00Z', minutes(10), { acme: minutes(2) });
  const counted = await countFor('2026-11-24T11:00:00Z', hours(1), { acme: 0 });
  expect(counted.of('acme')).toHaveLength(6);
  expect(await api.connection.collection('countRests').countDocuments()).toBe(0);
});

it.each([minutes(5), hours(1)])(
  'each day is counted after it has closed, whatever a count takes: %d ms',
  async (took) => {
    const counted = await countFor('2026-11-24T20:00:00Z', hours(14), { large: took });
    const ofTheDayBefore = counted.of('large').filter(({ day }) => day === '2026-11-24');
    expect(ofTheDayBefore.at(-1)?.at.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-11-25T02:00:00Z'));
  },
);
