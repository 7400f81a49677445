import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { buildDelivery, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { acmeNumber, said, secondNumber, signedHeaders, webhookPath } from './deliveries.js';
import { createFuzz } from './fuzz.js';

/** What to send. */
export type FuzzOrder =
  | { kind: 'largest' }
  | { kind: 'fuzz'; deliveries: number; seed: number; person: { waId: string; name: string } };
export interface FuzzSent {
  /** How many were answered so, by status; 0: not at all. */
  answers: [status: number, count: number][];
  /** The texts of the plain ones. */
  plain: string[];
}

/** Meta sends side by side. */
const atOnce = 64;
/** One plain delivery after so many others. */
const plainEvery = 40;
/** Meta's own bounds for one (meta-platform 8.3). */
const largest = { updates: 1_000, bytes: 3 * 1024 * 1024 };

const [url = '', appSecret = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const answers = new Map<number, number>();

/** @returns the status; 0 when there was no answer. */
function send(body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const options = { method: 'POST', headers: signedHeaders(body, appSecret), agent };
    const req = request(`${url}${webhookPath}`, options, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode ?? 0));
    });
    req.on('error', () => resolve(0));
    req.end(body);
  });
}

/** As Meta does it: what is refused for now is sent again. */
async function deliver(body: Buffer): Promise<void> {
  for (;;) {
    const status = await send(body);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status !== 503) return;
    await pause(100);
  }
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

/** @returns the texts of the plain ones. */
async function fuzz({ deliveries, seed, person }: Extract<FuzzOrder, { kind: 'fuzz' }>): Promise<string[]> {
  const next = createFuzz(seed);
  const plain: string[] = [];
  const plainBody = (serial: number) => {
    const text = `plain ${serial}`;
    plain.push(text);
    const number = serial % 3 === 0 ? acmeNumber : secondNumber;
    return serializeLikeMeta(buildDelivery([said(text, { from: person.waId, name: person.name, number })]));
  };
  let sent = 0;
  const sender = async () => {
    while (sent < deliveries) {
      sent += 1;
      await deliver(sent % plainEvery === 0 ? plainBody(sent) : next());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return plain;
}

process.on('message', async (order: FuzzOrder) => {
  answers.clear();
  const plain = order.kind === 'fuzz' ? await fuzz(order) : [];
  if (order.kind === 'largest') await deliver(largestWellFormed());
  process.send?.({ answers: [...answers], plain } satisfies FuzzSent);
});
process.on('disconnect', () => process.exit(0));
