import { type FaultEffect, faultOn } from '@switchboard/meta-sandbox';
import { seedCustomers, seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { became, type Meta, metaFor, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { startApi, type TestApi, webhookVerifyToken } from '../../test/harness.js';
import { watch } from '../../test/sockets.js';
import { hours, minutes } from '../platform/clock.js';
import { toE164 } from './testMessage.js';

let api: TestApi;
let url: string;
let meta: Meta;
let owner: Client;
const acme = seedNumbers.acmeFlowers.id;
const ana = `+${seedCustomers.ana.waId}`;
const path = `/api/integrations/whatsapp/numbers/${acme}`;

beforeAll(async () => {
  api = await startApi();
  url = await api.listen();
  meta = metaFor(api, url);
});
afterAll(() => api.stop());
beforeEach(async () => {
  api.sandbox.setWebhookTarget({ url: `${url}/api/webhooks/whatsapp`, verifyToken: webhookVerifyToken });
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.acmeFlowers.id] }));
});
afterEach(async () => {
  await settled();
  for (const name of ['phoneNumbers', 'conversations', 'messages'])
    await api.connection.collection(name).deleteMany({});
  api.sandbox.reset();
});

/** Until everything Meta has to say is in its place. */
async function settled(): Promise<void> {
  await api.sandbox.webhooksIdle();
  await api.app.drainDeliveries();
}
const send = (to: string = ana, client = owner): Promise<Response> => client.post(`${path}/test-message`, { to });
const latest = async () => (await owner.get(`${path}/test-message`)).body.test;
const refusal = ({ status, body }: Response) => [status, body.code];
const rungs = async () => {
  const number = (await owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme);
  return Object.fromEntries(number?.ladder.map(({ rung, verdict }) => [rung, verdict]) ?? []);
};
const fault = (effect: FaultEffect) => api.sandbox.faults.add(faultOn('{phone}/messages', effect, { method: 'POST' }));
const inboxMessages = () => api.connection.collection('messages').countDocuments();
const strays = () => api.connection.collection('strays').countDocuments();

describe('a link to write to the number', () => {
  it('is a wa.me link with the number’s digits and a text, and the rung turns good when somebody does', async () => {
    const { chatLink, text } = (await owner.get(`${path}/prove`)).body;
    const link = new URL(chatLink);
    expect([link.origin, link.pathname, link.searchParams.get('text')]).toEqual([
      'https://wa.me',
      `/${seedNumbers.acmeFlowers.digits}`,
      text,
    ]);
    expect((await rungs()).heard).toBe('unknown');
    api.sandbox.customerWrites({ customerId: 'ana', phoneNumberId: acme, content: { type: 'text', body: text } });
    await settled();
    expect((await rungs()).heard).toBe('good');
  });
});

describe('a test message', () => {
  it('is the template for a phone that has not written, climbs to delivered, and the top rung turns good', async () => {
    expect(await latest()).toBeNull();
    const response = await send('+1 (555) 019-0001');
    expect([response.status, response.body.test.state, response.body.test.to]).toEqual([201, 'sent', ana]);
    expect(api.sandbox.sentMessages().map(({ type }) => type)).toEqual(['template']);
    await settled();
    expect(await latest()).toMatchObject({ state: 'delivered', problem: null, next: null });
    expect((await rungs()).sendable).toBe('good');
    expect([await inboxMessages(), await strays()]).toEqual([0, 0]);
  });

  it('is a plain text for a phone that wrote within 24 hours, and the template after them', async () => {
    api.sandbox.customerWrites({ customerId: 'ana', phoneNumberId: acme, content: { type: 'text', body: 'Hello' } });
    await settled();
    await send();
    api.clock.advance(hours(24));
    await owner.logIn(owner.signedIn?.user.email ?? '');
    await send();
    expect(api.sandbox.sentMessages().map(({ type }) => type)).toEqual(['text', 'template']);
  });

  it('is found by its status that comes before the answer', async () => {
    api.sandbox.setWebhookDials({ statusBeforeAnswer: true });
    await send();
    await settled();
    expect((await latest()).state).toBe('delivered');
  });

  it('whose answer is lost is unclear, and settled by its status', async () => {
    fault({ kind: 'reset' });
    expect((await send()).body.test).toMatchObject({ state: 'unclear', next: expect.any(String) });
    const { testId } = await latest();
    const status = became('wamid.LOST', 'delivered', { more: { biz_opaque_callback_data: `test:${testId}` } });
    await meta.deliver(status);
    expect((await latest()).state).toBe('delivered');
    await meta.deliver(became('wamid.LOST', 'failed', { more: { biz_opaque_callback_data: `test:${testId}` } }));
    expect((await latest()).state).toBe('delivered');
  });

  it('whose sender died is unclear, not for ever on its way', async () => {
    await send();
    await settled();
    await api.connection.collection('testMessages').updateMany({}, { $set: { state: 'sending' } });
    expect((await latest()).state).toBe('sending');
    api.clock.advance(minutes(2));
    expect((await latest()).state).toBe('unclear');
  });

  it.each([
    [131026, 'not on WhatsApp'],
    [131042, 'payment'],
  ])('that fails later with %i says why', async (code, words) => {
    api.sandbox.setWebhookDials({ failNext: { code, times: 1 } });
    await send();
    await settled();
    const test = await latest();
    expect(test).toMatchObject({ state: 'failed', problem: expect.any(String), next: expect.any(String) });
    expect(`${test.problem} ${test.next}`).toContain(words);
    expect((await rungs()).sendable).toBe('unknown');
  });

  it('that is refused for the permission has failed, and the ladder says what to do', async () => {
    api.sandbox.breakNumber('messaging_removed', acme);
    expect((await send()).body.test.state).toBe('failed');
    const number = (await owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme);
    expect(number?.ladder[4]).toMatchObject({ rung: 'sendable', verdict: 'bad', fix: 'reconnect' });
    expect((await rungs()).authorised).toBe('good');
  });

  it('that Meta refuses at once has failed, and a dead token is noticed', async () => {
    fault({ kind: 'error', code: 190 });
    expect((await send()).body.test).toMatchObject({ state: 'failed' });
    expect((await rungs()).authorised).toBe('bad');
  });

  it('without a template says how to go on', async () => {
    fault({ kind: 'error', code: 132001 });
    expect((await send()).body.test.next).toContain('Write to the number from that phone first');
  });

  it('pressed twice at the same time is sent once', async () => {
    fault({ kind: 'delay', ms: 150 });
    const both = await Promise.all([send(), send()]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(api.sandbox.sentMessages()).toHaveLength(1);
  });

  it('whose record is deleted meanwhile is an error, and what Meta answered is shown at once', async () => {
    await api.app.drainEvents();
    const browser = await watch(url, owner);
    api.sandbox.breakNumber('messaging_removed', acme);
    fault({ kind: 'delay', ms: 1_500 });
    const sending = send();
    const tests = api.connection.collection('testMessages');
    await eventually(async () => expect((await tests.deleteMany({ to: ana })).deletedCount).toBe(1));
    const told = browser.of('numbers:changed').length;
    expect(refusal(await sending)).toEqual([503, 'save_failed']);
    await eventually(() => expect(browser.of('numbers:changed').length).toBeGreaterThan(told));
    expect((await rungs()).sendable).toBe('bad');
    browser.socket.close();
  });

  it('of another account is not touched by a status that names it', async () => {
    await send();
    await settled();
    const { testId } = await latest();
    await api.connection.collection('testMessages').updateMany({}, { $set: { state: 'sent', accountId: 'acc_other' } });
    await meta.deliver(became('wamid.X', 'delivered', { more: { biz_opaque_callback_data: `test:${testId}` } }));
    const row = await api.connection.collection<{ _id: string }>('testMessages').findOne({ _id: testId });
    expect(row).toMatchObject({ state: 'sent' });
  });

  it.each([['15550190001'], ['+0123456789'], ['+1555'], ['+12345678901234567'], ['+1555abc0001'], ['00155501']])(
    'to %s is refused',
    async (to) => {
      expect(refusal(await send(to))).toEqual([400, 'test_recipient_invalid']);
      expect(api.sandbox.sentMessages()).toHaveLength(0);
    },
  );

  it('to the number itself, from a paused one, without a recipient, or too often, is refused', async () => {
    expect(refusal(await send(seedNumbers.acmeFlowers.displayPhoneNumber))).toEqual([400, 'test_recipient_invalid']);
    expect(refusal(await owner.post(`${path}/test-message`, {}))).toEqual([400, 'invalid_request']);
    const numbers = api.connection.collection('phoneNumbers');
    await numbers.updateMany({}, { $set: { pausedAt: new Date() } });
    expect(refusal(await send())).toEqual([409, 'number_paused']);
    expect((await owner.status()).phoneNumbers[0]).toMatchObject({ state: 'paused', pausedAt: expect.any(String) });
    await numbers.updateMany({}, { $unset: { pausedAt: 1 } });
    for (let sent = 0; sent < 10; sent += 1) await send();
    expect(refusal(await send())).toEqual([429, 'too_many_requests']);
  });
});

it('what customers write is received whatever the rungs say', async () => {
  fault({ kind: 'error', code: 190 });
  await send();
  await api.connection
    .collection('phoneNumbers')
    .updateMany({}, { $set: { registration: { at: new Date(), status: 'BANNED' } } });
  await meta.deliver(said('still here'));
  expect(await inboxMessages()).toBe(1);
});

it('a new login begins anew, and what came before it proves nothing of it', async () => {
  await meta.deliver(said('before'));
  expect((await rungs()).heard).toBe('good');
  api.clock.advance(minutes(1));
  await owner.refresh();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.acmeFlowers.id] }));
  expect((await rungs()).heard).toBe('unknown');
  await meta.deliver(said('after'));
  expect((await rungs()).heard).toBe('good');
});

it.each([
  ['+44 20 7946 0958', '+442079460958'],
  [' +1 (555) 010-0000 ', '+15550100000'],
  ['+49.30.901820', '+4930901820'],
])('%s is read as %s', (written, read) => {
  expect(toE164(written)).toBe(read);
});
