import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../test/client.js';
import { metaFor, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, openInbox, readText, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { startRedis, type TestRedis } from '../../test/redis.js';
import { awaitClosing, type Watched, watch } from '../../test/sockets.js';

let redis: TestRedis;
let first: Business;
let second: TestApi;
let secondUrl: string;
beforeAll(async () => {
  redis = await startRedis();
  first = await startBusiness({ env: { REDIS_URL: redis.url } });
  second = await startBeside(first.api);
  secondUrl = await second.listen();
});
afterAll(async () => {
  await second.stop();
  await first.stop();
  await redis.stop();
});

const open: Watched[] = [];
async function watching(url: string, client: Client): Promise<Watched> {
  const watched = await watch(url, client);
  open.push(watched);
  return watched;
}
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

/** The browser of one person, whose requests the balancer gives to the second process. */
function inSecond(client: Client): Client {
  const other = new Client(second.app.handler);
  other.token = client.token;
  return other;
}

let who = newPerson();
beforeEach(() => {
  who = newPerson();
});
const from = (text: string) => said(text, { from: who.waId, name: who.name });
const toFirst = (text: string) => metaFor(first.api, first.url).deliver(from(text));
const toSecond = (text: string) => metaFor(second, secondUrl).deliver(from(text));
const listTexts = ({ of }: Watched) => of('inbox:change').flatMap(({ messages }) => messages.map(readText));
const listSeqs = ({ of }: Watched) => of('inbox:change').map(({ seq }) => seq);

/** Until what one process says is heard in the other: after Redis came, or came back. */
async function untilJoined() {
  const [here, there] = [await watching(first.url, first.owner), await watching(secondUrl, first.owner)];
  await vi.waitFor(
    async () => {
      await toFirst('joined?');
      await toSecond('joined!');
      expect(listTexts(there)).toContain('joined?');
      expect(listTexts(here)).toContain('joined!');
    },
    { timeout: 15_000, interval: 200 },
  );
  for (const { socket } of open.splice(0)) socket.disconnect();
}

describe('two processes with Redis between them', () => {
  beforeAll(untilJoined);

  it('push what Meta tells one of them to the browsers of both, once', async () => {
    const [here, there] = [await watching(first.url, first.owner), await watching(secondUrl, first.owner)];
    for (const text of ['one', 'two']) await toFirst(text);
    for (const text of ['three', 'four']) await toSecond(text);
    await eventually(() => {
      expect(listTexts(here).toSorted()).toEqual(['four', 'one', 'three', 'two']);
      expect(listTexts(there).toSorted()).toEqual(['four', 'one', 'three', 'two']);
    });
    expect(new Set(listSeqs(there))).toEqual(new Set(listSeqs(here)));
  });

  it('name Redis among what they depend on', async () => {
    const { body } = await first.owner.get('/readyz');
    expect(body).toEqual({ status: 'ok', dependencies: { mongo: 'ok', redis: 'ok' } });
    expect((await first.owner.get('/metrics')).text).toContain('switchboard_redis_up 1');
  });

  it('tell nobody of another account', async () => {
    const stranger = await first.api.owner();
    const foreign = await watching(secondUrl, stranger);
    const there = await watching(secondUrl, first.owner);
    await toFirst('not for strangers');
    await eventually(() => expect(listTexts(there)).toEqual(['not for strangers']));
    expect(foreign.events).toEqual([]);
  });

  it('close the socket in one of them at once when somebody logs out in the other', async () => {
    const colleague = await first.owner.invite('support');
    const there = await watching(secondUrl, colleague);
    const mine = await watching(secondUrl, first.owner);
    const closed = awaitClosing(there.socket);
    await colleague.post('/api/auth/logout');
    expect(await closed).toBe('io server disconnect');
    expect(there.events.map(({ name }) => name)).toEqual(['session:ended']);
    expect(mine.socket.connected).toBe(true);
  });

  it('close the socket of a member who is removed in the other', async () => {
    const colleague = await first.owner.invite('support');
    const there = await watching(first.url, colleague);
    const closed = awaitClosing(there.socket);
    const { userId } = colleague.signedIn?.user ?? {};
    expect((await inSecond(first.owner).send('delete', `/api/account/members/${userId}`)).status).toBe(200);
    expect(await closed).toBe('io server disconnect');
  });

  it('show colleagues where one is, whichever process they are at', async () => {
    const colleague = await first.owner.invite('support');
    const [here, there] = [await watching(first.url, colleague), await watching(secondUrl, first.owner)];
    await toFirst('Anybody?');
    const { id } = await first.with(who);
    here.socket.emit('inbox:presence', { conversationId: id, typing: true });
    await eventually(() =>
      expect(there.of('inbox:presence').at(-1)).toMatchObject({ conversationId: id, typing: true, name: 'Sam' }),
    );
    here.socket.disconnect();
    await eventually(() => expect(there.of('inbox:presence').at(-1)).toMatchObject({ conversationId: null }));
  });
});

describe('while Redis', () => {
  const away: [string, { break: () => unknown; mend: () => unknown }][] = [
    ['is away', { break: () => redis.kill(), mend: () => redis.start() }],
    ['hangs', { break: () => redis.hang(), mend: () => redis.goOn() }],
  ];
  it.each(away)('%s, each process serves its own browsers, and the others ask', async (_what, turn) => {
    const [here, there] = [await watching(first.url, first.owner), await watching(secondUrl, first.owner)];
    const { seq } = await first.inbox.summary();
    await turn.break();
    try {
      await toFirst('told to the first');
      await toSecond('told to the second');
      await eventually(() => {
        expect(listTexts(here)).toContain('told to the first');
        expect(listTexts(there)).toContain('told to the second');
      });
      // A browser that finds a gap, or comes back, asks; whom it asks does not matter.
      for (const inbox of [first.inbox, openInbox(inSecond(first.owner))]) {
        const { change, reset } = await inbox.changes(seq);
        expect(reset).toBe(false);
        expect(change.messages.map(readText).toSorted()).toEqual(['told to the first', 'told to the second']);
      }
      const late = await watching(secondUrl, first.owner);
      await toSecond('to one who came later');
      await eventually(() => expect(listTexts(late)).toEqual(['to one who came later']));
      const colleague = await first.owner.invite('support');
      const closed = awaitClosing((await watching(first.url, colleague)).socket);
      await colleague.post('/api/auth/logout');
      await closed;
    } finally {
      await turn.mend();
    }
    await untilJoined();
  });
});

describe('a process that starts while Redis is away', () => {
  it('serves its browsers, joins the others when Redis comes, and stops when told to', async () => {
    const later = await startRedis({ startLater: true });
    const third = await startBeside(first.api, { env: { REDIS_URL: later.url } });
    const fourth = await startBeside(first.api, { env: { REDIS_URL: later.url } });
    const [thirdUrl, fourthUrl] = [await third.listen(), await fourth.listen()];
    const [here, there] = [await watching(thirdUrl, first.owner), await watching(fourthUrl, first.owner)];
    await metaFor(third, thirdUrl).deliver(from('without Redis'));
    await eventually(() => expect(listTexts(here)).toEqual(['without Redis']));
    expect((await first.owner.get('/readyz')).status).toBe(200);
    const lonely = new Client(third.app.handler);
    const ready = await lonely.get('/readyz');
    expect([ready.status, ready.body.dependencies.redis]).toEqual([200, 'unreachable']);
    expect((await lonely.get('/metrics')).text).toContain('switchboard_redis_up 0');
    await later.start();
    await vi.waitFor(
      async () => {
        await metaFor(third, thirdUrl).deliver(from('with Redis'));
        expect(listTexts(there)).toContain('with Redis');
      },
      { timeout: 15_000, interval: 200 },
    );
    await later.kill();
    await third.stop();
    await fourth.stop();
    await later.stop();
  });

  it('and never comes stops all the same', async () => {
    const never = await startRedis({ startLater: true });
    const alone = await startBeside(first.api, { env: { REDIS_URL: never.url } });
    const here = await watching(await alone.listen(), first.owner);
    expect(here.socket.connected).toBe(true);
    await alone.stop();
    await never.stop();
  });
});
