import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const phone = () => supertest(`${test.sandbox.url}/__sandbox/phone`);
const query = { number: acmeNumber };
const open = async (customer = 'ana', more: Record<string, string> = {}) =>
  (
    await phone()
      .get(`/${customer}`)
      .query({ ...query, ...more })
      .expect(200)
  ).text;
const post = (path: string, fields: Record<string, string | string[]>, more: Record<string, string> = {}) =>
  phone()
    .post(path)
    .query({ ...query, ...more })
    .type('form')
    .send(fields);
const told = async () => {
  await test.sandbox.webhooksIdle();
  return test.receiver.changes().map(({ field, value }) => ({ field, value }));
};

describe('a person with a phone', () => {
  it('changes the number, and the business is told', async () => {
    test.writes('hi');
    await post('/ana/person', { act: 'number', waId: '+1 555-017-0000' }).expect(303);
    expect((await told()).at(-1)).toMatchObject({
      field: 'messages',
      value: { messages: [{ from: '15550190001', system: { wa_id: '15550170000' } }] },
    });
    expect(await open()).toContain('+15550170000');
    await post('/ana/person', { act: 'number', waId: '15550190002' }).expect(400);
    await post('/ana/person', { act: 'number', waId: 'x' }).expect(400);
  });

  it('gets a new id', async () => {
    test.writes('hi');
    await post('/ana/person', { act: 'id' }).expect(303);
    expect((await told()).at(-1)).toMatchObject({
      value: { messages: [{ system: { type: 'user_changed_user_id', previous_user_id: 'US.1000000000000001' } }] },
    });
  });

  it('calls the business', async () => {
    await post('/ana/person', { act: 'call' }).expect(303);
    await post('/ana/person', { act: 'call_answered' }).expect(303);
    expect((await told()).map(({ field }) => field)).toEqual(['calls', 'calls', 'calls', 'calls']);
    const text = await open();
    expect(text).toContain('Call that nobody answered');
    expect(text).toContain('data-open="true"');
  });

  it('stops offers, and gets them again', async () => {
    expect(await open()).toContain('data-testid="phone-stop"');
    await post('/ana/person', { act: 'stop' }).expect(303);
    const text = await open();
    expect(text).toContain('data-testid="phone-resume"');
    expect(text).not.toContain('data-testid="phone-stop"');
    await post('/ana/person', { act: 'resume' }).expect(303);
    expect((await told()).map(({ field }) => field)).toEqual(['user_preferences', 'user_preferences']);
    await post('/ana/person', { act: 'dance' }).expect(400);
  });
});

describe('a group on the phones', () => {
  it('is made, written in by each of its people, read by the others, and left', async () => {
    const made = await post('/ana/person', { act: 'group', with: ['ben', 'noor', 'nobody'] }).expect(303);
    const group = String(new URL(String(made.headers.location), 'http://x').searchParams.get('group'));
    await post('/ana/messages', { text: 'Who brings tulips?' }, { group }).expect(303);
    const [mine] = await told().then((all) => all.filter(({ field }) => field === 'messages'));
    expect(mine?.value).toMatchObject({ messages: [{ group_id: group, from: '15550190001' }] });
    const bens = await open('ben', { group });
    expect(bens).toMatch(/data-testid="phone-writer">Ana Souza</);
    expect(bens).toContain('Acme Flowers, Ana Souza, Ben Okafor, Noor');
    expect(bens).not.toContain('data-testid="phone-window"');
    expect(await open('ana', { group })).not.toContain('data-testid="phone-writer"');
    expect(await open('ben')).toContain(`data-group="${group}"`);
    test.sandbox.phoneAppWrites({
      customerId: 'ana',
      phoneNumberId: acmeNumber,
      groupId: group,
      content: { type: 'text', body: 'We do' },
    });
    expect(await open('ana', { group })).toMatch(/data-testid="phone-writer">Acme Flowers</);
    const left = await post('/ben/person', { act: 'leave' }, { group }).set('accept', 'application/json').expect(200);
    expect(left.body).toEqual({ location: `/__sandbox/phone/ben?number=${acmeNumber}` });
    await phone()
      .get('/ben')
      .query({ ...query, group })
      .expect(404);
    await phone()
      .get('/layla')
      .query({ ...query, group })
      .expect(404);
    await phone()
      .get('/ana')
      .query({ ...query, group: 'none' })
      .expect(404);
  });

  it('keeps private chats as they were', async () => {
    test.writes('in private');
    readSentWamid(await test.sendText('hello'));
    await post('/ana/person', { act: 'group' }).expect(303);
    expect(await open()).toContain('in private');
  });
});
