import { randomUUID } from 'node:crypto';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedTemplates, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acme, makeTeam, startTeam, type Team } from '../../../test/chat.js';
import { hours, seconds } from '../../platform/clock.js';

let team: Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => team.api.sandbox.faults.clear());

const edge = '{phone}/messages';
const refusal = (response: Response) => [response.status, response.body.code];
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const fail = (code: number) => team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code }));

describe('outside the 24 hours', () => {
  it('nothing is taken that Meta would refuse, and nothing is sent', async () => {
    const chat = await team.chat(customer(), { agoMs: hours(24) });
    expect(refusal(await chat.post({ type: 'text', text: 'Too late' }))).toEqual([409, 'window_closed']);
    expect(await chat.ours()).toEqual([]);
  });

  it('a message is still taken in the last moment', async () => {
    const chat = await team.chat(customer(), { agoMs: hours(24) - seconds(20) });
    await chat.write('Just in time');
    await team.run();
    expect(chat.arrived()).toEqual(['Just in time']);
  });

  it('a template is taken', async () => {
    const chat = await team.chat(customer(), { agoMs: hours(30) });
    await chat.write({ type: 'template', name: seedTemplates.sample, language: 'en_US' });
    await team.run();
    expect(chat.arrived()).toEqual(['template']);
  });

  it('Meta’s answer wins where it knows better', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.closeWindow({ customerId: chat.customerId, phoneNumberId: chat.phoneNumberId });
    team.api.sandbox.setWebhookDials({ windowError: 'sync' });
    const message = await chat.write('We thought so');
    await team.run();
    expect(await chat.message(message.id)).toMatchObject({
      status: 'failed',
      problem: { metaCode: 131047, title: 'The 24 hours are over', retryHelps: false },
    });
  });

  it('a customer who never wrote gets templates only', async () => {
    const chat = await team.chat(customer());
    await team.api.connection
      .collection<{ _id: string }>('conversations')
      .updateOne({ _id: chat.conversationId }, { $unset: { lastInboundAt: 1 } });
    expect(refusal(await chat.post({ type: 'text', text: 'Hello?' }))).toEqual([409, 'window_closed']);
  });
});

describe('trying a message again', () => {
  it('makes a new one beside the failed one, with the same words', async () => {
    const chat = await team.chat(customer());
    fail(131042);
    const failed = await chat.write({ type: 'text', text: 'Once more', replyTo: chat.inbound.id });
    await team.run();
    const response = await chat.retry(failed.id);
    expect(response.status).toBe(201);
    const { message } = response.body;
    expect(message).toMatchObject({
      retryOf: failed.id,
      status: 'queued',
      content: { text: 'Once more' },
      replyTo: { id: chat.inbound.id },
    });
    expect(message.id).not.toBe(failed.id);
    await team.run();
    expect((await chat.ours()).map(({ status }) => status)).toEqual(['failed', 'sent']);
    expect(chat.arrived()).toEqual(['Once more']);
  });

  it('is one new message, however often the button is pressed', async () => {
    const chat = await team.chat(customer());
    fail(131042);
    const failed = await chat.write('SubmittedRequest');
    await team.run();
    const clientId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => chat.retry(failed.id, clientId)));
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
    // A colleague sees the same failed message.
    expect(refusal(await chat.retry(failed.id))).toEqual([409, 'message_not_retryable']);
    await team.run();
    expect(chat.arrived()).toEqual(['SubmittedRequest']);
    expect(refusal(await chat.retry(failed.id))).toEqual([409, 'message_not_retryable']);
    expect((await chat.retry(failed.id, clientId)).status).toBe(200);
  });

  it('is possible again when the second attempt failed too', async () => {
    const chat = await team.chat(customer());
    fail(131042);
    fail(131042);
    const failed = await chat.write('Third time');
    await team.run();
    await chat.retry(failed.id);
    await team.run();
    expect((await chat.retry(failed.id)).status).toBe(201);
    await team.run();
    expect(chat.arrived()).toEqual(['Third time']);
  });

  it('is not possible for what is on its way, has arrived, or was written by the customer', async () => {
    const chat = await team.chat(customer());
    const message = await chat.write('Fine');
    expect(refusal(await chat.retry(message.id))).toEqual([409, 'message_not_retryable']);
    await team.run();
    expect(refusal(await chat.retry(message.id))).toEqual([409, 'message_not_retryable']);
    expect(refusal(await chat.retry(chat.inbound.id))).toEqual([409, 'message_not_retryable']);
  });

  it('is possible for one whose outcome is unclear', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }));
    const message = await chat.write('Perhaps');
    await team.run();
    expect((await chat.message(message.id)).status).toBe('unclear');
    expect((await chat.retry(message.id)).status).toBe(201);
    await team.run();
    expect(chat.arrived()).toEqual(['Perhaps']);
  });
});

describe('a number that is disconnected', () => {
  it('takes nothing new, and what was queued fails with words that say so', async () => {
    const owner = await team.api.owner();
    await owner.connect(team.api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    const own = makeTeam(team.api, owner);
    const chat = await own.chat(customer(), { phoneNumberId: seedNumbers.blueBicycle.id });
    const queued = await chat.write('Too late');
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    expect(refusal(await chat.post({ type: 'text', text: 'Later still' }))).toEqual([409, 'number_disconnected']);
    expect(refusal(await owner.get(`/api/templates?phoneNumberId=${seedNumbers.blueBicycle.id}`))).toEqual([
      409,
      'number_disconnected',
    ]);
    await own.run();
    expect(await chat.message(queued.id)).toMatchObject({
      status: 'failed',
      problem: { title: 'This number is disconnected', retryHelps: true },
    });
    expect(chat.arrived()).toEqual([]);

    await owner.connect(team.api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    expect((await chat.retry(queued.id)).status).toBe(201);
    await own.run();
    expect(chat.arrived()).toEqual(['Too late']);
  });
});

describe('what belongs to another account', () => {
  it('is not found, whatever is asked of it', async () => {
    const theirs = await team.chat(customer());
    fail(131042);
    const failed = await theirs.write('Private');
    await team.run();
    const stranger = await team.api.owner();
    await stranger.connect(team.api.sandbox.issueCode({ wabaIds: [seedWabas.northwind.id] }));
    const { phoneNumbers } = await stranger.status();
    const mine = await makeTeam(team.api, stranger).chat(customer(), { phoneNumberId: phoneNumbers[0]?.id ?? '' });
    const clientId = randomUUID();
    const path = `/api/conversations/${theirs.conversationId}/messages`;

    expect(refusal(await stranger.post(path, { clientId, type: 'text', text: 'Hi' }))).toEqual([
      404,
      'conversation_not_found',
    ]);
    expect(refusal(await stranger.post(`${path}/${failed.id}/retry`, { clientId }))).toEqual([
      404,
      'conversation_not_found',
    ]);
    expect(refusal(await mine.retry(failed.id))).toEqual([404, 'message_not_found']);
    expect(refusal(await mine.post({ type: 'text', text: 'Hi', replyTo: failed.id }))).toEqual([
      404,
      'message_not_found',
    ]);
    expect(refusal(await mine.post({ type: 'reaction', messageId: theirs.inbound.id, emoji: '👍' }))).toEqual([
      404,
      'message_not_found',
    ]);
    expect(refusal(await stranger.get(`/api/templates?phoneNumberId=${acme}`))).toEqual([404, 'number_not_found']);
    expect(await mine.ours()).toEqual([]);
  });

  it('is the same to the caller as what does not exist', async () => {
    const chat = await team.chat(customer());
    const other = await team.chat(customer());
    expect(refusal(await chat.post({ type: 'text', text: 'Hi', replyTo: other.inbound.id }))).toEqual([
      404,
      'message_not_found',
    ]);
    expect(refusal(await chat.post({ type: 'text', text: 'Hi', replyTo: 'msg_nothing' }))).toEqual([
      404,
      'message_not_found',
    ]);
    expect(refusal(await chat.post({ type: 'media', mediaId: 'med_nothing' }))).toEqual([404, 'media_not_found']);
  });
});

describe('a request to send', () => {
  const wrong: [string, Record<string, unknown>][] = [
    ['no text', { type: 'text', text: ' \n ' }],
    ['a text that is too long', { type: 'text', text: 'x'.repeat(4097) }],
    ['an unknown type', { type: 'location', latitude: 1, longitude: 1 }],
    ['a field of another type', { type: 'text', text: 'Hi', mediaId: 'med_x' }],
    ['a clientId that is none', { type: 'text', text: 'Hi', clientId: 'again' }],
    ['an operator in place of a text', { type: 'text', text: { $ne: '' } }],
    ['an operator in place of an id', { type: 'media', mediaId: { $ne: '' } }],
    ['an operator in place of a template', { type: 'template', name: { $gt: '' }, language: 'en' }],
    [
      'variables that are not texts',
      { type: 'template', name: 'a', language: 'en', variables: { 'body.1': { $ne: 1 } } },
    ],
    ['a list of variables', { type: 'template', name: 'a', language: 'en', variables: ['x'] }],
    ['an emoji that is a novel', { type: 'reaction', messageId: 'msg_x', emoji: 'x'.repeat(33) }],
    ['no emoji at all', { type: 'reaction', messageId: 'msg_x' }],
  ];
  it.each(wrong)('with %s is refused', async (_what, draft) => {
    const chat = await team.chat(customer());
    const body = { clientId: randomUUID(), ...draft };
    const response = await team.owner.post(`/api/conversations/${chat.conversationId}/messages`, body);
    expect(refusal(response)).toEqual([400, 'invalid_request']);
    expect(await chat.ours()).toEqual([]);
  });

  it('never writes what is said, or to whom, into the log', async () => {
    const chat = await team.chat(customer());
    fail(131026);
    await chat.write('a-secret-between-us');
    await team.run();
    const waId = team.api.sandbox.customers.find(({ id }) => id === chat.customerId)?.waId ?? 'nobody';
    expect(team.api.logs()).not.toContain('a-secret-between-us');
    expect(team.api.logs()).not.toContain(waId);
    for (const { token } of team.api.sandbox.tokens()) expect(team.api.logs()).not.toContain(token);
  });
});
