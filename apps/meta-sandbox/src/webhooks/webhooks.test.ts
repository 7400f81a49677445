import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { Receiver } from '../../test/receiver.js';
import { buildDelivery } from '../index.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

describe('a webhook', () => {
  it('is signed over its bytes and says who sends it', async () => {
    test.writes('Olá 👋 https://acme.test/');
    await test.sandbox.webhooksIdle();
    const [post] = test.receiver.received;
    expect(post?.path).toBe('/hook');
    expect(post?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
    });
    expect(post?.bytes.toString()).toContain(String.raw`Ol\u00e1 \ud83d\udc4b https:\/\/acme.test\/`);
    expect(test.receiver.wellSigned(test.sandbox.appSecret)).toBe(1);
  });

  it('is sent only for accounts the app is subscribed to, and the log says why another was not', async () => {
    test.sandbox.customerWrites({
      customerId: 'ana',
      phoneNumberId: seedNumbers.acmeEvents.id,
      content: { type: 'text', body: 'Anybody there?' },
    });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
    expect(test.sandbox.deliveries()).toMatchObject([
      {
        state: 'not_sent',
        reason: 'The app is not subscribed to the account',
        wabaIds: [seedWabas.acmeEvents.id],
        attempts: [],
      },
    ]);
  });

  it('goes to the address of the number, else of the account, else of the app', async () => {
    const [ofWaba, ofNumber] = [await Receiver.start(), await Receiver.start()];
    const override = (receiver: Receiver) => ({ override_callback_uri: receiver.url, verify_token: 'verify-me' });
    const { token } = test;
    await test.meta.post(`${acme}/subscribed_apps`, { token, body: override(ofWaba) });
    test.writes('one');
    await test.sandbox.webhooksIdle();
    await test.meta.post(acmeNumber, { token, body: { webhook_configuration: override(ofNumber) } });
    test.writes('two');
    await test.sandbox.accountEvent({ wabaId: acme, field: 'account_alerts', value: {} });
    await test.sandbox.webhooksIdle();
    const bodies = (receiver: Receiver) => receiver.listed('messages').map(({ text }) => text);
    expect(bodies(ofWaba)).toEqual([{ body: 'one' }]);
    expect(bodies(ofNumber)).toEqual([{ body: 'two' }]);
    expect(test.receiver.changes()).toMatchObject([{ id: acme, field: 'account_alerts', time: expect.any(Number) }]);
    expect((await test.meta.get(acmeNumber, { token, query: { fields: 'webhook_configuration' } })).body).toMatchObject(
      {
        webhook_configuration: {
          application: test.receiver.url,
          whatsapp_business_account: ofWaba.url,
          phone_number: ofNumber.url,
        },
      },
    );
    await ofWaba.stop();
    await ofNumber.stop();
  });

  it('is tried again until it gets a 200, and the log keeps every try', async () => {
    test.receiver.answers = [503, 201, 302];
    test.writes('hello');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toHaveLength(4);
    expect(new Set(test.receiver.received.map(({ bytes }) => bytes.toString())).size).toBe(1);
    const [record] = test.sandbox.deliveries();
    expect(record).toMatchObject({ state: 'acknowledged', fields: ['messages'], url: test.receiver.url });
    expect(record?.attempts.map(({ status }) => status)).toEqual([503, 201, 302, 200]);
  });

  it('is given up after a while', async () => {
    test.receiver.answers = Array.from({ length: 100 }, () => 500);
    test.writes('hello');
    await test.sandbox.webhooksIdle();
    expect(test.sandbox.deliveries()).toMatchObject([{ state: 'gave_up' }]);
  });

  it('survives a receiver that is not there', async () => {
    const gone = await Receiver.start();
    const { url } = gone;
    await gone.stop();
    test.sandbox.setWebhookTarget({ url });
    test.writes('hello');
    await test.sandbox.webhooksIdle();
    test.sandbox.setWebhookTarget({ url: test.receiver.url, verifyToken: test.receiver.verifyToken });
    expect(test.sandbox.deliveries()[0]?.attempts[0]).toMatchObject({
      status: null,
      error: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('keeps the order of a chat while nothing is set to go wrong', async () => {
    const bodies = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    for (const body of bodies) test.writes(body);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages').map(({ text }) => text)).toEqual(bodies.map((body) => ({ body })));
  });

  it('is forgotten by a reset, which keeps the address', async () => {
    test.sandbox.setWebhookDials({ receiverDown: true, duplicate: 3 });
    test.writes('never arrives');
    test.sandbox.reset();
    await test.sandbox.webhooksIdle();
    expect(test.sandbox.deliveries()).toEqual([]);
    expect(test.sandbox.webhookDials).toMatchObject({ receiverDown: false, duplicate: 1 });
    expect(await test.sandbox.verifyWebhook()).toEqual({ ok: true });
    expect(test.receiver.received).toEqual([]);
  });
});

describe('the check of an address', () => {
  it('accepts the bare challenge and nothing else', async () => {
    expect(await test.sandbox.verifyWebhook()).toEqual({ ok: true });
    test.sandbox.setWebhookTarget({ url: test.receiver.url, verifyToken: 'another' });
    expect(await test.sandbox.verifyWebhook()).toEqual({ ok: false, reason: 'HTTP Status Code = 403' });
    test.sandbox.setWebhookTarget(null);
    expect(await test.sandbox.verifyWebhook()).toMatchObject({ ok: false });
    test.sandbox.setWebhookTarget({ url: test.receiver.url, verifyToken: test.receiver.verifyToken });
  });

  it('decides whether an override is taken', async () => {
    const body = { override_callback_uri: test.receiver.url, verify_token: 'wrong' };
    const answer = await test.meta.post(`${acme}/subscribed_apps`, { token: test.token, body });
    expect(readError(answer)).toMatchObject({ code: 2200, message: expect.stringContaining('403') });
    expect((await test.meta.get(`${acme}/subscribed_apps`, { token: test.token })).body.data).not.toMatchObject([
      { override_callback_uri: expect.anything() },
    ]);
  });
});

describe('a dial', () => {
  it('repeats every delivery', async () => {
    test.sandbox.setWebhookDials({ duplicate: 3 });
    test.writes('once?');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toHaveLength(3);
    expect(test.sandbox.deliveries().map(({ copy }) => copy)).toEqual([1, 2, 3]);
  });

  it('delays', async () => {
    test.sandbox.setWebhookDials({ delayMs: 80, jitterMs: 10 });
    const startedAt = performance.now();
    test.writes('late');
    await test.sandbox.webhooksIdle();
    expect(performance.now() - startedAt).toBeGreaterThan(75);
    expect(test.receiver.received).toHaveLength(1);
  });

  it('shuffles what comes within a moment', async () => {
    test.sandbox.setWebhookDials({ outOfOrderMs: 30 });
    const wamids = ['a', 'b', 'c', 'd', 'e', 'f'].map((body) => test.writes(body));
    await test.sandbox.webhooksIdle();
    const arrived = test.receiver.listed('messages').map(({ id }) => id);
    expect(arrived).not.toEqual(wamids);
    expect(new Set(arrived)).toEqual(new Set(wamids));
  });

  it('gathers updates into one POST, as many as it is told to', async () => {
    test.sandbox.setWebhookDials({ batch: { size: 4, windowMs: 30 } });
    for (let index = 0; index < 10; index += 1) test.writes(`message ${index}`);
    await test.sandbox.webhooksIdle();
    expect(test.sandbox.deliveries().map(({ fields }) => fields.length)).toEqual([4, 4, 2]);
    expect(test.receiver.listed('messages')).toHaveLength(10);
  });

  it('lets the status overtake the answer to the call', async () => {
    test.writes('hi');
    await test.sandbox.webhooksIdle();
    test.sandbox.setWebhookDials({ statusBeforeAnswer: true });
    const sending = test.sendText('hello');
    const answered = sending.then(() => test.receiver.listed('statuses').length);
    expect(await answered).toBe(2);
    expect(test.receiver.listStatuses(readSentWamid(await sending))).toEqual(['sent', 'delivered']);
  });

  it('keeps statuses back', async () => {
    test.writes('hi');
    test.sandbox.setWebhookDials({ skipStatuses: ['delivered'] });
    const wamid = readSentWamid(await test.sendText('hello'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent']);
  });

  it.each(['wrongSignature', 'signedByOtherApp'] as const)(
    'spoils the signature of the next POSTs: %s',
    async (dial) => {
      test.sandbox.setWebhookDials({ [dial]: 1 });
      test.receiver.answers = [401];
      test.writes('hi');
      await test.sandbox.webhooksIdle();
      expect(test.receiver.received).toHaveLength(2);
      expect(test.receiver.wellSigned(test.sandbox.appSecret)).toBe(1);
      expect(test.sandbox.deliveries()[0]?.attempts.map(({ signature }) => signature)).toEqual([
        dial === 'wrongSignature' ? 'wrong' : 'other_app',
        'good',
      ]);
    },
  );

  it('takes the receiver away and gives it back', async () => {
    test.sandbox.setWebhookDials({ receiverDown: true });
    test.writes('hi');
    await expect.poll(() => test.sandbox.deliveries()[0]?.state).toBe('retrying');
    expect(test.receiver.received).toEqual([]);
    test.sandbox.setWebhookDials({ receiverDown: false });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toHaveLength(1);
  });

  it('makes the next messages fail', async () => {
    test.writes('hi');
    test.sandbox.setWebhookDials({ failNext: { code: 131049, times: 1 } });
    const [first, second] = [readSentWamid(await test.sendText('one')), readSentWamid(await test.sendText('two'))];
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(first)).toEqual(['failed']);
    expect(test.receiver.listStatuses(second)).toEqual(['sent', 'delivered']);
    expect(test.sandbox.sentMessages()[0]).toMatchObject({ failedWith: 131049 });
  });
});

describe('a delivery by hand', () => {
  const delivery = buildDelivery([{ wabaId: acme, field: 'messages', value: { note: 'é' } }]);

  it('is one POST, and gives the status', async () => {
    test.receiver.answers = [503];
    expect(await test.sandbox.deliverRaw(delivery)).toEqual({ status: 503 });
    expect(await test.sandbox.deliverRaw('not json', { headers: { 'x-test': 'yes' } })).toEqual({ status: 200 });
    expect(await test.sandbox.deliverRaw(Buffer.from([1, 2, 3]))).toEqual({ status: 200 });
    expect(test.receiver.wellSigned(test.sandbox.appSecret)).toBe(3);
    expect(test.receiver.received[1]?.headers['x-test']).toBe('yes');
    expect(test.receiver.received[0]?.bytes.toString()).toContain(String.raw`\u00e9`);
  });

  it('is signed as it is told to be', async () => {
    for (const signature of ['wrong', 'other_app', 'missing', 'malformed', 'sha1_only'] as const) {
      await test.sandbox.deliverRaw(delivery, { signature });
    }
    expect(test.receiver.wellSigned(test.sandbox.appSecret)).toBe(0);
    expect(test.receiver.received.map(({ headers }) => headers['x-hub-signature-256'])).toMatchObject([
      expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
      expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
      undefined,
      'sha256=not-hex',
      undefined,
    ]);
  });

  it('says when nobody answers', async () => {
    await expect(test.sandbox.deliverRaw(delivery, { url: 'http://127.0.0.1:9' })).rejects.toThrow('did not answer');
  });
});

describe('partner events', () => {
  it('need no subscription and are not the account’s own entry', async () => {
    await test.meta.call('DELETE', `${acme}/subscribed_apps`, { token: test.token });
    const value = { event: 'PARTNER_REMOVED', waba_info: { waba_id: acme } };
    await test.sandbox.accountEvent({ wabaId: acme, field: 'account_update', value, entryId: '111' });
    expect(test.receiver.changes()).toMatchObject([{ id: '111', field: 'account_update', value }]);
  });
});

describe('a flood', () => {
  it('passes over the connections that are kept open', async () => {
    test.sandbox.setWebhookDials({ duplicate: 2, keepOrder: false });
    for (let index = 0; index < 1500; index += 1) test.writes(`message ${index}`);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toHaveLength(3000);
    expect(test.sandbox.deliveries()).toHaveLength(2000);
    expect(test.sandbox.deliveries().every(({ state }) => state === 'acknowledged')).toBe(true);
  });
});
