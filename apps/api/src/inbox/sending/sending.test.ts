import { randomUUID } from 'node:crypto';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acmeSecond, startTeam, type Team } from '../../../test/chat.js';
import { hours, minutes, seconds } from '../../platform/clock.js';

let team: Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => team.api.sandbox.faults.clear());

const edge = '{phone}/messages';
const refusal = (response: Response) => [response.status, response.body.code];
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const fail = (code: number, times = 1) =>
  team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code }, { times }));
const callsToSend = () => team.api.sandbox.calls().filter((call) => call.edge === edge).length;

describe('a message of the team', () => {
  it('is stored as queued before anything is sent, and then handed to Meta with our own id', async () => {
    const chat = await team.chat(customer());
    const message = await chat.write('On its way!');
    expect(message).toMatchObject({
      status: 'queued',
      direction: 'out',
      origin: 'switchboard',
      author: { name: 'Olive Owner' },
      content: { kind: 'text', text: 'On its way!' },
      revision: 1,
    });
    expect(chat.arrived()).toEqual([]);

    await team.run();
    const [sent] = team.api.sandbox.sentMessages().filter((one) => one.customerId === chat.customerId);
    expect(sent).toMatchObject({ bizOpaqueCallbackData: message.id, type: 'text' });
    expect(sent?.to).toMatch(/^\+\d+$/);
    const stored = await chat.message(message.id);
    expect(stored).toMatchObject({ status: 'sent', wamid: sent?.wamid });
    expect(stored.statusTimes?.sent).toBeInstanceOf(Date);
    expect(stored).not.toHaveProperty('outbox');
  });

  it('is the last one of its conversation in the list, and its ticks are shown there too', async () => {
    const chat = await team.chat(customer());
    const message = await chat.write('The last word');
    const shown = async () => (await team.owner.get(`/api/conversations/${chat.conversationId}`)).body.conversation;
    expect((await shown()).lastMessage).toMatchObject({ id: message.id, preview: 'The last word', status: 'queued' });
    await team.run();
    expect((await shown()).lastMessage).toMatchObject({ id: message.id, status: 'sent' });
  });

  it('is told to the browsers with each of its states', async () => {
    const chat = await team.chat(customer());
    const { seq } = (await team.owner.get('/api/inbox/summary')).body;
    const message = await chat.write('Told twice');
    const since = async (from: number) => (await team.owner.get(`/api/inbox/changes?since=${from}`)).body.change;
    const first = await since(seq);
    expect(first.messages).toMatchObject([{ id: message.id, status: 'queued' }]);
    await team.run();
    expect((await since(first.seq)).messages).toMatchObject([{ id: message.id, status: 'sent' }]);
  });

  it('goes to a customer who hides the phone number by the business-scoped id', async () => {
    const chat = await team.chat('noor');
    await chat.write('Hello Noor');
    await team.run();
    const sent = team.api.sandbox.sentMessages().find((one) => one.customerId === 'noor');
    expect(sent).toMatchObject({ to: null, recipient: seedCustomers.noor.userId });
  });

  it('answers another one: the quote is kept, and Meta is told', async () => {
    const chat = await team.chat(customer());
    const message = await chat.write({ type: 'text', text: 'As you wrote', replyTo: chat.inbound.id });
    expect(message.replyTo).toEqual({ id: chat.inbound.id, preview: 'Hello', direction: 'in' });
    await team.run();
    const sent = team.api.sandbox.sentMessages().find((one) => one.customerId === chat.customerId);
    expect(sent?.body.context).toEqual({ message_id: chat.inbound.wamid });
  });

  it('shows the page behind an address it holds', async () => {
    const chat = await team.chat(customer());
    await chat.write('See https://acme.test/tulips');
    await team.run();
    const sent = team.api.sandbox.sentMessages().find((one) => one.customerId === chat.customerId);
    expect(sent?.body.text).toMatchObject({ preview_url: true });
  });
});

describe('the same press of the button', () => {
  it('fifty times at once is one message and one call to Meta', async () => {
    const chat = await team.chat(customer());
    const clientId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => chat.post({ type: 'text', text: 'Once', clientId })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
    await Promise.all([team.run(), team.run()]);
    await team.run();
    expect(await chat.ours()).toHaveLength(1);
    expect(chat.arrived()).toEqual(['Once']);
    const again = await chat.post({ type: 'text', text: 'Once', clientId });
    expect([again.status, again.body.message.status]).toEqual([200, 'sent']);
  });

  it('is refused for anything else', async () => {
    const chat = await team.chat(customer());
    const other = await team.chat(customer());
    const clientId = randomUUID();
    const { id } = await chat.write({ type: 'text', text: 'First', clientId });
    await team.run();
    const tries = [
      chat.post({ type: 'text', text: 'Second', clientId }),
      chat.post({ type: 'text', text: 'First', clientId, replyTo: chat.inbound.id }),
      chat.post({ type: 'reaction', messageId: id, emoji: '👍', clientId }),
      other.post({ type: 'text', text: 'First', clientId }),
    ];
    for (const attempt of tries) expect(refusal(await attempt)).toEqual([409, 'client_id_used']);
    expect(await other.ours()).toEqual([]);
  });

  it('of somebody in another account is another message', async () => {
    const chat = await team.chat(customer());
    const clientId = randomUUID();
    await chat.write({ type: 'text', text: 'Mine', clientId });
    const stranger = await team.api.owner();
    const response = await stranger.post(`/api/conversations/${chat.conversationId}/messages`, {
      clientId,
      type: 'text',
      text: 'Mine',
    });
    expect(refusal(response)).toEqual([404, 'conversation_not_found']);
  });
});

describe('the order of a conversation', () => {
  it('is kept, however many are queued', async () => {
    const chat = await team.chat(customer());
    const texts = Array.from({ length: 12 }, (_, index) => `Line ${index}`);
    for (const text of texts) await chat.write(text);
    await team.run();
    expect(chat.arrived()).toEqual(texts);
  });

  it('is kept while the first one has to wait, and the others wait with it', async () => {
    const chat = await team.chat(customer());
    fail(131056);
    const first = await chat.write('First');
    await chat.write('Second');
    await team.run();
    expect(chat.arrived()).toEqual([]);
    const waiting = await chat.message(first.id);
    expect(waiting).toMatchObject({ status: 'queued', outbox: { attempts: 1 } });
    expect(waiting.nextTryAt).toBeInstanceOf(Date);
    await chat.write('Third');
    await team.run();
    expect(chat.arrived()).toEqual([]);

    team.api.clock.advance(seconds(6));
    await team.run();
    expect(chat.arrived()).toEqual(['First', 'Second', 'Third']);
    const sent = await chat.message(first.id);
    expect(sent.status).toBe('sent');
    expect(sent).not.toHaveProperty('nextTryAt');
  });

  it('goes on behind one that failed for good', async () => {
    const chat = await team.chat(customer());
    fail(131026);
    const first = await chat.write('Refused');
    await chat.write('Taken');
    await team.run();
    expect(chat.arrived()).toEqual(['Taken']);
    expect((await chat.message(first.id)).status).toBe('failed');
  });

  it('of one conversation does not hold up another', async () => {
    const [slow, quick] = [await team.chat(customer()), await team.chat(customer())];
    fail(131056);
    await slow.write('Waits');
    await team.run();
    await quick.write('Goes');
    await team.run();
    expect(slow.arrived()).toEqual([]);
    expect(quick.arrived()).toEqual(['Goes']);
    team.api.clock.advance(seconds(6));
    await team.run();
    expect(slow.arrived()).toEqual(['Waits']);
  });
});

describe('what Meta refuses', () => {
  const waits: [string, number, number][] = [
    ['too many to one customer: four seconds and more', 131056, seconds(5)],
    ['the number is too fast: a second and more', 130429, seconds(1.25)],
    ['a fault at Meta: two seconds and more', 131016, seconds(2.5)],
    ['the call limit: a minute and more', 80007, seconds(75)],
  ];
  it.each(waits)('%s', async (_words, code, longestMs) => {
    const chat = await team.chat(customer(), { phoneNumberId: acmeSecond });
    fail(code);
    const message = await chat.write('Again');
    await team.run();
    const { status, nextTryAt, outbox } = await chat.message(message.id);
    expect([status, outbox?.attempts]).toEqual(['queued', 1]);
    const waitMs = (nextTryAt?.getTime() ?? 0) - team.api.clock.now().getTime();
    expect(waitMs).toBeGreaterThan(longestMs / 2);
    expect(waitMs).toBeLessThanOrEqual(longestMs);
    team.api.clock.advance(longestMs);
    await team.run();
    expect(chat.arrived()).toEqual(['Again']);
  });

  it('about the number holds up its other conversations too, and not those of other numbers', async () => {
    const [one, two] = [await team.chat(customer()), await team.chat(customer())];
    const elsewhere = await team.chat(customer(), { phoneNumberId: acmeSecond });
    fail(80007);
    await one.write('One');
    await team.run();
    const before = team.api.sandbox.calls().length;
    const second = await two.write('Two');
    await elsewhere.write('Elsewhere');
    await team.run();
    expect(elsewhere.arrived()).toEqual(['Elsewhere']);
    expect(team.api.sandbox.calls().length - before).toBe(1);
    expect((await two.message(second.id)).nextTryAt).toBeInstanceOf(Date);
    team.api.clock.advance(seconds(75));
    await team.run();
    expect([one.arrived(), two.arrived()]).toEqual([['One'], ['Two']]);
  });

  it('with “something went wrong” is tried three times', async () => {
    const chat = await team.chat(customer());
    fail(131000, 3);
    const before = callsToSend();
    const message = await chat.write('Three times');
    for (let tries = 0; tries < 5; tries += 1) {
      await team.run();
      team.api.clock.advance(minutes(1));
    }
    expect(callsToSend() - before).toBe(3);
    expect(await chat.message(message.id)).toMatchObject({
      status: 'failed',
      problem: { metaCode: 131000, retryHelps: true },
    });
  });

  it('for good is failed at once, with words for the person who wrote it', async () => {
    const chat = await team.chat(customer());
    fail(131042);
    const message = await chat.write('Not paid');
    await team.run();
    const stored = await chat.message(message.id);
    expect(stored).toMatchObject({
      status: 'failed',
      problem: { metaCode: 131042, title: 'There is a problem with the payment', retryHelps: true },
    });
    expect(stored.statusTimes?.failed).toBeInstanceOf(Date);
    expect(stored).not.toHaveProperty('outbox');
  });

  it('because the login is dead says “reconnect” for each message, and none is left behind', async () => {
    const [one, two] = [await team.chat(customer()), await team.chat(customer())];
    fail(190, 2);
    const messages = [await one.write('One'), await two.write('Two')];
    await team.run();
    for (const [chat, message] of [
      [one, messages[0]],
      [two, messages[1]],
    ] as const) {
      const { status, problem } = await chat.message(message?.id ?? '');
      expect(status).toBe('failed');
      expect(problem?.message).toContain('Reconnect');
      expect(problem?.retryHelps).toBe(true);
    }
  });

  it.each([
    ['the login is dead', 190, 'authorised'],
    ['the permission is missing', 10, 'sendable'],
  ] as const)('because %s shows on the ladder too', async (_why, code, rung) => {
    const own = await startTeam();
    const chat = await own.chat();
    own.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code }));
    await chat.write('Nobody gets this');
    await own.run();
    const number = (await own.owner.status()).phoneNumbers.find((one) => one.phoneNumberId === chat.phoneNumberId);
    expect(number?.ladder.filter(({ verdict }) => verdict === 'bad')).toMatchObject([{ rung, fix: 'reconnect' }]);
    await own.stop();
  });

  it('is given up after a day', async () => {
    const own = await startTeam();
    const chat = await own.chat();
    own.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 131016 }, { times: Number.POSITIVE_INFINITY }));
    const message = await chat.write('Patience');
    await own.run();
    own.api.clock.advance(hours(24));
    await own.run();
    expect(await chat.message(message.id)).toMatchObject({
      status: 'failed',
      problem: { title: 'It waited for a day' },
    });
    await own.stop();
  });

  it('is given up when the wait would outlast the 24 hours of the customer', async () => {
    const chat = await team.chat(customer(), { agoMs: hours(24) - seconds(30) });
    fail(80007);
    const message = await chat.write('Just in time?');
    await team.run();
    expect(await chat.message(message.id)).toMatchObject({
      status: 'failed',
      problem: { title: 'The 24 hours ran out while it waited', retryHelps: false },
    });
    team.api.clock.advance(minutes(2));
    await team.run();
  });
});
