import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Chat, makeTeam, startTeam, type Team } from '../../../test/chat.js';
import { impatient, ownDatabase, startApi } from '../../../test/harness.js';
import { later, minutes, seconds } from '../../platform/clock.js';
import type { OutboxEntry } from '../message.model.js';

let team: Team;
const mongoUri = ownDatabase();
beforeAll(async () => {
  team = await startTeam({ mongoUri, graphTimeouts: impatient });
});
afterAll(() => team.stop());
afterEach(() => {
  team.api.sandbox.faults.clear();
  team.api.sandbox.setWebhookTarget(null);
  team.api.sandbox.setWebhookDials({ statusBeforeAnswer: false });
});

const edge = '{phone}/messages';
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const callsToSend = () => team.api.sandbox.calls().filter((call) => call.edge === edge).length;
const leave = (id: string, outbox: Partial<OutboxEntry>) =>
  team.api.connection
    .collection<{ _id: string }>('messages')
    .updateOne(
      { _id: id },
      { $set: Object.fromEntries(Object.entries(outbox).map(([key, value]) => [`outbox.${key}`, value])) },
    );
/** Meta's webhooks go to the running app. */
async function listenToMeta(): Promise<void> {
  const url = await team.api.listen();
  team.api.sandbox.setWebhookTarget({ url: `${url}/api/webhooks/whatsapp`, verifyToken: '' });
}
async function settled(): Promise<void> {
  await team.api.sandbox.webhooksIdle();
  await team.api.app.drainDeliveries();
}

describe('when nobody knows what Meta did', () => {
  const losses = [
    ['Meta does not answer', { kind: 'hang' }],
    ['the connection breaks', { kind: 'reset' }],
    ['the answer is a page of a proxy', { kind: 'html' }],
    ['the answer is empty', { kind: 'empty' }],
    ['the answer stops in the middle', { kind: 'bad_json' }],
  ] as const;
  it.each(losses)('because %s, the message is unclear and never sent again by itself', async (_words, effect) => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn(edge, effect, { afterProcessing: true }));
    const message = await chat.write('Did it?');
    await team.run();
    const stored = await chat.message(message.id);
    expect(stored.status).toBe('unclear');
    expect(stored).not.toHaveProperty('outbox');
    team.api.clock.advance(minutes(1));
    await team.run();
    expect(chat.arrived()).toEqual(['Did it?']);
  });

  it('the next message of the conversation still goes out', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { afterProcessing: true }));
    await chat.write('Lost answer');
    await chat.write('Next');
    await team.run();
    expect(chat.arrived()).toEqual(['Lost answer', 'Next']);
  });

  it('the status that carries our id settles it', async () => {
    const chat = await team.chat(customer());
    await listenToMeta();
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { afterProcessing: true }));
    const message = await chat.write('It did');
    await team.run();
    await settled();
    const stored = await chat.message(message.id);
    expect(stored.status).toBe('delivered');
    expect(stored.wamid).toBe(
      team.api.sandbox.sentMessages().find((sent) => sent.bizOpaqueCallbackData === message.id)?.wamid,
    );
  });
});

describe('a status that comes before the answer', () => {
  it('stays, and the answer adds what it knows', async () => {
    const chat = await team.chat(customer());
    await listenToMeta();
    team.api.sandbox.setWebhookDials({ statusBeforeAnswer: true });
    const message = await chat.write('Quick');
    await team.run();
    await settled();
    const stored = await chat.message(message.id);
    expect(stored.status).toBe('delivered');
    expect(stored.wamid).toBeDefined();
    expect(stored).not.toHaveProperty('outbox');
    expect(chat.arrived()).toEqual(['Quick']);
    const { body } = await team.owner.get(`/api/conversations/${chat.conversationId}`);
    expect(body.conversation.lastMessage).toMatchObject({ id: message.id, status: 'delivered' });
  });
});

describe('a process that dies', () => {
  async function abandoned(chat: Chat, outbox: Partial<OutboxEntry>): Promise<string> {
    const { id } = await chat.write('Left behind');
    await leave(id, outbox);
    return id;
  }

  it('before it began the call loses nothing: another one sends the message', async () => {
    const chat = await team.chat(customer());
    const id = await abandoned(chat, { claimedUntil: later(team.api.clock.now(), seconds(20)) });
    await chat.write('Behind it');
    await team.run();
    expect(chat.arrived()).toEqual([]);
    team.api.clock.advance(seconds(21));
    await team.run();
    expect(chat.arrived()).toEqual(['Left behind', 'Behind it']);
    expect((await chat.message(id)).status).toBe('sent');
  });

  it('during the call leaves the message unclear, and what stands behind it goes out', async () => {
    const chat = await team.chat(customer());
    const now = team.api.clock.now();
    const id = await abandoned(chat, { startedAt: now, claimedUntil: later(now, seconds(20)) });
    await chat.write('Behind it');
    await team.run();
    expect((await chat.message(id)).status).toBe('queued');
    team.api.clock.advance(seconds(21));
    await team.run();
    expect((await chat.message(id)).status).toBe('unclear');
    expect(chat.arrived()).toEqual(['Behind it']);
  });

  it('after Meta told us more than the answer would have: that stands', async () => {
    const chat = await team.chat(customer());
    const now = team.api.clock.now();
    const id = await abandoned(chat, { startedAt: now, claimedUntil: now });
    await team.api.connection
      .collection<{ _id: string }>('messages')
      .updateOne({ _id: id }, { $set: { status: 'read' }, $inc: { revision: 1 } });
    await team.run();
    const stored = await chat.message(id);
    expect(stored.status).toBe('read');
    expect(stored).not.toHaveProperty('outbox');
  });
});

describe('several processes on one database', () => {
  it('send each message once, and in its order', async () => {
    const other = await startApi({ mongoUri, sandbox: team.api.sandbox });
    const second = makeTeam(other, team.owner);
    const chats = await Promise.all(Array.from({ length: 8 }, () => team.chat(customer())));
    const texts = ['One', 'Two', 'Three', 'Four'];
    await Promise.all(
      chats.map(async (chat) => {
        for (const text of texts) await chat.write(text);
      }),
    );
    const before = callsToSend();
    await Promise.all([team.run(), second.run(), team.run(), second.run()]);
    await Promise.all([team.run(), second.run()]);
    expect(callsToSend() - before).toBe(chats.length * texts.length);
    for (const chat of chats) expect(chat.arrived()).toEqual(texts);
    await other.stop();
  });
});

describe('once it runs', () => {
  it('sends what is written at once, and what a restart finds', async () => {
    const own = await startTeam();
    const [waiting, fresh] = [await own.chat('ana'), await own.chat('ben')];
    await waiting.write('From before');
    own.api.app.startJobs();
    await expect.poll(waiting.arrived, { interval: 10, timeout: 5_000 }).toEqual(['From before']);
    await fresh.write('Now');
    // Well before the next look at the queue, which is a second away.
    await expect.poll(fresh.arrived, { interval: 10, timeout: 800 }).toEqual(['Now']);
    const figures = async () => (await own.owner.get('/metrics')).text;
    await expect.poll(figures).toContain('switchboard_sent_total{what="message",outcome="accepted"} 2');
    await own.stop();
  });
});

describe('stopping', () => {
  it('waits for the call that is under way and leaves the rest for the next start', async () => {
    const own = await startTeam();
    const chat = await own.chat();
    for (const text of ['One', 'Two', 'Three']) await chat.write(text);
    own.api.sandbox.setLatency(150);
    const running = own.run();
    await expect.poll(() => own.api.sandbox.calls().some((call) => call.edge === edge), { interval: 10 }).toBe(true);
    await own.api.app.stop();
    const states = (await chat.ours()).map(({ status }) => status);
    expect(states).toEqual(['sent', 'queued', 'queued']);
    expect(chat.arrived()).toEqual(['One']);
    await running;
    await own.stop();
  });
});
