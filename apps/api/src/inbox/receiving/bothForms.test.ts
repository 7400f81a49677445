import { type Change, echoChange, standbyChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { acmeNumber, became, type Meta, metaFor, said } from '../../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { pastChunk, pastSaid } from '../../../test/phone.js';
import { makeWamid, newToken } from '../../../test/wamids.js';
import { wholeMessageId } from '../ids.js';

let business: Business;
let meta: Meta;
let who: ReturnType<typeof newPerson>;
/** The two names of one message of the customer, and of one of the business. */
let theirs: { byPhone: string; byId: string };
let ours: { byPhone: string; byId: string };
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(async () => {
  who = newPerson();
  const makeForms = (isOurs: boolean) => {
    const token = newToken();
    return {
      byPhone: makeWamid({ peer: who.waId, token, isOurs }),
      byId: makeWamid({ peer: who.userId, token, isOurs }),
    };
  };
  theirs = makeForms(false);
  ours = makeForms(true);
});

const start = 1_795_000_000;
const from = (at: number) => ({ from: who.waId, userId: who.userId, name: who.name, at: start + at });
const written = (text: string, wamid: string, at = 0) => said(text, { ...from(at), wamid });
const about = (message: { type: string } & Record<string, unknown>, at = 10) => said('', { ...from(at), message });
const echo = (message: object, id: string, at = 5) =>
  echoChange({
    number: acmeNumber,
    echoes: [{ to: who.waId, to_user_id: who.userId, id, timestamp: String(start + at), ...message }],
  });
const text = (body: string) => ({ type: 'text', text: { body } });
const past = (body: string, wamid: string, isOurs = false) =>
  pastChunk({ [who.waId]: [pastSaid(who.waId, body, { wamid, isOurs, at: start })] });
/** The same message as it is told to those who do not answer the conversation. */
const standby = (body: string, id: string) =>
  standbyChange({
    number: acmeNumber,
    contacts: [{ profile: { name: who.name }, wa_id: who.waId, user_id: who.userId }],
    messages: [{ from: who.waId, from_user_id: who.userId, id, timestamp: String(start), ...text(body) }],
  });
const thread = async () => (await business.with(who)).messages;
const rows = () => business.api.connection.collection('messages');

describe('the same message under its two ids, in either order, is there once:', () => {
  it.each<[string, () => [Change, Change]]>([
    ['live twice', () => [written('Hello', theirs.byPhone), written('Hello', theirs.byId)]],
    ['live, and in the past of the phone', () => [written('Hello', theirs.byId), past('Hello', theirs.byPhone)]],
    ['live, and in standby', () => [written('Hello', theirs.byId), standby('Hello', theirs.byPhone)]],
    ['in standby, and live', () => [standby('Hello', theirs.byId), written('Hello', theirs.byPhone)]],
    ['in standby, and in the past', () => [standby('Hello', theirs.byId), past('Hello', theirs.byPhone)]],
    ['an echo twice', () => [echo(text('Hello'), ours.byPhone, 0), echo(text('Hello'), ours.byId, 0)]],
    ['an echo, and in the past', () => [echo(text('Hello'), ours.byId, 0), past('Hello', ours.byPhone, true)]],
  ])('%s', async (_what, told) => {
    const [one, two] = told();
    await meta.deliver(written('First', makeWamid({ peer: who.waId, token: newToken() }), -60));
    await meta.deliver(one);
    await meta.deliver(two);
    await meta.deliver(two, one);
    expect((await thread()).map(readText)).toEqual(['First', 'Hello']);
  });

  it.each<[string, () => [Change, Change]]>([
    ['live twice', () => [written('Hello', theirs.byId), written('Hello', theirs.byPhone)]],
    ['live, and in the past of the phone', () => [past('Hello', theirs.byPhone), written('Hello', theirs.byId)]],
    ['an echo, and in the past', () => [past('Hello', ours.byPhone, true), echo(text('Hello'), ours.byId, 0)]],
  ])('the other way round and in one POST: %s', async (_what, told) => {
    const changes = told();
    await meta.deliver(...changes);
    await meta.deliver(...changes);
    const conversation = await business.with({ ...who, waId: who.waId });
    expect(conversation.messages.map(readText)).toEqual(['Hello']);
    expect(conversation.unread).toBe(conversation.messages[0]?.direction === 'in' ? 1 : 0);
  });

  it('a file as well, and it is fetched once', async () => {
    const image = { type: 'image', image: { id: '800100200', mime_type: 'image/png' } };
    await meta.deliver(said('', { ...from(0), wamid: theirs.byPhone, message: image }));
    await meta.deliver(said('', { ...from(0), wamid: theirs.byId, message: image }));
    const [message] = await thread();
    expect(await business.api.connection.collection('media').countDocuments({ messageId: message?.id })).toBe(1);
  });

  it('also where its two ids lead to two threads of which nobody knows yet that they are with one person', async () => {
    const other = { ...newPerson(), waId: '' };
    const token = newToken();
    const byId = { from: '', userId: other.userId, name: other.name };
    await meta.deliver(said('By id', { ...byId, wamid: makeWamid({ peer: other.userId, token }) }));
    await meta.deliver(written('By phone', theirs.byPhone));
    await meta.deliver(past('By id', makeWamid({ peer: who.waId, token })));
    expect((await business.with(other)).messages.map(readText)).toEqual(['By id']);
    // The thread by phone has an id of its own, which is another one: there it is another message.
    expect((await thread()).map(readText).toSorted()).toEqual(['By id', 'By phone']);
    const third = newPerson();
    const again = newToken();
    await meta.deliver(said('Before', { from: third.waId, name: `${third.name} by phone` }));
    await meta.deliver(
      said('Hidden', {
        ...byId,
        userId: third.userId,
        name: third.name,
        wamid: makeWamid({ peer: third.userId, token: again }),
      }),
    );
    const inPast = pastSaid(third.waId, 'Hidden', { wamid: makeWamid({ peer: third.waId, token: again }), at: start });
    await meta.deliver(pastChunk({ [third.waId]: [inPast] }));
    expect(await rows().countDocuments({ 'content.text': 'Hidden' })).toBe(1);
  });

  it('but not the messages of two customers whose devices made one token', async () => {
    const other = newPerson();
    const token = newToken();
    const by = (one: typeof who, body: string) =>
      said(body, { from: one.waId, userId: one.userId, name: one.name, wamid: makeWamid({ peer: one.waId, token }) });
    for (const change of [by(who, 'Mine'), by(other, 'Theirs'), by(who, 'Mine'), by(other, 'Theirs')]) {
      await meta.deliver(change);
    }
    expect((await thread()).map(readText)).toEqual(['Mine']);
    expect((await business.with(other)).messages.map(readText)).toEqual(['Theirs']);
    // Nor does one of them delete what the other wrote.
    const revoke = { type: 'revoke', revoke: { original_message_id: makeWamid({ peer: other.userId, token }) } };
    await meta.deliver(said('', { from: other.waId, userId: other.userId, name: other.name, message: revoke }));
    expect(await thread()).toMatchObject([{ deleted: false }]);
    expect((await business.with(other)).messages).toMatchObject([{ deleted: true }]);
  });

  it('but not what the business and the customer wrote under one token', async () => {
    const token = newToken();
    await meta.deliver(written('From the customer', makeWamid({ peer: who.waId, token })));
    await meta.deliver(echo(text('From the phone'), makeWamid({ peer: who.userId, token, isOurs: true })));
    expect((await thread()).map(readText)).toEqual(['From the customer', 'From the phone']);
  });
});

describe('what is said about a message finds it by the other id,', () => {
  const facts = (target: string, quoted: string) => [
    about({ type: 'reaction', reaction: { message_id: target, emoji: '🌷' } }),
    about({ type: 'edit', edit: { original_message_id: target, message: text('Two roses') } }, 11),
    about({ ...text('An answer'), context: { id: quoted, from: who.waId } }, 12),
  ];
  const whole = [
    { content: { text: 'Two roses' }, edited: true, reactions: [{ emoji: '🌷' }] },
    { content: { text: 'An answer' }, replyTo: { preview: 'Two roses', direction: 'in' } },
  ];

  it('when it comes after it', async () => {
    await meta.deliver(written('One rose', theirs.byPhone));
    for (const fact of facts(theirs.byId, theirs.byId)) await meta.deliver(fact);
    expect(await thread()).toMatchObject(whole);
  });

  it('when it comes before it', async () => {
    for (const fact of facts(theirs.byId, theirs.byId)) await meta.deliver(fact);
    await meta.deliver(written('One rose', theirs.byPhone));
    expect(await thread()).toMatchObject(whole);
    const { byId } = theirs;
    expect(await business.api.connection.collection('strays').countDocuments({ wamid: byId })).toBe(0);
  });

  it('when it has just missed it: a little later', async () => {
    await meta.deliver(written('One rose', theirs.byPhone));
    await business.api.connection.collection('strays').insertOne({
      _id: `str_${who.id}` as never,
      accountId: business.accountId,
      phoneNumberId: acmeNumber.id,
      wamid: theirs.byId,
      at: new Date(),
      arrivedAt: new Date(Date.now() - 20_000),
      about: { kind: 'reaction', by: 'customer', emoji: '🌷', at: new Date() },
    });
    await business.api.app.settleStrays();
    expect(await thread()).toMatchObject([{ reactions: [{ emoji: '🌷' }] }]);
  });

  it('also a message that was stored under the whole of its id', async () => {
    await meta.deliver(written('One rose', theirs.byPhone));
    const row = await rows().findOne({ wamid: theirs.byPhone });
    await rows().deleteOne({ wamid: theirs.byPhone });
    const { _id, ...rest } = row ?? {};
    await rows().insertOne({ ...rest, _id: wholeMessageId(acmeNumber.id, theirs.byPhone) as never });
    for (const fact of facts(theirs.byId, theirs.byId)) await meta.deliver(fact);
    expect(await thread()).toMatchObject(whole);
    await meta.deliver(written('One rose', theirs.byPhone));
    expect(await thread()).toHaveLength(2);
  });

  it('statuses and deletions of what was written on the phone', async () => {
    await meta.deliver(became(ours.byPhone, 'delivered', { to: who.waId }));
    await meta.deliver(echo(text('From the phone'), ours.byId));
    await meta.deliver(became(ours.byPhone, 'read', { to: who.waId }));
    await meta.deliver(
      echo(
        { type: 'revoke', revoke: { original_message_id: ours.byPhone } },
        makeWamid({ peer: who.waId, token: newToken(), isOurs: true }),
        8,
      ),
    );
    expect(await thread()).toMatchObject([{ status: 'read', deleted: true, deletedBy: 'business' }]);
  });
});

it('an id that is opaque names only itself', async () => {
  await meta.deliver(written('One', 'wamid.HBgLOPAQUE'), written('Two', 'wamid.HBgLOPAQUe'));
  expect((await thread()).map(readText)).toEqual(['One', 'Two']);
});

it('a plain message of a known customer costs one question about messages, and one about what was said of it', async () => {
  await meta.deliver(written('First', theirs.byPhone));
  const { Message, Conversation, Stray } = business.api.connection.models;
  const asked = [Message, Conversation, Stray].map((model) => {
    if (!model) throw new Error('there is such a model');
    return vi.spyOn(model.collection, 'find');
  });
  await meta.deliver(written('Second', makeWamid({ peer: who.waId, token: newToken() }), 1));
  expect(asked.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
  for (const spy of asked) spy.mockRestore();
  expect((await thread()).map(readText)).toEqual(['First', 'Second']);
});
