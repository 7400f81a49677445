import type { MessageDto } from '@switchboard/contracts';
import { type Change, echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { pastChunk, pastFile, pastSaid } from '../../../test/phone.js';
import { watch } from '../../../test/sockets.js';
import { makeWamid, newToken } from '../../../test/wamids.js';

let business: Business;
let meta: Meta;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  who = newPerson();
});

const start = 1_795_000_000;
const text = (body: string) => ({ type: 'text', text: { body } });
const by = (message: { type: string } & Record<string, unknown>, at: number, wamid = newWamid()) =>
  said('', { from: who.waId, userId: who.userId, name: who.name, at: start + at, wamid, message });
const written = (body: string, at: number, wamid?: string) => by(text(body), at, wamid);
const answer = (body: string, at: number, context: object) => by({ ...text(body), context }, at);
const echo = (body: string, id: string, at: number, context?: object) =>
  echoChange({
    number: acmeNumber,
    echoes: [{ to: who.waId, id, timestamp: String(start + at), ...text(body), ...(context ? { context } : {}) }],
  });
const thread = async () => (await business.with(who)).messages;
const quoteIn = async (body: string) => (await thread()).find((message) => readText(message) === body)?.replyTo;
const findId = (messages: MessageDto[], body: string) => messages.find((message) => readText(message) === body)?.id;

/** A browser that waits until it is told of an answer that shows this. */
async function openBrowser() {
  const { socket, of } = await watch(business.url, business.owner);
  return {
    async shows(preview: string) {
      const told = () => of('inbox:change').flatMap(({ messages }) => messages.map(({ replyTo }) => replyTo?.preview));
      await eventually(() => expect(told()).toContain(preview));
      socket.close();
    },
  };
}

describe('an answer that comes before what it answers', () => {
  it.each<[string, (id: string) => Change]>([
    ['comes live', (id) => written('Roses?', 0, id)],
    [
      'comes in the past of the phone',
      (id) => pastChunk({ [who.waId]: [pastSaid(who.waId, 'Roses?', { wamid: id, at: start })] }),
    ],
  ])('is filled in when that %s, and the browsers are told', async (_what, told) => {
    const id = newWamid();
    await meta.deliver(answer('The red ones', 5, { id, from: who.waId }));
    expect(await quoteIn('The red ones')).toEqual({ id: null, preview: '', direction: 'in' });
    const browser = await openBrowser();
    await meta.deliver(told(id));
    const messages = await thread();
    expect(await quoteIn('The red ones')).toEqual({
      id: findId(messages, 'Roses?'),
      preview: 'Roses?',
      direction: 'in',
    });
    await browser.shows('Roses?');
  });

  it('of the business is filled in as well, and so is one of a photo whose file follows', async () => {
    const [id, file] = [newWamid(), newWamid()];
    await meta.deliver(answer('And when?', 5, { id, from: acmeNumber.digits }), answer('Which one?', 6, { id: file }));
    await meta.deliver(echo('On Friday', id, 0));
    expect(await quoteIn('And when?')).toMatchObject({ preview: 'On Friday', direction: 'out' });
    const placeholder = { type: 'media_placeholder' };
    await meta.deliver(
      pastChunk({ [who.waId]: [pastSaid(who.waId, '', { wamid: file, at: start, message: placeholder })] }),
    );
    expect(await quoteIn('Which one?')).toMatchObject({ preview: 'Photo or file', direction: 'in' });
    const image = { type: 'image', image: { id: '800100300', mime_type: 'image/png', caption: 'My garden' } };
    await meta.deliver(pastFile(pastSaid(who.waId, '', { wamid: file, at: start, message: image })));
    expect(await quoteIn('Which one?')).toMatchObject({ preview: 'My garden' });
  });

  it('that has just missed it is filled in a little later, also after a crash', async () => {
    const id = makeWamid({ peer: who.waId, token: newToken() });
    await meta.deliver(answer('The red ones', 5, { id, from: who.waId }));
    const earlyEvents = business.api.connection.collection('strays');
    const [kept] = await earlyEvents.find({ wamid: id }).toArray();
    await earlyEvents.deleteOne({ wamid: id });
    await meta.deliver(written('Roses?', 0, makeWamid({ peer: who.userId, token: newToken() })));
    await meta.deliver(written('Roses or tulips?', 1, id));
    await earlyEvents.insertOne({ ...kept, _id: kept?._id ?? ('' as never), arrivedAt: new Date(Date.now() - 20_000) });
    await business.api.app.settleStrays();
    expect(await quoteIn('The red ones')).toMatchObject({
      preview: 'Roses or tulips?',
      id: expect.stringMatching(/^msg_/),
    });
    expect(await earlyEvents.countDocuments({ wamid: id })).toBe(0);
  });
});

describe('who wrote what is answered', () => {
  const unknown = (context: object) => answer('An answer', 5, { id: newWamid(), ...context });
  it.each<[string, object | (() => object), 'in' | 'out']>([
    ['is the customer, by the phone number', () => ({ from: who.waId }), 'in'],
    ['is the customer, by the business-scoped id', () => ({ from: who.userId }), 'in'],
    ['is the business, by its number', { from: acmeNumber.digits }, 'out'],
    ['is the business, by an id that is not the customer’s', { from: 'US.999' }, 'out'],
    [
      'is the customer, by the message’s own id',
      () => ({ id: makeWamid({ peer: who.waId, token: newToken() }) }),
      'in',
    ],
    [
      'is the business, by the message’s own id',
      () => ({ id: makeWamid({ peer: who.waId, token: newToken(), isOurs: true }) }),
      'out',
    ],
  ])('and not kept here: %s', async (_what, context, direction) => {
    await meta.deliver(unknown(typeof context === 'function' ? context() : context));
    expect(await quoteIn('An answer')).toEqual({ id: null, preview: '', direction });
  });

  it('is what is stored, whatever stands beside the answer', async () => {
    const id = newWamid();
    await meta.deliver(written('Roses?', 0, id), answer('The red ones', 5, { id, from: acmeNumber.digits }));
    expect(await quoteIn('The red ones')).toMatchObject({ direction: 'in' });
  });

  it('is the colleague, for what was sent from here', async () => {
    business.api.sandbox.addCustomer(who);
    business.writes(who, 'Roses?');
    await business.settle();
    const { id } = await business.with(who);
    const clientId = crypto.randomUUID();
    const press = { clientId, type: 'text', text: 'On Friday' };
    expect((await business.owner.post(`/api/conversations/${id}/messages`, press)).status).toBe(201);
    await business.api.app.runDueSending();
    const row = await business.api.connection.collection('messages').findOne({ clientId });
    await meta.deliver(answer('At noon?', 90, { id: String(row?.wamid), from: acmeNumber.digits }));
    expect(await quoteIn('At noon?')).toEqual({
      id: row?._id,
      preview: 'On Friday',
      direction: 'out',
      author: { userId: expect.any(String), name: expect.any(String) },
    });
  });
});

describe('an answer shows what it answers as it is now:', () => {
  const id = () => makeWamid({ peer: who.waId, token: newToken() });

  it('edited', async () => {
    const target = id();
    await meta.deliver(written('Roses?', 0, target), answer('The red ones', 5, { id: target }));
    await meta.deliver(by({ type: 'edit', edit: { original_message_id: target, message: text('Tulips?') } }, 9));
    expect(await quoteIn('The red ones')).toMatchObject({ preview: 'Tulips?' });
  });

  it('deleted, and the browsers are told', async () => {
    const target = id();
    await meta.deliver(written('My address is…', 0, target), answer('Here it is', 5, { id: target }));
    const browser = await openBrowser();
    await meta.deliver(by({ type: 'revoke', revoke: { original_message_id: target } }, 9));
    expect(await quoteIn('Here it is')).toMatchObject({ preview: 'Deleted message' });
    await browser.shows('Deleted message');
  });

  it('deleted before the answer came', async () => {
    const target = id();
    await meta.deliver(written('My address is…', 0, target));
    await meta.deliver(by({ type: 'revoke', revoke: { original_message_id: target } }, 9));
    await meta.deliver(answer('Here it is', 5, { id: target }));
    expect(await quoteIn('Here it is')).toMatchObject({ preview: 'Deleted message' });
  });
});
