import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { buildDelivery, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acmeNumber, said, secondNumber, signedHeaders, webhookPath } from '../../test/deliveries.js';
import { createFuzz } from '../../test/fuzz.js';
import { type Business, newPerson, startBusiness, textOf } from '../../test/inbox.js';

/**
 * Deliveries of every shape, validly signed, with plain ones between them: each is answered, and of the plain ones none is
 * lost. A sample each time; `npm run fuzz:webhooks` sends a million, and judges how long one of them held up the process.
 */
const deliveries = Number(process.env.FUZZ_DELIVERIES ?? 2_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_201);
const isLong = deliveries > 10_000;
const atOnce = 32;
/** One plain delivery after so many others. */
const plainEvery = 40;
/** Meta's own bounds for one (meta-platform 8.3). */
const largest = { updates: 1_000, bytes: 3 * 1024 * 1024 };
const mostStalls = 3;

let business: Business;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const answers = new Map<number, number>();
beforeAll(async () => {
  business = await startBusiness({ env: { LOG_LEVEL: 'error' } });
});
afterAll(async () => {
  agent.destroy();
  await business.api.stop();
});

/** @returns the status; 0 when there was no answer. */
function send(body: Buffer): Promise<number> {
  const headers = signedHeaders(body, business.api.sandbox.appSecret);
  return new Promise((resolve) => {
    const req = request(`${business.url}${webhookPath}`, { method: 'POST', headers, agent }, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode ?? 0));
    });
    req.on('error', () => resolve(0));
    req.end(body);
  });
}

/** As Meta does it: what is refused for now is sent again. @returns the first answer that is another. */
async function deliver(body: Buffer): Promise<number> {
  for (;;) {
    const status = await send(body);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status !== 503) return status;
    await pause(100);
  }
}

/** The longest time that nothing else was done, while this was. Milliseconds. */
async function stallOf(work: () => Promise<void>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  await work();
  delays.disable();
  return delays.max / 1e6;
}

/** As many and as much as Meta puts into one. */
function largestWellFormed(): Buffer {
  const text = 'On its way? '.repeat(200);
  const changes = Array.from({ length: largest.updates }, (_, index) =>
    said(text, { from: `1558${String(index).padStart(7, '0')}`, name: `Customer ${index}`, number: secondNumber }),
  );
  const body = serializeLikeMeta(buildDelivery(changes));
  if (body.length > largest.bytes || body.length < largest.bytes * 0.8) throw new Error(`it has ${body.length} bytes`);
  return body;
}

it(
  'answers every delivery, and loses nothing that is between them',
  async () => {
    const { app } = business.api;
    // Once uncounted: the code is compiled as it is after a minute's work.
    const reference: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      const body = largestWellFormed();
      reference.push(
        await stallOf(async () => {
          expect(await deliver(body)).toBe(200);
          await app.drainDeliveries();
          await pause(20);
        }),
      );
    }
    const wellFormed = Math.max(...reference.slice(1));
    answers.clear();

    const next = createFuzz(seed);
    const person = newPerson();
    const plain: string[] = [];
    const numbers = [acmeNumber, secondNumber];
    let sent = 0;
    const sender = async () => {
      while (sent < deliveries) {
        sent += 1;
        const isPlain = sent % plainEvery === 0;
        const text = `plain ${sent}`;
        if (isPlain) plain.push(text);
        const body = isPlain
          ? serializeLikeMeta(
              buildDelivery([
                said(text, {
                  from: person.waId,
                  name: person.name,
                  number: numbers[sent % 3 === 0 ? 0 : 1] ?? acmeNumber,
                }),
              ]),
            )
          : next();
        const status = await send(body);
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    };
    const stall = await stallOf(async () => {
      await Promise.all(Array.from({ length: atOnce }, sender));
      await app.drainDeliveries();
    });

    const conversations = (await business.inbox.conversations(`?limit=100&search=${person.waId}`)).filter(
      ({ customer }) => customer.name === person.name,
    );
    const arrived = (await Promise.all(conversations.map(({ id }) => business.inbox.thread(id)))).flat().map(textOf);
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
  120_000 + deliveries * 20,
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
