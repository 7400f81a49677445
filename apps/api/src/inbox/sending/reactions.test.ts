import { randomUUID } from 'node:crypto';
import { faultOn } from '@switchboard/meta-sandbox';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Chat, startTeam, type Team } from '../../../test/chat.js';
import { days, seconds } from '../../platform/clock.js';

let team: Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => team.api.sandbox.faults.clear());

const edge = '{phone}/messages';
const refusal = (response: Response) => [response.status, response.body.code];
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const react = (chat: Chat, emoji: string | null, messageId = chat.inbound.id, clientId: string = randomUUID()) =>
  chat.post({ type: 'reaction', messageId, emoji, clientId });
const shownOn = async (chat: Chat) => {
  const { body } = await team.owner.get(`/api/conversations/${chat.conversationId}/messages`);
  return body.messages.find((message: { id: string }) => message.id === chat.inbound.id).reactions;
};
const told = (chat: Chat) =>
  team.api.sandbox
    .sentMessages()
    .filter((sent) => sent.customerId === chat.customerId)
    .map(({ body }) => body.reaction);

describe('a reaction of the team', () => {
  it('is shown on its message at once, and told to the customer', async () => {
    const chat = await team.chat(customer());
    const response = await react(chat, '👍');
    expect(response.status).toBe(201);
    expect(response.body.message).toMatchObject({
      id: chat.inbound.id,
      direction: 'in',
      reactions: [{ by: 'business', emoji: '👍' }],
    });
    await team.run();
    expect(told(chat)).toEqual([{ message_id: chat.inbound.wamid, emoji: '👍' }]);
    expect(await shownOn(chat)).toEqual([{ by: 'business', emoji: '👍' }]);
    // It is no message of its own.
    expect(await chat.ours()).toEqual([]);
  });

  it('is replaced by the next one, and taken back, in the order of the clicks', async () => {
    const chat = await team.chat(customer());
    await react(chat, '👍');
    await react(chat, '❤️');
    await react(chat, null);
    await team.run();
    expect(told(chat).map((reaction) => (reaction as { emoji: string }).emoji)).toEqual(['👍', '❤️', '']);
    expect(await shownOn(chat)).toEqual([]);
  });

  it('is sent once, however often the same click arrives', async () => {
    const chat = await team.chat(customer());
    const clientId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => react(chat, '🎉', chat.inbound.id, clientId)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status }) => status < 300)).toBe(true);
    await team.run();
    expect(told(chat)).toHaveLength(1);
    expect(refusal(await react(chat, '👎', chat.inbound.id, clientId))).toEqual([409, 'client_id_used']);
    expect(refusal(await chat.post({ type: 'text', text: 'Hi', clientId }))).toEqual([409, 'client_id_used']);
  });

  it('is taken off again when Meta refuses it, and the one before comes back', async () => {
    const chat = await team.chat(customer());
    await react(chat, '👍');
    await team.run();
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 131009 }));
    await react(chat, '❤️');
    expect(await shownOn(chat)).toEqual([{ by: 'business', emoji: '❤️' }]);
    await team.run();
    expect(await shownOn(chat)).toEqual([{ by: 'business', emoji: '👍' }]);
  });

  it('waits when Meta asks to, and is still shown', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 131056 }));
    await react(chat, '👍');
    await team.run();
    expect(told(chat)).toEqual([]);
    expect(await shownOn(chat)).toEqual([{ by: 'business', emoji: '👍' }]);
    team.api.clock.advance(seconds(6));
    await team.run();
    expect(told(chat)).toHaveLength(1);
  });

  it('that a dying process has not shown yet is shown when it is sent', async () => {
    const chat = await team.chat(customer());
    await react(chat, '👍');
    await team.api.connection
      .collection<{ _id: string }>('messages')
      .updateOne({ _id: chat.inbound.id }, { $unset: { reactions: 1 }, $inc: { revision: 1 } });
    await team.run();
    expect(await shownOn(chat)).toEqual([{ by: 'business', emoji: '👍' }]);
  });

  it('is not possible on what has not reached WhatsApp, or is older than 30 days', async () => {
    const chat = await team.chat(customer());
    const queued = await chat.write('Not there yet');
    expect(refusal(await react(chat, '👍', queued.id))).toEqual([409, 'reaction_not_possible']);
    await team.run();
    expect((await react(chat, '👍', queued.id)).status).toBe(201);
    const old = await team.chat(customer(), { agoMs: days(30) });
    expect(refusal(await react(old, '👍'))).toEqual([409, 'reaction_not_possible']);
  });
});
