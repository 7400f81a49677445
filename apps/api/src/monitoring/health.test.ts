import { type AlertDto, alertsReply, type HealthReply, healthReply } from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, became, type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { getAccountId, openInbox } from '../../test/inbox.js';
import { days, hours, later, minutes } from '../platform/clock.js';
import { toDay } from './health.js';

let api: TestApi;
let meta: Meta;
let owner: Client;
const number = acmeNumber.id;

beforeAll(async () => {
  api = await startApi();
  meta = metaFor(api, await api.listen());
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
  await api.app.drainEvents();
});
afterEach(async () => {
  await api.app.drainEvents();
  for (const name of [
    ...['phoneNumbers', 'watchStates', 'alerts', 'numberHealth', 'messages', 'conversations', 'inboxChanges'],
    'deliveries',
  ]) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
});

const history = (query = '', client = owner) =>
  client.get(`/api/integrations/whatsapp/numbers/${number}/health${query}`);
const read = async (query = ''): Promise<HealthReply> => {
  await owner.refresh();
  return healthReply.parse((await history(query)).body);
};
const toSeconds = (at: Date) => Math.floor(at.getTime() / 1000);
const hear = (at: Date) => meta.deliver(said('Hello', { at: toSeconds(at) }));
/** So many messages to a customer who has just written, sent. @returns their ids at Meta. */
async function write(client: Client, count: number): Promise<string[]> {
  await client.refresh();
  await hear(api.clock.now());
  const [conversation] = await openInbox(client).conversations();
  const chat = `/api/conversations/${conversation?.id}/messages`;
  for (let sent = 0; sent < count; sent += 1) {
    await client.post(chat, { clientId: crypto.randomUUID(), type: 'text', text: `Answer ${sent}` });
  }
  await api.app.runDueSending();
  const ours = { accountId: getAccountId(client), direction: 'out' };
  const rows = await api.connection.collection('messages').find(ours).sort({ sortKey: 1 }).toArray();
  return rows.slice(-count).map(({ wamid }) => wamid);
}
async function countedToday(client = owner) {
  await client.refresh();
  await api.app.watching.countAndListen();
  const { days: points } = healthReply.parse((await history('', client)).body);
  const { sent, delivered, failed } = points.at(-1) ?? {};
  return { sent, delivered, failed };
}
async function check(): Promise<void> {
  await owner.refresh();
  await owner.post('/api/integrations/whatsapp/check', {});
  await api.app.drainEvents();
}
/** The next noon: then everything of these tests is of one day. */
async function goToNoon(): Promise<Date> {
  const now = api.clock.now();
  const noon = new Date(`${toDay(later(now, hours(13)))}T12:00:00Z`);
  api.clock.advance(later(noon, days(1)).getTime() - now.getTime());
  return later(noon, days(1));
}

describe('the history of a number', () => {
  it('begins with the day it was connected, with what Meta says of it', async () => {
    const { days: points, changes } = await read();
    expect(points).toMatchObject([
      {
        day: toDay(api.clock.now()),
        quality: 'HIGH',
        messagingLimit: 'TIER_250',
        nameStatus: 'APPROVED',
        numberStatus: 'CONNECTED',
        received: 0,
      },
    ]);
    expect(changes).toEqual([]);
  });

  it('has every change once, newest first, and a point for every day', async () => {
    await check();
    api.clock.advance(days(1));
    api.sandbox.world.updateNumber(number, { qualityRating: 'RED' });
    await check();
    await check();
    api.clock.advance(days(2));
    api.sandbox.world.updateNumber(number, { qualityRating: 'YELLOW' });
    await check();
    const { days: points, changes } = await read();
    expect(points.map(({ quality }) => quality)).toEqual(['HIGH', 'LOW', null, 'MEDIUM']);
    expect(changes.map(({ what, from, to }) => [what, from, to])).toEqual([
      ['quality', 'LOW', 'MEDIUM'],
      ['quality', 'HIGH', 'LOW'],
    ]);
    expect((await read('?days=2')).days).toHaveLength(2);
  });

  it('counts what was received, each once however often it counts, by the hour', async () => {
    const noon = await goToNoon();
    const yesterday = later(noon, -days(1));
    await hear(yesterday);
    for (const minute of [5, 15, 65]) await hear(later(noon, -minutes(minute)));
    await api.app.watching.countAndListen();
    await api.app.watching.countAndListen();
    const { days: points } = await read();
    expect(points.find(({ day }) => day === toDay(noon))).toMatchObject({ received: 3 });
    const row = await api.connection.collection('numberHealth').findOne({ phoneNumberId: number, day: toDay(noon) });
    expect(row?.hours).toMatchObject({ 10: 1, 11: 2, 12: 0 });
  });

  it('counts what was sent, delivered and failed by what became of each message in the end', async () => {
    await goToNoon();
    const [quiet = '', gone = '', there = '', seen = '', refused = ''] = await write(owner, 5);
    expect(await countedToday()).toEqual({ sent: 5, delivered: 0, failed: 0 });
    await meta.deliver(
      became(gone, 'sent'),
      // Out of order, twice, and one of a message that nobody here has sent.
      ...['read', 'delivered', 'sent', 'delivered'].map((status) => became(there, status)),
      became(seen, 'read'),
      became(refused, 'failed', { more: { errors: [{ code: 131026, title: 'Undeliverable' }] } }),
      became(newWamid(), 'delivered'),
    );
    const counted = { sent: 4, delivered: 2, failed: 1 };
    expect(await countedToday()).toEqual(counted);

    await meta.deliver(became(there, 'delivered'), became(seen, 'sent'), became(seen, 'read'));
    expect(await countedToday()).toEqual(counted);
    await meta.deliver(became(quiet, 'delivered'), became(gone, 'delivered'));
    expect(await countedToday()).toEqual({ sent: 4, delivered: 4, failed: 1 });
  });

  it('counts a status that comes after midnight for the day of its message', async () => {
    const noon = await goToNoon();
    api.clock.advance(hours(11.5));
    const [message = ''] = await write(owner, 1);
    await api.app.watching.countAndListen();
    api.clock.advance(hours(1));
    await meta.deliver(became(message, 'delivered'));
    await api.app.watching.countAndListen();
    const { days: points } = await read();
    expect(points.slice(-2)).toMatchObject([
      { day: toDay(noon), sent: 1, delivered: 1 },
      { day: toDay(later(noon, days(1))), sent: 0, delivered: 0 },
    ]);
  });

  it('counts nothing of another account, not even of the same number', async () => {
    await goToNoon();
    const [before = ''] = await write(owner, 1);
    await meta.deliver(became(before, 'delivered'));
    expect(await countedToday()).toEqual({ sent: 1, delivered: 1, failed: 0 });

    await owner.refresh();
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
    expect(await countedToday(other)).toEqual({ sent: 0, delivered: 0, failed: 0 });
    const [after = ''] = await write(other, 1);
    await meta.deliver(became(after, 'failed', { more: { errors: [{ code: 131026, title: 'Undeliverable' }] } }));
    expect(await countedToday(other)).toEqual({ sent: 0, delivered: 0, failed: 1 });
    expect(await countedToday(owner)).toEqual({ sent: 1, delivered: 1, failed: 0 });
  });

  it('counts yesterday once more after midnight, for what came late', async () => {
    const noon = await goToNoon();
    const midnight = later(noon, hours(12));
    api.clock.advance(hours(13));
    await hear(later(midnight, -minutes(10)));
    await hear(later(midnight, minutes(10)));
    await api.app.watching.countAndListen();
    const { days: points } = await read();
    expect(points.slice(-2).map(({ received }) => received)).toEqual([1, 1]);
  });

  it.each(['?days=0', '?days=401', '?days=many', '?days=7&more=1'])('is not told for %s', async (query) => {
    expect((await history(query)).status).toBe(400);
  });

  it('of another account’s number, or of nobody’s, is not found', async () => {
    const stranger = await api.owner();
    expect((await history('', stranger)).status).toBe(404);
    expect((await owner.get('/api/integrations/whatsapp/numbers/799/health')).status).toBe(404);
    expect((await owner.get('/api/integrations/whatsapp/numbers/not-digits/health')).status).toBe(404);
  });

  it('is kept for 400 days', async () => {
    api.clock.advance(days(399));
    await api.app.sweep();
    expect(await api.connection.collection('numberHealth').countDocuments({ phoneNumberId: number })).toBe(1);
    api.clock.advance(days(3));
    await api.app.sweep();
    expect(await api.connection.collection('numberHealth').countDocuments({ phoneNumberId: number })).toBe(0);
  });
});

describe('the silence watch', () => {
  let heardAt: Date;
  /** Four weeks in which twelve an hour came, day and night. */
  async function learn(): Promise<void> {
    const now = api.clock.now();
    const rows = Array.from({ length: 29 }, (_, back) => {
      const day = toDay(later(now, -days(back + 1)));
      const accountId = getAccountId(owner);
      return {
        _id: `${accountId}/${number}/${day}` as never,
        accountId,
        phoneNumberId: number,
        day,
        hours: Array(24).fill(12),
      };
    });
    await api.connection.collection('phoneNumbers').updateMany({}, { $set: { connectedAt: later(now, -days(40)) } });
    await api.connection.collection('numberHealth').deleteMany({});
    await api.connection.collection('numberHealth').insertMany(rows);
  }
  const listen = async () => {
    await api.app.watching.countAndListen();
    await api.app.drainEvents();
  };
  const rhythm = async () => {
    await owner.refresh();
    return (await owner.status()).phoneNumbers.find(({ id }) => id === number)?.rhythm;
  };
  const told = async (): Promise<AlertDto[]> => {
    await owner.refresh();
    const { alerts } = alertsReply.parse((await owner.get('/api/alerts')).body);
    return alerts.filter(({ phoneNumberId, kind }) => phoneNumberId === number && kind !== 'connected');
  };
  beforeEach(async () => {
    await goToNoon();
    await owner.refresh();
    await learn();
    heardAt = api.clock.now();
    await hear(heardAt);
    await listen();
  });

  it('knows how often the number is written to', async () => {
    expect(await rhythm()).toEqual({ usualPerHour: 12, quietSince: null });
    expect(await told()).toEqual([]);
  });

  it('tells a silence once, after asking Meta, and once that it is over', async () => {
    api.clock.advance(minutes(50));
    await listen();
    expect((await rhythm())?.quietSince).toBeNull();

    api.clock.advance(minutes(130));
    const asked = api.sandbox.calls().length;
    await listen();
    expect(api.sandbox.calls().length).toBeGreaterThan(asked);
    expect(await rhythm()).toEqual({ usualPerHour: 12, quietSince: new Date(toSeconds(heardAt) * 1000).toISOString() });
    expect(await told()).toMatchObject([{ kind: 'silence', tone: 'warn' }]);
    expect((await told())[0]?.text).toContain('No message for 3 h, usually 12 an hour at this time.');

    api.clock.advance(hours(2));
    await listen();
    expect(await told()).toHaveLength(1);

    await hear(api.clock.now());
    await listen();
    expect((await told()).map(({ kind }) => kind)).toEqual(['silence_over', 'silence']);
    expect((await rhythm())?.quietSince).toBeNull();
  });

  it('tells the cause instead, where Meta knows it', async () => {
    for (const { token } of api.sandbox.tokens()) api.sandbox.revokeToken(token);
    api.clock.advance(hours(3));
    await listen();
    expect((await told()).map(({ kind }) => kind)).toEqual(['access_lost']);
  });

  it('is told also when Meta gives no clear answer, and nothing else is', async () => {
    api.clock.advance(hours(3));
    api.sandbox.faults.add(faultOn('*', { kind: 'html' }, { times: Number.POSITIVE_INFINITY }));
    await listen();
    expect((await told()).map(({ kind }) => kind)).toEqual(['silence']);
  });
});
