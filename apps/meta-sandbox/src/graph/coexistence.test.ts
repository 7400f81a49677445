import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readError } from '../../test/client.js';
import { MessagingTest } from '../../test/messaging.js';
import { seedNumbers, seedWabas } from '../seeds.js';

const bakery = seedWabas.cornerBakery.id;
const bakeryNumber = seedNumbers.cornerBakery.id;

let test: MessagingTest;
let token = '';
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  test.sandbox.reset();
  test.receiver.clear();
  token = await test.meta.token({ wabaIds: [bakery] });
  await test.meta.post(`${bakery}/subscribed_apps`, { token });
  test.sandbox.onboardBizApp(bakeryNumber);
});

const ask = (syncType: string, phone = bakeryNumber) =>
  test.meta.post(`${phone}/smb_app_data`, { token, body: { messaging_product: 'whatsapp', sync_type: syncType } });

const message = z.looseObject({ id: z.string(), from: z.string(), timestamp: z.string(), type: z.string() });
const chunk = z.object({
  metadata: z.object({ phase: z.number(), chunk_order: z.number(), progress: z.number() }),
  threads: z.array(z.object({ id: z.string(), messages: z.array(message) })),
});

/** The values of a field that arrived. */
async function arrived(field: string) {
  await test.sandbox.webhooksIdle();
  return test.receiver
    .changes()
    .filter((change) => change.field === field)
    .map(({ value }) => value);
}
const chunks = async () =>
  (await arrived('history')).flatMap(({ history }) => (history === undefined ? [] : z.array(chunk).parse(history)));

describe('asking for the contacts of the phone', () => {
  it('is answered with the id of the request, and by a webhook of the number', async () => {
    const { status, body } = await ask('smb_app_state_sync');
    expect({ status, ...body }).toEqual({
      status: 200,
      messaging_product: 'whatsapp',
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await arrived('smb_app_state_sync')).toMatchObject([
      {
        metadata: { display_phone_number: seedNumbers.cornerBakery.digits, phone_number_id: bakeryNumber },
        state_sync: expect.arrayContaining([
          {
            type: 'contact',
            contact: { full_name: 'Ana Souza', first_name: 'Ana', phone_number: '15550190001' },
            action: 'add',
            metadata: { timestamp: String(Math.floor(test.meta.now / 1000)) },
          },
        ]),
      },
    ]);
  });

  it('calls some by another name than they have themselves', async () => {
    await ask('smb_app_state_sync');
    expect(JSON.stringify(await arrived('smb_app_state_sync'))).toContain('Ben (deliveries)');
  });

  it('lists nobody who hides the phone number', async () => {
    await ask('smb_app_state_sync');
    expect(JSON.stringify(await arrived('smb_app_state_sync'))).not.toContain('Noor');
  });
});

describe('asking for the chats of the phone', () => {
  it('gives three phases in chunks, up to 100 per cent', async () => {
    await ask('history');
    expect((await chunks()).map(({ metadata }) => metadata)).toEqual([
      { phase: 0, chunk_order: 1, progress: 16 },
      { phase: 0, chunk_order: 2, progress: 33 },
      { phase: 1, chunk_order: 1, progress: 50 },
      { phase: 1, chunk_order: 2, progress: 66 },
      { phase: 2, chunk_order: 1, progress: 83 },
      { phase: 2, chunk_order: 2, progress: 100 },
    ]);
  });

  it('keeps every message inside the days of its phase, with an id of its own', async () => {
    await ask('history');
    const day = 24 * 60 * 60;
    const days = [
      [0, 1],
      [1, 90],
      [90, 180],
    ];
    const ids = new Set<string>();
    for (const { metadata, threads } of await chunks()) {
      const [from = 0, to = 0] = days[metadata.phase] ?? [];
      for (const { id, timestamp } of threads.flatMap(({ messages }) => messages)) {
        const age = test.meta.now / 1000 - Number(timestamp);
        expect(age).toBeGreaterThanOrEqual(from * day);
        expect(age).toBeLessThanOrEqual(to * day);
        expect(ids.has(id)).toBe(false);
        ids.add(id);
      }
    }
    // Five customers have a phone number; three phases of four messages each, and three files.
    expect(ids.size).toBe(5 * 3 * 4 + 3);
  });

  it('tells what the business wrote from what the customer wrote', async () => {
    await ask('history');
    const [thread] = (await chunks()).flatMap(({ threads }) => threads).filter(({ id }) => id === '15550190001');
    const mine = (await chunks())
      .flatMap(({ threads }) => threads)
      .flatMap(({ messages }) => messages)
      .filter(({ from }) => from === seedNumbers.cornerBakery.digits);
    expect(thread?.messages.at(-1)).toMatchObject({ from: '15550190001', history_context: { status: 'pending' } });
    expect(mine[0]).toMatchObject({ history_context: { from_me: true, status: 'read' } });
    // As at Meta, the thread tells whom the business wrote to.
    expect(mine[0]).not.toHaveProperty('to');
  });

  it('may write the number of the business the other way, and mark nothing as its own', async () => {
    test.sandbox.world.updateNumber(bakeryNumber, { displayPhoneNumber: '+52 55 1234 5678' });
    test.sandbox.setPhonePast({ marksOwn: false });
    test.sandbox.setWebhookDials({ writtenOtherWay: ['business'] });
    await ask('history');
    const messages = (await chunks()).flatMap(({ threads }) => threads).flatMap((thread) => thread.messages);
    const mine = messages.filter(({ from }) => from === '5215512345678');
    expect(mine.length).toBeGreaterThan(0);
    for (const { history_context: context } of mine) expect(context).toEqual({ status: 'read' });
  });

  it('sends placeholders for files, and the files of the last days afterwards, to be downloaded', async () => {
    await ask('history');
    const placeholders = (await chunks())
      .flatMap(({ threads }) => threads.flatMap(({ messages }) => messages))
      .filter(({ type }) => type === 'media_placeholder');
    const file = z.object({ id: z.string() });
    const withFile = z.object({
      messages: z.array(z.object({ id: z.string(), image: file.optional(), document: file.optional() })),
    });
    const files = (await arrived('history'))
      .filter(({ messages }) => messages !== undefined)
      .flatMap((value) => withFile.parse(value).messages);
    // The third is older than the 14 days of which Meta sends files.
    expect(placeholders).toHaveLength(3);
    expect(files.map(({ id }) => placeholders.some((one) => one.id === id))).toEqual([true, true]);
    const [picture, document] = [files[0]?.image?.id, files[1]?.document?.id];
    expect((await test.meta.get(String(picture), { token })).body).toMatchObject({ mime_type: 'image/png' });
    expect((await test.meta.get(String(document), { token })).body).toMatchObject({ mime_type: 'application/pdf' });
  });

  it('can be as long as a test wants', async () => {
    test.sandbox.setPhonePast({ messagesPerPhase: 300, chunksPerPhase: 1 });
    await ask('history');
    const all = await chunks();
    expect(all).toHaveLength(3);
    expect(all[0]?.threads[0]?.messages).toHaveLength(302);
  });

  it('says that the owner does not share them', async () => {
    test.sandbox.onboardBizApp(bakeryNumber, { sharesHistory: false });
    expect((await ask('history')).status).toBe(200);
    expect(await arrived('history')).toMatchObject([{ history: [{ errors: [{ code: 2593109 }] }] }]);
  });
});

describe('what is refused', () => {
  it('a second request of the same kind, and not one of the other', async () => {
    expect((await ask('history')).status).toBe(200);
    expect(readError(await ask('history'))).toMatchObject({ status: 400, code: 2593107 });
    expect((await ask('smb_app_state_sync')).status).toBe(200);
  });

  it('a request later than 24 hours after joining, until the number joins again', async () => {
    test.meta.later(24 * 60 * 60 + 1);
    expect(readError(await ask('history'))).toMatchObject({ status: 400, code: 2593108 });
    test.sandbox.onboardBizApp(bakeryNumber);
    expect((await ask('history')).status).toBe(200);
  });

  it('a number that is not in the app, another kind, another token', async () => {
    token = await test.meta.token();
    expect(readError(await ask('history', seedNumbers.acmeFlowers.id))).toMatchObject({ code: 100 });
    expect(readError(await ask('history'))).toMatchObject({ code: 100, error_subcode: 33 });
    token = await test.meta.token({ wabaIds: [bakery] });
    expect(readError(await ask('everything'))).toMatchObject({ code: 100 });
  });

  it('taking the number off Cloud API: the owner does that in the app', async () => {
    expect(readError(await test.meta.post(`${bakeryNumber}/deregister`, { token }))).toMatchObject({ code: 100 });
  });
});

describe('leaving in the app', () => {
  it('says why and which number, and its account is gone when it was the last', async () => {
    await test.sandbox.causeAccountEvent('biz_app_disconnected', bakeryNumber);
    expect(await arrived('account_update')).toEqual([
      {
        event: 'PARTNER_REMOVED',
        phone_number: seedNumbers.cornerBakery.digits,
        disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' },
      },
    ]);
    expect(test.sandbox.isSubscribed(bakery)).toBe(false);
    expect(readError(await test.meta.get(bakeryNumber, { token }))).toMatchObject({ code: 100 });
  });

  it('goes off and comes back', async () => {
    await test.sandbox.causeAccountEvent('account_offboarded', bakeryNumber);
    expect(test.sandbox.world.number(bakeryNumber)?.status).toBe('DISCONNECTED');
    await test.sandbox.causeAccountEvent('account_reconnected', bakeryNumber);
    expect(test.sandbox.world.number(bakeryNumber)?.status).toBe('CONNECTED');
    expect(await arrived('account_update')).toEqual([
      { event: 'ACCOUNT_OFFBOARDED', phone_number: seedNumbers.cornerBakery.digits },
      { event: 'ACCOUNT_RECONNECTED', phone_number: seedNumbers.cornerBakery.digits },
    ]);
  });
});
