import { expect, it } from 'vitest';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import { days, later, minutes } from '../platform/clock.js';
import { createLogger } from '../platform/logger.js';
import { toDay } from './health.js';
import { createInactivityService, type InactivityDeps } from './inactivity.service.js';
import { createTrafficRound } from './trafficRound.js';

const start = new Date('2026-11-24T12:00:00Z');
const makeNumber = (phoneNumberId: string): PhoneNumberRecord => ({
  accountId: 'acc_1',
  phoneNumberId,
  wabaId: '900',
  displayPhone: '+1',
  displayName: 'Acme',
  isActive: true,
  verifiedAt: start,
  connectedAt: later(start, -days(60)),
});

/** Numbers that usually hear twelve an hour and have heard nothing for a week. */
function silentNumbers(ids: readonly string[], over: Partial<InactivityDeps['health']> = {}) {
  let now = start;
  const quiet: string[] = [];
  const counts = new Map(
    Array.from({ length: 29 }, (_, back) => [toDay(later(start, -days(back + 1))), Array<number>(24).fill(12)]),
  );
  const inactivity = createInactivityService({
    clock: { now: () => now },
    traffic: { lastReceived: async () => null },
    health: { listHours: async () => counts, ...over },
    checks: { checkNow: async () => true } as unknown as InactivityDeps['checks'],
    schedule: {
      recordBaseline: async ({ phoneNumberId }, rhythm) => {
        if (rhythm?.quietSince) quiet.push(phoneNumberId);
      },
    },
  });
  const round = createTrafficRound({
    ...{ inactivity, evaluate: async () => {}, logger: createLogger({ level: 'silent' }) },
    counts: { count: async () => {}, listRests: async () => new Map() },
    schedule: {
      async *eachLive() {
        for (const id of ids) yield makeNumber(id);
      },
    },
  });
  return {
    quiet,
    async runAfter(milliseconds: number) {
      now = later(now, milliseconds);
      await round.run();
    },
  };
}

it('a process that has just started listens for half an hour first: what Meta kept for us is still coming', async () => {
  const numbers = silentNumbers(['700']);
  await numbers.runAfter(minutes(29));
  expect(numbers.quiet).toEqual([]);
  await numbers.runAfter(minutes(1));
  expect(numbers.quiet).toEqual(['700']);
});

it('a number that cannot be listened to does not hold up those after it', async () => {
  const counts = new Map(
    Array.from({ length: 29 }, (_, back) => [toDay(later(start, -days(back + 1))), Array<number>(24).fill(12)]),
  );
  const numbers = silentNumbers(['700', '701'], {
    listHours: async (_accountId, phoneNumberId) => {
      if (phoneNumberId === '700') throw new Error('not this one');
      return counts;
    },
  });
  await numbers.runAfter(minutes(30));
  expect(numbers.quiet).toEqual(['701']);
});

it('an account that takes long to count does not hold up those after it', async () => {
  let release = () => {};
  const otherIsCounted = new Promise<void>((resolve) => {
    release = resolve;
  });
  const listened: string[] = [];
  const round = createTrafficRound({
    ...{ evaluate: async () => {}, logger: createLogger({ level: 'silent' }) },
    counts: {
      // The first one ends when the second one was counted.
      count: async (accountId) => (accountId === 'acc_1' ? otherIsCounted : release()),
      listRests: async () => new Map(),
    },
    inactivity: {
      listen: async ({ phoneNumberId }) => {
        listened.push(phoneNumberId);
        return false;
      },
    },
    schedule: {
      async *eachLive() {
        yield makeNumber('700');
        yield makeNumber('701');
        yield { ...makeNumber('702'), accountId: 'acc_2' };
      },
    },
  });
  await round.run();
  expect(listened.toSorted()).toEqual(['700', '701', '702']);
});
