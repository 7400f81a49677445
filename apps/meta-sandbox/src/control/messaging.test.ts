import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acme, acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const control = () => supertest(`${test.sandbox.url}/__sandbox`);
const idle = async () => expect((await control().post('/webhooks/idle').send({})).body).toEqual({ idle: true });

describe('the control API for customers', () => {
  it('lets them write, read and fall silent', async () => {
    const content = { type: 'image', bytes: Buffer.from('picture').toString('base64'), mimeType: 'image/jpeg' };
    const { body } = await control()
      .post('/customers/ana/write')
      .send({ phoneNumberId: acmeNumber, content, at: 1_795_000_000_000 })
      .expect(201);
    await idle();
    expect(test.receiver.listed('messages')).toMatchObject([
      { id: body.wamid, timestamp: '1795000000', image: { mime_type: 'image/jpeg' } },
    ]);
    test.writes('now');
    const wamid = readSentWamid(await test.sendText('hello'));
    await control().post('/customers/ana/open').send({ phoneNumberId: acmeNumber, stayMs: 10 }).expect(200);
    await control().post('/customers/ana/close').send({ phoneNumberId: acmeNumber }).expect(200);
    await idle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent', 'delivered', 'read']);
    expect((await control().get('/messages')).body.messages).toMatchObject([
      { wamid, statuses: ['sent', 'delivered', 'read'] },
    ]);
    const chat = await control().get(`/customers/ana/chats/${acmeNumber}`).expect(200);
    expect(chat.body).toMatchObject({
      isWindowOpen: true,
      messages: [{ by: 'customer', tick: 'delivered' }, {}, { wamid }],
    });
    await control().post('/customers/ana/close-window').send({ phoneNumberId: acmeNumber }).expect(200);
    expect((await control().get(`/customers/ana/chats/${acmeNumber}`)).body.isWindowOpen).toBe(false);
  });

  it('adds customers, and lets owners write in the Business app', async () => {
    const { body } = await control().post('/customers').send({ name: 'Zoë', waId: '15550190099' }).expect(201);
    expect((await control().get('/customers')).body.customers).toHaveLength(7);
    await control().post('/customers').send({ name: 'Twin', waId: '15550190099' }).expect(400);
    await control()
      .post(`/numbers/${acmeNumber}/phone-app-write`)
      .send({ customerId: body.id, content: { type: 'text', body: 'Hi' } })
      .expect(201);
    await idle();
    expect(test.receiver.listed('message_echoes')).toMatchObject([{ to: '15550190099' }]);
  });

  it.each([
    ['/customers/nobody/write', { phoneNumberId: acmeNumber, content: { type: 'text', body: 'x' } }, 404],
    ['/customers/ana/write', { phoneNumberId: '1', content: { type: 'text', body: 'x' } }, 400],
    ['/customers/ana/write', { phoneNumberId: acmeNumber, content: { type: 'smoke' } }, 400],
    ['/customers/ana/open', {}, 400],
    ['/messages/played', { wamid: 'wamid.none' }, 400],
  ])('refuses %s with %j', async (path, body, status) => {
    await control().post(path).send(body).expect(status);
  });
});

describe('the control API for webhooks', () => {
  it('turns dials and shows them', async () => {
    const dials = {
      duplicate: 2,
      wrongSignature: 'always',
      failNext: { code: 131049 },
      batch: { size: 10, windowMs: 5 },
    };
    const { body } = await control().post('/webhooks/dials').send(dials).expect(200);
    expect(body).toMatchObject({ ...dials, failNext: { code: 131049, times: 1 }, keepOrder: true });
    expect((await control().get('/webhooks')).body).toMatchObject({ url: test.receiver.url, dials: body });
    expect(test.sandbox.webhookDials.wrongSignature).toBe(Number.POSITIVE_INFINITY);
    await control().post('/webhooks/dials').send({ duplicate: 0 }).expect(400);
    await control().post('/webhooks/dials').send({ triplicate: true }).expect(400);
  });

  it('sets the address and checks it', async () => {
    expect((await control().post('/webhooks/verify')).body).toEqual({ ok: true });
    await control().put('/webhooks').send({ url: test.receiver.url, verifyToken: 'no' }).expect(200);
    expect((await control().post('/webhooks/verify')).body).toMatchObject({ ok: false });
    await control()
      .put('/webhooks')
      .send({ url: test.receiver.url, verifyToken: test.receiver.verifyToken })
      .expect(200);
  });

  it('sends account events and anything else, and lists the deliveries', async () => {
    const event = { wabaId: acme, field: 'account_review_update', value: { decision: 'REJECTED' } };
    await control().post('/webhooks/account-events').send(event).expect(200);
    expect(test.receiver.changes()).toMatchObject([{ id: acme, field: event.field, value: event.value }]);
    test.receiver.answers = [401];
    const raw = await control()
      .post('/webhooks/raw')
      .send({ body: { hello: 1 }, signature: 'wrong' })
      .expect(200);
    expect(raw.body).toEqual({ status: 401 });
    expect((await control().get('/deliveries')).body.deliveries).toMatchObject([
      { state: 'acknowledged', fields: ['account_review_update'], attempts: [{ status: 200 }] },
    ]);
    await control().post('/webhooks/raw').send({ body: 'x', url: 'http://127.0.0.1:9' }).expect(400);
  });

  it('says when webhooks are still on their way', async () => {
    await control().post('/webhooks/dials').send({ delayMs: 60_000 }).expect(200);
    test.writes('slow');
    expect((await control().post('/webhooks/idle').send({ timeoutMs: 10 })).body).toEqual({ idle: false });
  });
});
