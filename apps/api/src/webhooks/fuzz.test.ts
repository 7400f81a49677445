import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FuzzOrder, FuzzSent } from '../../test/fuzzSender.js';
import { type Business, newPerson, readText, startBusiness } from '../../test/inbox.js';

/**
 * Deliveries of every shape, validly signed, with plain ones between them: each is answered, and of the plain ones none is
 * lost. A sample each time; `npm run fuzz:webhooks` sends a million, and judges how long one of them held up the process.
 * They are made and sent by another process, as in life: this one is the API's alone, and its stalls are the API's.
 */
const deliveries = Number(process.env.FUZZ_DELIVERIES ?? 10_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_201);
const isLong = deliveries > 10_000;
const mostStalls = 3;

let business: Business;
let sender: ChildProcess;
beforeAll(async () => {
  business = await startBusiness({ env: { LOG_LEVEL: 'error' } });
  const program = fileURLToPath(new URL('../../test/fuzzSender.ts', import.meta.url));
  sender = fork(program, [business.url, business.api.sandbox.appSecret], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  });
});
afterAll(async () => {
  sender.disconnect();
  await business.api.stop();
});

/** Has it sent. @throws Error when the sender ends before it is done. */
async function send(order: FuzzOrder): Promise<FuzzSent> {
  sender.send(order);
  const ended = once(sender, 'exit').then(([code]) => {
    throw new Error(`the sender ended with ${code}`);
  });
  const [sent] = (await Promise.race([once(sender, 'message'), ended])) as [FuzzSent];
  return sent;
}

/** The longest time that nothing else was done, while this was. Milliseconds. */
async function measureStall<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  const result = await work();
  delays.disable();
  return { ms: delays.max / 1e6, result };
}

it(
  'answers every delivery, and loses nothing that is between them',
  async () => {
    const { app } = business.api;
    // Once uncounted: the code is compiled as it is after a minute's work.
    const reference: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      const { ms } = await measureStall(async () => {
        expect((await send({ kind: 'largest' })).answers).toEqual([[200, 1]]);
        await app.drainDeliveries();
        await pause(20);
      });
      reference.push(ms);
    }
    const wellFormed = Math.max(...reference.slice(1));

    const person = newPerson();
    const { ms: stall, result } = await measureStall(async () => {
      const sent = await send({ kind: 'fuzz', deliveries, seed, person });
      await app.drainDeliveries();
      return sent;
    });
    const { plain } = result;
    const answers = new Map(result.answers);

    const conversations = (await business.inbox.conversations(`?limit=100&search=${person.waId}`)).filter(
      ({ customer }) => customer.name === person.name,
    );
    const arrived = (await Promise.all(conversations.map(({ id }) => business.inbox.thread(id)))).flat().map(readText);
    const [ratio, failures] = [stall / wellFormed, business.api.logs().match(/projecting failed/g)?.length ?? 0];
    const counts = [...answers].map(([status, count]) => `${count} answered ${status}`).join(', ');
    process.stdout.write(
      `fuzz: ${deliveries} deliveries, seed ${seed}: ${counts}; ${plain.length} plain ones, ${arrived.length} arrived; ` +
        `tries in vain ${failures}; longest stall / that of the largest well-formed delivery ${ratio.toFixed(2)}` +
        `${isLong ? ` (${stall.toFixed(0)} ms / ${wellFormed.toFixed(0)} ms)` : ''}\n`,
    );
    expect([...answers.keys()].filter((status) => status !== 503)).toEqual([200]);
    expect(answers.get(200)).toBe(deliveries);
    expect(arrived.toSorted()).toEqual(plain.toSorted());
    expect(failures).toBe(0);
    if (isLong) expect(ratio).toBeLessThanOrEqual(mostStalls);
    // Whatever came to be of them: the screens can show all of it.
    await readEverything();
  },
  120_000 + deliveries * 60,
);

/** The inbox as a browser reads it, every answer checked against the contract. */
async function readEverything(): Promise<void> {
  for (let query = '?limit=100', pages = 0; pages < (isLong ? 50 : 5); pages += 1) {
    const page = await business.inbox.list(query);
    for (const { id } of page.conversations) await business.inbox.page(id, '?limit=100');
    if (page.nextCursor === null) return;
    query = `?limit=100&cursor=${page.nextCursor}`;
  }
}
