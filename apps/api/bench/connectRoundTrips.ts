/**
 * How many calls to Meta one connect waits for, one after the other: effective sequential round trips
 * `(T120 - T20) / 100 ms`, from the same connect at two latencies of the sandbox. The slope cancels the machine's own
 * speed. The sequence of the first sketch is run the same way beside it.
 *
 * Run with `npm run bench:connect`. Prints; asserts nothing.
 */

import { performance } from 'node:perf_hooks';
import { startDevMongo } from '@switchboard/dev-mongo';
import { createGraphClient } from '@switchboard/graph';
import { seedWabas } from '@switchboard/meta-sandbox/seeds';
import { startTestApi, type TestApi } from '../test/testApi.js';

const repeats = Number(process.env.BENCH_REPEATS ?? 9);
const latencies = [20, 120] as const;
const wabaIds = [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id];

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function connect(api: TestApi, flow: 'redirect' | 'popup'): Promise<number> {
  const owner = await api.owner();
  const { state } = await owner.start(flow);
  const popup = flow === 'popup';
  const code = api.sandbox.issueCode({
    wabaIds: popup ? [seedWabas.acmeFlowers.id] : wabaIds,
    ...(popup ? { redirectUri: null } : {}),
  });
  const begin = performance.now();
  const response = await owner.finish({
    code,
    state,
    ...(popup ? { signup: { waba_id: seedWabas.acmeFlowers.id } } : {}),
  });
  const elapsed = performance.now() - begin;
  if (response.status !== 200) throw new Error(`connecting answered ${response.status}: ${response.text}`);
  await owner.post('/api/integrations/whatsapp/disconnect', {});
  return elapsed;
}

/**
 * The first sketch's sequence: exchange, the person's portfolios, the portfolio's accounts, the account's numbers, then
 * a subscription for each number, one after the other. Its `/{business}/whatsapp_business_accounts` does not exist at
 * Meta; the edge that does stands in for it, or the sequence would end there.
 */
async function sketch(api: TestApi): Promise<number> {
  const { sandbox } = api;
  const graph = createGraphClient({
    baseUrl: sandbox.url,
    version: 'v26.0',
    appId: sandbox.appId,
    appSecret: sandbox.appSecret,
  });
  const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging', 'business_management'];
  const code = sandbox.issueCode({ wabaIds, scopes, tokenKind: 'user' });
  const begin = performance.now();
  const exchanged = await graph.exchangeCode({
    code,
    redirectUri: `${api.config.FRONTEND_URL}/integrations/whatsapp/callback`,
  });
  if (!exchanged.ok) throw new Error(exchanged.failure.message);
  const headers = { Authorization: `Bearer ${exchanged.value.accessToken}` };
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`${sandbox.url}/v26.0/${path}`, { method, headers });
    if (!response.ok) throw new Error(await response.text());
    return response.json() as Promise<{ data: { id: string }[] }>;
  };
  const [business] = (await ask('me/businesses')).data;
  const [waba] = (await ask(`${business?.id}/owned_whatsapp_business_accounts`)).data;
  const numbers = (await ask(`${waba?.id}/phone_numbers`)).data;
  for (const _number of numbers) await ask(`${waba?.id}/subscribed_apps`, 'POST');
  return performance.now() - begin;
}

async function measure(api: TestApi, name: string, once: () => Promise<number>, goal: string) {
  const [low, high] = latencies;
  await once();
  const slopes: number[] = [];
  const times: Record<number, number[]> = { [low]: [], [high]: [] };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const latency of latencies) {
      api.sandbox.setLatency(latency);
      times[latency]?.push(await once());
    }
    slopes.push(((times[high]?.at(-1) ?? 0) - (times[low]?.at(-1) ?? 0)) / (high - low));
  }
  api.sandbox.setLatency(0);
  const figures = [median(times[low] ?? []), median(times[high] ?? [])].map((value) =>
    `${value.toFixed(1)} ms`.padStart(10),
  );
  const range = `${Math.min(...slopes).toFixed(2)} - ${Math.max(...slopes).toFixed(2)}`;
  return `${name.padEnd(26)}${figures.join('')}${median(slopes).toFixed(3).padStart(9)}   ${range.padEnd(14)}${goal}`;
}

const mongo = await startDevMongo();
const api = await startTestApi({
  mongoUri: mongo.withDatabase('bench'),
  env: { LOG_LEVEL: 'silent', META_CONFIG_ID: '600100200300' },
});
try {
  const rows = [
    await measure(api, 'redirect (2 WABAs, 3 numbers)', () => connect(api, 'redirect'), 'goal: at most 3.05'),
    await measure(api, 'popup (1 WABA, 2 numbers)', () => connect(api, 'popup'), 'goal: at most 2.05'),
    await measure(api, 'first sketch, as corrected', () => sketch(api), ''),
  ];
  const header = `${'flow'.padEnd(30)}${'T at 20'.padStart(8)}${'T at 120'.padStart(12)}   trips   range`;
  process.stdout.write(`Node ${process.version}, ${repeats} pairs each, medians\n${header}\n${rows.join('\n')}\n`);
} finally {
  await api.stop();
  await mongo.stop();
}
