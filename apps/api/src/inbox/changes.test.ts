import type { ConversationDto, InboxChange, MessageDto } from '@switchboard/contracts';
import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, became, bicycleNumber, type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import {
  type Business,
  getAccountId,
  type Inbox,
  newPerson,
  openInbox,
  pickStates,
  readText,
  startBusiness,
} from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { awaitClosing, type Watched, watch } from '../../test/sockets.js';
import { days } from '../platform/clock.js';
import { changeId } from './change.model.js';

let business: Business;
let second: TestApi;
let secondUrl: string;
let meta: Meta;
let secondMeta: Meta;
let owner: Client;
let inbox: Inbox;
beforeAll(async () => {
  business = await startBusiness();
  ({ owner, inbox } = business);
  second = await startBeside(business.api);
  secondUrl = await second.listen();
  meta = metaFor(business.api, business.url);
  secondMeta = metaFor(second, secondUrl);
});
afterAll(async () => {
  await second.stop();
  await business.stop();
});

const open: Watched[] = [];
async function watching(client: Client, url = business.url): Promise<Watched> {
  const watched = await watch(url, client);
  open.push(watched);
  return watched;
}
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

let who = newPerson();
beforeEach(() => {
  who = newPerson();
});
const from = (text: string, over: Parameters<typeof said>[1] = {}) =>
  said(text, { from: who.waId, name: who.name, ...over });
const about = (fields: { type: string } & Record<string, unknown>) => from('', { message: fields });
const echo = (wamid: string, text: string) =>
  echoChange({
    number: acmeNumber,
    echoes: [
      { to: who.waId, id: wamid, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: text } },
    ],
  });
/** After whatever the phone has answered by then. */
const inAMinute = () => Math.floor(Date.now() / 1000) + 60;
const listChanges = ({ of }: Watched): InboxChange[] => of('inbox:change');

describe('what is pushed', () => {
  it('is what somebody who was away is told when asking, for everything that can happen', async () => {
    const browser = await watching(owner);
    const [theirs, ours] = [newWamid(), newWamid()];
    const happenings: [string, () => Promise<unknown>][] = [
      ['a first message', () => meta.deliver(from('Hello', { wamid: theirs }))],
      ['another one', () => meta.deliver(from('Are you there?'))],
      ['several', () => meta.deliver(from('1'), from('2'), said('3', { from: newPerson().waId }))],
      ['an answer from the phone', () => meta.deliver(echo(ours, 'Yes!'))],
      ['a status', () => meta.deliver(became(ours, 'delivered', { to: who.waId }))],
      ['the next one', () => meta.deliver(became(ours, 'read', { to: who.waId }))],
      ['a reaction', () => meta.deliver(about({ type: 'reaction', reaction: { message_id: ours, emoji: '👍' } }))],
      [
        'an edit',
        () =>
          meta.deliver(
            about({
              type: 'edit',
              edit: { original_message_id: theirs, message: { type: 'text', text: { body: 'Hi' } } },
            }),
          ),
      ],
      ['a removal', () => meta.deliver(about({ type: 'revoke', revoke: { original_message_id: theirs } }))],
      ['a question after the answer', () => meta.deliver(from('And now?', { at: inAMinute() }))],
      ['reading', async () => inbox.markRead((await business.with(who)).id)],
    ];
    for (const [what, happen] of happenings) {
      const { seq } = await inbox.summary();
      const count = listChanges(browser).length;
      await happen();
      await eventually(() => expect(listChanges(browser).length, what).toBe(count + 1));
      const pushed = listChanges(browser).at(-1);
      const { change, more, reset } = await inbox.changes(seq);
      expect({ more, reset, seq: change.seq }, what).toEqual({ more: false, reset: false, seq: seq + 1 });
      expect(pushed?.seq).toBe(seq + 1);
      expect(pickStates(change), what).toEqual(pickStates(pushed ?? change));
    }
  });

  it('is pushed once: what Meta repeats is no news', async () => {
    const browser = await watching(owner);
    const ours = newWamid();
    const all = [
      from('Hello', { wamid: newWamid() }),
      echo(ours, 'Yes?'),
      became(ours, 'sent', { to: who.waId }),
      became(ours, 'read', { to: who.waId }),
      about({ type: 'reaction', reaction: { message_id: ours, emoji: '👍' } }),
    ];
    for (const one of all) await meta.deliver(one);
    const { seq } = await inbox.summary();
    for (const one of all) await meta.deliver(one);
    await secondMeta.deliver(...all, ...all);
    const before = (await business.with(who)).messages;
    expect(before.map(({ status }) => status)).toEqual(['received', 'read']);
    expect((await inbox.summary()).seq).toBe(seq);
    await eventually(() => expect(listChanges(browser).at(-1)?.seq).toBe(seq));
    const statuses = listChanges(browser).flatMap(({ messages }) => messages.map(({ status }) => status));
    expect(statuses.filter((status) => status === 'read')).toHaveLength(2);
  });

  it('is heard by everybody of the account, and by nobody of any other', async () => {
    const stranger = await business.api.owner();
    await stranger.connect(business.api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
    const colleague = await owner.invite('support');
    const [mine, theirs, foreign] = [await watching(owner), await watching(colleague), await watching(stranger)];
    await meta.deliver(from('for us alone'));
    await inbox.markRead((await business.with(who)).id);
    await meta.deliver(from('for them', { number: bicycleNumber }));
    await eventually(() => expect(listChanges(foreign)).toHaveLength(1));
    expect(listChanges(foreign)[0]).toMatchObject({ seq: 1, messages: [{ content: { text: 'for them' } }] });
    await eventually(() => expect(listChanges(mine)).toHaveLength(2));
    expect(listChanges(theirs)).toEqual(listChanges(mine));
    expect(JSON.stringify(foreign.events)).not.toContain('for us alone');
    expect(JSON.stringify(mine.events)).not.toContain('for them');
    const { change } = await openInbox(stranger).changes(0);
    expect(change.messages.map(readText)).toEqual(['for them']);
  });
});

/** What a browser keeps: it follows the pushes, and asks where a number is missing. */
function follower(asks: Inbox, startsAt: number) {
  const messages = new Map<string, MessageDto>();
  const conversations = new Map<string, ConversationDto>();
  let seq = startsAt;
  let asked = 0;
  const take = (change: InboxChange) => {
    for (const message of change.messages) {
      if ((messages.get(message.id)?.revision ?? 0) <= message.revision) messages.set(message.id, message);
    }
    for (const one of change.conversations) {
      if ((conversations.get(one.id)?.revision ?? 0) <= one.revision) conversations.set(one.id, one);
    }
  };
  async function catchUp() {
    for (;;) {
      const { change, more, reset } = await asks.changes(seq);
      if (reset) throw new Error('nothing was to be missed');
      asked += 1;
      take(change);
      seq = change.seq;
      if (!more) return;
    }
  }
  return {
    messages,
    conversations,
    catchUp,
    asked: () => asked,
    async hear(change: InboxChange) {
      take(change);
      if (change.seq === seq + 1) seq = change.seq;
      else if (change.seq > seq) await catchUp();
    },
  };
}

describe('the numbers of the changes', () => {
  it('have no gap while two processes take messages, statuses and reading at the same time, and a browser that follows them has everything', async () => {
    const crowd = Array.from({ length: 8 }, newPerson);
    const say = (index: number, text: string) => {
      const one = crowd[index % crowd.length] ?? who;
      return said(text, { from: one.waId, name: one.name });
    };
    await meta.deliver(...crowd.map((_, index) => say(index, 'Hello')));
    const { seq: startsAt } = await inbox.summary();
    const ids = (await Promise.all(crowd.map((one) => business.with(one)))).map(({ id }) => id);
    const browsers = [await watching(owner), await watching(owner, secondUrl)];
    const ours = Array.from({ length: 20 }, newWamid);

    const jobs: (() => Promise<unknown>)[] = ours.flatMap((wamid, index) => [
      () => (index % 2 ? meta : secondMeta).deliver(say(index, `message ${index}`), say(index + 3, 'and more')),
      () => (index % 2 ? secondMeta : meta).deliver(say(index, `again ${index}`)),
      () => meta.deliver(echo(wamid, `ours ${index}`)),
      () => secondMeta.deliver(became(wamid, 'delivered', { to: who.waId })),
      () => inbox.markRead(ids[index % ids.length] ?? ''),
      () => openInbox(owner).list('?limit=5'),
    ]);
    await Promise.all(jobs.map((job) => job()));
    await secondMeta.deliver(...ours.map((wamid) => became(wamid, 'read', { to: who.waId })));

    const rows = await business.api.connection
      .collection('inboxChanges')
      .find({ accountId: business.accountId })
      .sort({ _id: 1 })
      .toArray();
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: rows.length }, (_, index) => index + 1));

    const lists = {
      messages: new Map<string, MessageDto>(),
      conversations: new Map<string, ConversationDto>(),
    };
    for (const one of [...crowd, who]) {
      const { messages, ...conversation } = await business.with(one);
      lists.conversations.set(conversation.id, conversation);
      for (const message of messages) lists.messages.set(message.id, message);
    }
    for (const browser of browsers) {
      const follows = follower(inbox, startsAt);
      for (const change of listChanges(browser)) await follows.hear(change);
      await follows.catchUp();
      // Each process pushes its own, so both browsers had to ask for the rest.
      expect(follows.asked()).toBeGreaterThan(1);
      for (const [id, conversation] of lists.conversations) {
        expect(follows.conversations.get(id)).toEqual(conversation);
      }
      for (const [id, message] of follows.messages) expect(message).toEqual(lists.messages.get(id));
      const told = [...follows.messages.values()].map(readText);
      for (const index of ours.keys()) expect(told).toContain(`ours ${index}`);
      expect(told.filter((text) => text === 'and more')).toHaveLength(ours.length);
    }
  });
});

describe('who was away', () => {
  let client: Client;
  const record = (accountId: string, seq: number) => ({
    _id: changeId(accountId, seq),
    accountId,
    seq,
    at: new Date(),
    messageIds: [],
    conversationIds: [],
  });
  const haveHappened = (count: number) =>
    business.api.connection
      .collection<{ _id: string }>('inboxChanges')
      .insertMany(Array.from({ length: count }, (_, index) => record(getAccountId(client), index + 1)));
  beforeEach(async () => {
    client = await business.api.owner();
  });

  it('for a while is told everything, in parts', async () => {
    await haveHappened(1_200);
    const asks = openInbox(client);
    const parts: { seq: number; more: boolean }[] = [];
    for (let since = 0, isMore = true; isMore; ) {
      const { change, more, reset } = await asks.changes(since);
      expect(reset).toBe(false);
      parts.push({ seq: change.seq, more });
      since = change.seq;
      isMore = more;
    }
    expect(parts).toEqual([
      { seq: 500, more: true },
      { seq: 1_000, more: true },
      { seq: 1_200, more: false },
    ]);
    expect(await asks.changes(1_200)).toMatchObject({ reset: false, more: false, change: { seq: 1_200 } });
  });

  it('for very long, or knows of what has never been, reads the lists again', async () => {
    await haveHappened(20_001);
    const asks = openInbox(client);
    expect(await asks.changes(0)).toMatchObject({ reset: true, more: false, change: { seq: 20_001, messages: [] } });
    expect(await asks.changes(1)).toMatchObject({ reset: false, more: true });
    expect(await asks.changes(20_002)).toMatchObject({ reset: true, change: { seq: 20_001 } });
  });

  it('and never anything happened is told nothing', async () => {
    expect(await openInbox(client).changes(0)).toMatchObject({
      reset: false,
      more: false,
      change: { seq: 0, messages: [], conversations: [], unreadConversations: 0 },
    });
  });

  it.each(['', '?since=', '?since=x', '?since=-1', '?since=1.5', '?since[$gt]=0', '?since=1&account=2'])(
    'and asks with %j is refused',
    async (query) => {
      const response = await client.get(`/api/inbox/changes${query}`);
      // An empty text counts as no change.
      if (query === '?since=') expect(response.status).toBe(200);
      else expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
    },
  );
});

describe('a socket', () => {
  it('of somebody who is removed from the account is closed at once, and hears nothing of what comes', async () => {
    const colleague = await owner.invite('support');
    const [watched, mine] = [await watching(colleague), await watching(owner)];
    const closed = awaitClosing(watched.socket);
    const userId = colleague.signedIn?.user.userId;
    expect((await owner.send('delete', `/api/account/members/${userId}`)).status).toBe(200);
    expect(await closed).toBe('io server disconnect');
    await meta.deliver(from('not for those who left'));
    await eventually(() => expect(listChanges(mine)).toHaveLength(1));
    expect(watched.events.map(({ name }) => name)).toEqual(['session:ended']);
    expect((await colleague.get('/api/inbox/changes?since=0')).status).toBe(401);
  });

  it('of somebody who logs out is closed at once, those of the others stay', async () => {
    const colleague = await owner.invite('support');
    const [watched, mine] = [await watching(colleague), await watching(owner)];
    const closed = awaitClosing(watched.socket);
    await colleague.post('/api/auth/logout');
    expect(await closed).toBe('io server disconnect');
    expect(mine.socket.connected).toBe(true);
  });
});

describe('where one is', () => {
  let colleague: Client;
  let conversationId: string;
  beforeEach(async () => {
    colleague = await owner.invite('support');
    await meta.deliver(from('Hello'));
    ({ id: conversationId } = await business.with(who));
  });
  const places = ({ of }: Watched) =>
    of('inbox:presence').map(({ conversationId: id, typing }) => ({ conversationId: id, typing }));
  const say = ({ socket }: Watched, report: unknown) => socket.emit('inbox:presence', report);
  /** Everything that was said before it has arrived: what Meta tells takes longer, on the same server. */
  async function fence(watched: Watched) {
    const before = listChanges(watched).length;
    await meta.deliver(from('fence'));
    await eventually(() => expect(listChanges(watched).length).toBeGreaterThan(before));
  }

  it('is seen by colleagues, with the name and whether one types, and not by oneself or by strangers', async () => {
    const stranger = await business.api.owner();
    const [me, mine, foreign] = [await watching(colleague), await watching(owner), await watching(stranger)];
    say(me, { conversationId, typing: false });
    await eventually(() => expect(places(mine)).toHaveLength(1));
    say(me, { conversationId, typing: true });
    await eventually(() => expect(places(mine)).toHaveLength(2));
    say(me, { conversationId: null, typing: false });
    await eventually(() =>
      expect(places(mine)).toEqual([
        { conversationId, typing: false },
        { conversationId, typing: true },
        { conversationId: null, typing: false },
      ]),
    );
    const { user } = colleague.signedIn ?? {};
    expect(mine.of('inbox:presence')[0]).toMatchObject({
      userId: user?.userId,
      name: user?.name,
      socketId: me.socket.id,
    });
    await fence(me);
    expect(places(me)).toEqual([]);
    expect(foreign.events).toEqual([]);
  });

  it('is nowhere in a conversation of another account', async () => {
    const stranger = await business.api.owner();
    const [foreign, mine, near] = [await watching(stranger), await watching(owner), await watching(stranger)];
    say(foreign, { conversationId, typing: true });
    say(foreign, { conversationId: 'cnv_nobody', typing: true });
    say(foreign, { conversationId: null, typing: false });
    await eventually(() => expect(places(near)).toHaveLength(1));
    await fence(mine);
    expect(places(near)).toEqual([{ conversationId: null, typing: false }]);
    expect(places(mine)).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'cnv_1'],
    ['a list', ['cnv_1', true]],
    ['an operator', { conversationId: { $ne: null }, typing: true }],
    ['no id of ours', { conversationId: 'room:1', typing: true }],
    ['more than was asked for', { conversationId: null, typing: false, accountId: 'acc_1' }],
    ['half of it', { conversationId: null }],
    ['bytes', Buffer.from('cnv_1')],
  ])('is not told by %s, and what is said afterwards is heard', async (_what, nonsense) => {
    const [me, mine] = [await watching(colleague), await watching(owner)];
    say(me, nonsense);
    me.socket.emit('inbox:presence');
    me.socket.emit('inbox:presence', { conversationId, typing: true }, { conversationId: null, typing: true }, () => 0);
    await eventually(() => expect(places(mine)).toEqual([{ conversationId, typing: true }]));
  });

  it('is the last thing one said, however quickly', async () => {
    const [me, mine] = [await watching(colleague), await watching(owner)];
    for (let times = 0; times < 5; times += 1) {
      say(me, { conversationId, typing: true });
      say(me, { conversationId: null, typing: false });
    }
    await eventually(() => expect(places(mine)).toContainEqual({ conversationId: null, typing: false }));
    await fence(mine);
    expect(places(mine).at(-1)).toEqual({ conversationId: null, typing: false });
  });

  it('is not repeated to everybody a thousand times', async () => {
    const [me, mine] = [await watching(colleague), await watching(owner)];
    for (let times = 0; times < 1_000; times += 1) say(me, { conversationId, typing: times % 2 === 0 });
    await eventually(() => expect(places(mine).length).toBeGreaterThan(0));
    await fence(mine);
    expect(places(mine).length).toBeLessThanOrEqual(20);
    // Whoever does that harms nobody else.
    const other = await watching(owner);
    say(other, { conversationId: null, typing: false });
    await eventually(() => expect(places(mine).at(-1)).toEqual({ conversationId: null, typing: false }));
  });

  it('is nowhere when the browser is gone', async () => {
    const [me, mine] = [await watching(colleague), await watching(owner)];
    say(me, { conversationId, typing: true });
    await eventually(() => expect(places(mine)).toHaveLength(1));
    me.socket.disconnect();
    await eventually(() =>
      expect(places(mine)).toEqual([
        { conversationId, typing: true },
        { conversationId: null, typing: false },
      ]),
    );
  });

  it('needs no farewell of somebody who was nowhere', async () => {
    const [me, mine] = [await watching(colleague), await watching(owner)];
    me.socket.disconnect();
    await fence(mine);
    expect(places(mine)).toEqual([]);
  });
});

describe('changes of long ago', () => {
  it('are forgotten after a week, and the numbers go on where they were', async () => {
    await meta.deliver(from('long ago'));
    const { seq } = await inbox.summary();
    business.api.clock.advance(days(8));
    await business.api.app.sweep();
    expect((await owner.logIn(owner.signedIn?.user.email ?? '')).status).toBe(200);
    expect(await inbox.changes(0)).toMatchObject({ reset: true, change: { seq } });
    expect(await inbox.changes(seq)).toMatchObject({ reset: false, change: { seq } });
    await meta.deliver(from('today'));
    const { change, reset } = await inbox.changes(seq);
    expect([reset, change.seq, change.messages.map(readText)]).toEqual([false, seq + 1, ['today']]);
    expect((await business.with(who)).messages.map(readText)).toEqual(['long ago', 'today']);
  });
});
