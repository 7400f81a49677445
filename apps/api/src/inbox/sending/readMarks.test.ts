import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acme, type Chat, startTeam, type Team } from '../../../test/chat.js';
import { watch } from '../../../test/sockets.js';
import { seconds } from '../../platform/clock.js';

let team: Team;
let url: string;
beforeAll(async () => {
  team = await startTeam();
  url = await team.api.listen();
});
afterAll(() => team.stop());
afterEach(async () => {
  team.api.sandbox.faults.clear();
  await choose('on_open');
});

const edge = '{phone}/messages';
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const choose = (readMarks: string) => team.owner.send('patch', `/api/settings/phone-numbers/${acme}`, { readMarks });
const callsToMark = () => team.api.sandbox.calls().filter((call) => call.edge === edge).length;
async function open(chat: Chat): Promise<void> {
  await team.owner.post(`/api/conversations/${chat.conversationId}/read`, {});
  await team.run();
}

describe('the customer is shown that a message was read', () => {
  it('when it is opened, once', async () => {
    const chat = await team.chat(customer());
    const before = callsToMark();
    await Promise.all(Array.from({ length: 8 }, () => open(chat)));
    await open(chat);
    expect(callsToMark() - before).toBe(1);
  });

  it('up to what was seen, while a later message is unread', async () => {
    const chat = await team.chat(customer());
    const { id, wamid } = chat.inbound;
    const { customerId, phoneNumberId, conversationId } = chat;
    const content = { type: 'text' as const, body: 'And another' };
    const later = team.api.sandbox.customerWrites({ customerId, phoneNumberId, content });
    const first = await chat.message(id);
    const arrivedAt = new Date(first.arrivedAt.getTime() + 1);
    const [messages, conversations] = ['messages', 'conversations'].map((name) => team.api.connection.collection(name));
    await messages?.insertOne({
      ...first,
      _id: `${id}2`,
      wamid: later,
      arrivedAt,
      sortKey: `${first.sortKey}2`,
    } as never);
    await conversations?.updateOne({ _id: conversationId as never }, { $set: { lastInboundWamid: later, unread: 2 } });
    const marked = async () => (await conversations?.findOne({ _id: conversationId as never }))?.lastMarkedWamid;
    await team.owner.post(`/api/conversations/${conversationId}/read`, { upTo: id });
    await team.run();
    expect(await marked()).toBe(wamid);
    await open(chat);
    expect(await marked()).toBe(later);
  });

  it('when it is answered, for those who chose that', async () => {
    await choose('on_reply');
    const chat = await team.chat(customer());
    const before = callsToMark();
    await open(chat);
    expect(callsToMark() - before).toBe(0);
    await chat.write('Here you are');
    await team.run();
    // The message itself, and the mark.
    expect(callsToMark() - before).toBe(2);
  });

  it('never, for those who chose that', async () => {
    await choose('never');
    const chat = await team.chat(customer());
    const before = callsToMark();
    await open(chat);
    await chat.write('Here you are');
    await team.run();
    expect(callsToMark() - before).toBe(1);
  });

  it('at the next opening, when Meta did not take it', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 131009 }));
    const before = callsToMark();
    await open(chat);
    await open(chat);
    await open(chat);
    expect(callsToMark() - before).toBe(2);
  });

  it('and a failure stops nothing', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 190 }));
    const response = await team.owner.post(`/api/conversations/${chat.conversationId}/read`, {});
    expect([response.status, response.body.conversation.unread]).toEqual([200, 0]);
    await team.run();
  });
});

describe('the customer is shown that somebody writes', () => {
  it('as long as it lasts, and Meta is asked once in a while only', async () => {
    const { socket } = await watch(url, team.owner);
    const chat = await team.chat(customer());
    const before = callsToMark();
    const type = () => socket.emit('inbox:presence', { conversationId: chat.conversationId, typing: true });
    for (let count = 0; count < 5; count += 1) type();
    await expect.poll(() => callsToMark() - before, { interval: 10 }).toBe(1);
    team.api.clock.advance(seconds(20));
    type();
    await expect.poll(() => callsToMark() - before, { interval: 10 }).toBe(2);
    // It marks as read too, so opening the conversation has nothing to add.
    await team.run();
    await open(chat);
    expect(callsToMark() - before).toBe(2);
    socket.disconnect();
  });

  it('not by those who do not show at once what they read', async () => {
    await choose('on_reply');
    const { socket } = await watch(url, team.owner);
    const chat = await team.chat(customer());
    const before = callsToMark();
    const colleague = await watch(url, team.owner);
    socket.emit('inbox:presence', { conversationId: chat.conversationId, typing: true });
    await expect.poll(() => colleague.of('inbox:presence').length, { interval: 10 }).toBe(1);
    await team.run();
    expect(callsToMark() - before).toBe(0);
    socket.disconnect();
    colleague.socket.disconnect();
  });
});
