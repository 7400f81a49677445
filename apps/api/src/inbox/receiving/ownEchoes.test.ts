import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, became, type Meta, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { ownEvents } from '../../../test/events.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { makeWamid, newToken } from '../../../test/wamids.js';
import { createLogger } from '../../platform/logger.js';
import { createInbox, inboxModels } from '../inbox.js';
import { createInboxWrites, getCollection } from '../inboxWrites.js';
import { createMessageSettlement } from '../sending/messageSettlement.js';

let business: Business;
let meta: Meta;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(async () => {
  who = newPerson();
  business.api.sandbox.addCustomer(who);
  business.writes(who, 'Are you open?');
  await business.settle();
});

const rows = () => business.api.connection.collection('messages');
const seconds = () => Math.floor(business.api.clock.now().getTime() / 1000);

/** A message is written here, and not yet handed to Meta. */
async function write(): Promise<string> {
  const { id } = await business.with(who);
  const press = { clientId: crypto.randomUUID(), type: 'text', text: 'Until six' };
  const answer = await business.owner.post(`/api/conversations/${id}/messages`, press);
  expect(answer.status).toBe(201);
  return answer.body.message.id;
}
const echo = (id: string) =>
  echoChange({
    number: acmeNumber,
    echoes: [{ to: who.waId, id, timestamp: String(seconds()), type: 'text', text: { body: 'Until six' } }],
  });
/** Settling asks none of them. */
const unused = {} as never;
/** Meta takes the message, and answers with this wamid: as the outbox gets it. */
async function metaAnswers(id: string, wamid: string): Promise<void> {
  const { connection, clock } = business.api;
  const models = inboxModels(connection);
  const { changes, ownEchoes } = createInbox({
    models,
    connection,
    store: unused,
    clock,
    events: ownEvents(),
    hasListeners: () => false,
    liveAccounts: unused,
  });
  const settlement = createMessageSettlement({
    changes,
    ownEchoes,
    clock,
    logger: createLogger({ level: 'silent' }),
    writes: createInboxWrites(models),
    media: unused,
  });
  const record = await getCollection(models.messages).findOne({ _id: id });
  if (!record) throw new Error('the message was stored');
  await settlement.settle(record, { kind: 'accepted', wamid, isHeld: false });
}

const thread = async () => (await business.with(who)).messages;
const mine = { origin: 'switchboard', content: { text: 'Until six' } };

describe('the echo of a message that was sent from here is no message of its own', () => {
  it('when it comes after Meta’s answer', async () => {
    const id = await write();
    await business.api.app.runDueSending();
    const row = await rows().findOne({ _id: id as never });
    await meta.deliver(echo(String(row?.wamid)));
    expect((await thread()).slice(1)).toMatchObject([{ id, ...mine }]);
  });

  it('when it comes after the status that has our id, under the other form of the wamid', async () => {
    const id = await write();
    const token = newToken();
    const byPhone = makeWamid({ peer: who.waId, token, isOurs: true });
    await meta.deliver(became(byPhone, 'sent', { to: who.waId, more: { biz_opaque_callback_data: id } }));
    await meta.deliver(echo(makeWamid({ peer: who.userId, token, isOurs: true })));
    expect((await thread()).slice(1)).toMatchObject([{ id, ...mine, status: 'sent' }]);
  });

  it.each([
    ['under the same wamid', false],
    ['under the other form of it', true],
  ])('when it comes before the status that has our id, %s', async (_which, isOther) => {
    const id = await write();
    const token = newToken();
    const wamid = makeWamid({ peer: who.waId, token, isOurs: true });
    const echoed = isOther ? makeWamid({ peer: who.userId, token, isOurs: true }) : wamid;
    await meta.deliver(echo(echoed));
    const from = { from: who.waId, userId: who.userId, name: who.name, at: seconds() };
    const reaction = { type: 'reaction', reaction: { message_id: echoed, emoji: '👍' } };
    const answer = { type: 'text', text: { body: 'Fine' }, context: { id: echoed, from: acmeNumber.digits } };
    await meta.deliver(said('', { ...from, message: reaction }), said('', { ...from, message: answer }));
    const status = became(wamid, 'delivered', { to: who.waId, more: { biz_opaque_callback_data: id } });
    await meta.deliver(status);
    await meta.deliver(status, echo(echoed));

    const messages = await thread();
    expect(messages.map(readText).toSorted()).toEqual(['Are you open?', 'Fine', 'Until six']);
    expect(messages.find((message) => message.id === id)).toMatchObject({
      ...mine,
      status: 'delivered',
      reactions: [{ emoji: '👍' }],
    });
    const { replyTo } = messages.find((message) => readText(message) === 'Fine') ?? {};
    expect(replyTo).toMatchObject({ id, preview: 'Until six', direction: 'out', author: expect.anything() });
    expect(await rows().countDocuments({ wamid: { $in: [wamid, echoed] } })).toBe(1);
  });

  it.each([
    ['under the same wamid', false],
    ['under the other form of it', true],
  ])('when it comes before Meta’s answer to our call, %s', async (_which, isOther) => {
    const id = await write();
    const token = newToken();
    const wamid = makeWamid({ peer: who.waId, token, isOurs: true });
    await meta.deliver(echo(isOther ? makeWamid({ peer: who.userId, token, isOurs: true }) : wamid));
    await metaAnswers(id, wamid);
    expect((await thread()).slice(1)).toMatchObject([{ id, ...mine, status: 'sent' }]);
    expect(await business.with(who)).toMatchObject({ lastMessage: { id } });
  });

  it('but another message of the phone is', async () => {
    const id = await write();
    await business.api.app.runDueSending();
    await meta.deliver(echo(newWamid()));
    const messages = await thread();
    expect(messages.map(({ origin }) => origin).toSorted()).toEqual(['customer', 'phone_app', 'switchboard']);
    expect(messages.map((message) => message.id)).toContain(id);
  });
});
