import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest } from '../../test/messaging.js';
import { renamedWamid } from '../index.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const control = () => supertest(`${test.sandbox.url}/__sandbox`);
const post = async (path: string, body: object, status = 200) =>
  (await control().post(path).send(body).expect(status)).body;
const fields = async () => {
  await test.sandbox.webhooksIdle();
  return test.receiver.changes().map(({ field }) => field);
};
const phoneNumberId = acmeNumber;
const text = { type: 'text', body: 'hi' };

describe('the control API for conversations', () => {
  it('lets people change who they are', async () => {
    const shape = 'from_old_id';
    const change = { phoneNumberId, waId: '15550190088', userId: 'US.88', shape };
    const { wamids } = await post('/customers/ana/change-identity', change, 201);
    await control()
      .patch('/customers/noor')
      .send({ name: 'Noor H.', parentUserId: 'US.ENT.4', username: null })
      .expect(200, { id: 'noor', name: 'Noor H.', userId: 'US.1000000000000004', parentUserId: 'US.ENT.4' });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toMatchObject([{ id: wamids[0], system: { wa_id: '15550190088' } }]);
    await control().patch('/customers/noor').send({ userId: null }).expect(400);
    await control().patch('/customers/nobody').send({ name: 'x' }).expect(404);
  });

  it('names messages and people in other ways', async () => {
    const { wamid } = await post('/customers/ana/write', { phoneNumberId, content: text }, 201);
    const again = { phoneNumberId, content: text, wamid, wamidNames: 'userId', addressing: 'plus' };
    expect(await post('/customers/ana/write', again, 201)).toEqual({
      wamid: renamedWamid(wamid, 'US.1000000000000001'),
    });
    await post(`/numbers/${phoneNumberId}/phone-app-write`, { customerId: 'ana', content: text, replyTo: wamid }, 201);
    await post('/customers/ana/retell', { phoneNumberId, as: 'history', wamidNames: 'userId' });
    await post(`/numbers/${phoneNumberId}/phone-book`, { entries: [{ fullName: 'Ana', userId: 'US.1', waId: '' }] });
    expect(await fields()).toEqual(['messages', 'messages', 'smb_message_echoes', 'history', 'smb_app_state_sync']);
    expect(
      await post('/webhooks/dials', { addressing: 'user_id_as_phone', unsubscribedFields: ['calls'] }),
    ).toMatchObject({ addressing: 'user_id_as_phone', unsubscribedFields: ['calls'] });
  });

  it('sends what cannot be read, calls, wishes and errors', async () => {
    const { body } = await control().get('/samples').expect(200);
    expect(body.names).toContain('text_null');
    await post('/customers/ana/write-sample/text_null', { phoneNumberId }, 201);
    const { id } = await post('/customers/ana/call', { phoneNumberId, by: 'business', events: ['connect'] }, 201);
    await post('/customers/ana/call-status', { phoneNumberId, id, status: 'RINGING' });
    await post('/customers/ana/prefer', { phoneNumberId, value: 'stop' });
    await post(`/numbers/${phoneNumberId}/problem`, { code: 130429 });
    expect(await fields()).toEqual(['messages', 'calls', 'calls', 'user_preferences', 'messages']);
  });

  it('sets up who answers, lets others answer, and hands over', async () => {
    const routing = { agentIsOn: true, isConfigured: true, ourRoles: ['escalation'], partnerRoles: [] };
    expect(await post(`/numbers/${phoneNumberId}/routing`, routing)).toEqual(routing);
    expect((await control().get(`/numbers/${phoneNumberId}/routing`)).body).toEqual(routing);
    await post('/responders/answer', { customerId: 'ana', phoneNumberId, content: text }, 201);
    await post('/responders/hand-over', { customerId: 'ana', phoneNumberId, role: 'escalation', summary: 'Order 77' });
    expect((await control().get(`/numbers/${phoneNumberId}/owner/ana`)).body).toEqual({
      owner: { responder: 'us', role: 'escalation' },
    });
    expect(await fields()).toEqual(['standby', 'standby', 'standby', 'messaging_handovers']);
    await post('/responders/hand-over', { customerId: 'ana', phoneNumberId, role: 'marketing' }, 400);
    await post(`/numbers/${phoneNumberId}/routing`, { ourRoles: ['ai_agent'] }, 400);
    await post('/numbers/1/routing', {}, 404);
  });

  it('makes groups', async () => {
    const group = await post('/groups', { phoneNumberId, subject: 'Fair', customerIds: ['ana'] }, 201);
    expect((await control().get('/groups')).body).toEqual({ groups: [group] });
    const path = `/groups/${encodeURIComponent(group.id)}`;
    await post(`${path}/events`, { event: 'joined', customerId: 'ben' });
    await post(`${path}/status`, { wamid: 'wamid.1', status: 'delivered', customerIds: ['ben'] });
    await post('/customers/ben/write', { phoneNumberId, content: text, groupId: group.id }, 201);
    expect(await fields()).toEqual(['group_lifecycle_update', 'group_participants_update', 'messages', 'messages']);
    await post('/groups/none/events', { event: 'deleted' }, 404);
    await post('/groups', { phoneNumberId, subject: 'x', customerIds: ['nobody'] }, 400);
  });

  it('says how many messages are free', async () => {
    expect(await post(`/numbers/${phoneNumberId}/free-messages`, { limit: 2 })).toEqual({ limit: 2, used: 0 });
    expect((await control().get(`/numbers/${phoneNumberId}/free-messages`)).body).toEqual({ limit: 2, used: 0 });
  });

  it.each([
    ['/customers/ana/write-sample/smoke', { phoneNumberId }, 404],
    ['/customers/nobody/call', { phoneNumberId }, 404],
    ['/customers/ana/change-identity', { phoneNumberId }, 400],
    ['/customers/ana/change-identity', { phoneNumberId, waId: 'x' }, 400],
    ['/customers/ana/retell', { phoneNumberId: '1', as: 'history' }, 400],
    ['/customers/ana/prefer', { phoneNumberId, value: 'perhaps' }, 400],
    ['/numbers/1/problem', { code: 1 }, 400],
    ['/numbers/1/free-messages', { limit: 1 }, 404],
  ])('refuses %s with %j', async (path, body, status) => {
    await post(path, body, status);
  });
});
