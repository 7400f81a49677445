import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { linkingScenarios } from '../../test/linkingScenarios.js';
import { type Cast, interleave, makeCast, Play, type Scenario, seeded } from '../../test/linkingStage.js';

/**
 * Everything by which a number could end up in an account whose person did not finish the login for it: each scenario is
 * played in many seeded orders, and after each the database is asked who holds what.
 */
const seed = Number(process.env.LINKING_SEED ?? 20_261_124);
/** A sample each time; `npm run attacks` plays each scenario a hundred times. */
const interleavings = Number(process.env.LINKING_INTERLEAVINGS ?? 10);
/** Played side by side: each play has numbers of its own. */
const atOnce = 10;

let api: TestApi;
let url: string;
let cast: Cast;
let renew: () => Promise<void>;
const counts = { scenarios: 0, interleavings: 0, wrongLinks: 0, otherEnds: 0 };
beforeAll(async () => {
  api = await startApi({
    env: {
      META_CONFIG_ID: '600100200300',
      OPERATOR_TOKEN: 'operator-token-of-the-tests-0123456789',
      LOG_LEVEL: 'silent',
    },
  });
  url = await api.listen();
  ({ cast, renew } = await makeCast(api, url));
});
afterAll(async () => {
  await api.stop();
  process.stdout.write(
    `linking attacks: ${counts.scenarios} scenarios, ${counts.interleavings} interleavings, wrong links ${counts.wrongLinks}, other ends ${counts.otherEnds}, seed ${seed}\n`,
  );
});

async function forget() {
  const names = ['phoneNumbers', 'connectAttempts', 'handovers', 'hostedSignups', 'rateLimits', 'alerts', 'audit'];
  await Promise.all(names.map((name) => api.connection.collection(name).deleteMany({})));
  api.sandbox.reset();
}

/** @returns what was wrong at the end; nothing when all was right. */
async function play(scenario: Scenario, playSeed: number): Promise<string[]> {
  const stage = new Play(api, url, cast);
  const { actors, ends, mayEnd } = await scenario(stage);
  await interleave(actors, seeded(playSeed));
  const live = await stage.live();
  const wrong = Object.entries(live).filter(([number, accountId]) => !stage.earned.get(number)?.has(accountId));
  counts.interleavings += 1;
  counts.wrongLinks += wrong.length;
  const isOther = ends ? JSON.stringify(sorted(ends)) !== JSON.stringify(sorted(live)) : mayEnd?.(live) === false;
  if (isOther) counts.otherEnds += 1;
  return [
    ...wrong.map(([number, accountId]) => `seed ${playSeed}: ${number} is linked to ${accountId}`),
    ...(isOther ? [`seed ${playSeed}: ended as ${JSON.stringify(live)}`] : []),
  ];
}
const sorted = (record: Record<string, string>) => Object.entries(record).sort();

describe('no number ends in an account whose person did not finish the login for it', () => {
  it.each(Object.entries(linkingScenarios))(
    '%s',
    async (_name, scenario) => {
      counts.scenarios += 1;
      await renew();
      const problems: string[] = [];
      for (let first = 0; first < interleavings; first += atOnce) {
        await forget();
        const plays = Array.from({ length: Math.min(atOnce, interleavings - first) }, (_, index) =>
          play(scenario, seed + counts.scenarios * 100_003 + first + index),
        );
        problems.push(...(await Promise.all(plays)).flat());
      }
      expect(problems).toEqual([]);
    },
    240_000,
  );

  it('was tried in at least forty scenarios', () => {
    expect(counts.scenarios).toBeGreaterThanOrEqual(40);
    expect(counts.interleavings).toBe(counts.scenarios * interleavings);
    expect(counts.wrongLinks).toBe(0);
  });
});
