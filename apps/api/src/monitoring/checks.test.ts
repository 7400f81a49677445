import { type AlertDto, alertsReply } from '@switchboard/contracts';
import { type FaultEffect, faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { webhookPath } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { impatient, type TestApi } from '../../test/harness.js';
import { startBeside, startFirst } from '../../test/instances.js';
import { days, hours, minutes, seconds } from '../platform/clock.js';

let api: TestApi;
let url: string;
let owner: Client;
const events = seedWabas.acmeEvents.id;
const eventsNumber = seedNumbers.acmeEvents.id;
const always = { times: Number.POSITIVE_INFINITY };
beforeAll(async () => {
  api = await startFirst({ graphTimeouts: impatient });
  url = await api.listen();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
  await api.app.watching.checkDue();
  await api.app.drainEvents();
});
afterEach(async () => {
  await api.app.drainEvents();
  for (const name of ['phoneNumbers', 'watchStates', 'alerts', 'numberHealth', 'notices']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
});

const row = async (phoneNumberId = eventsNumber) => {
  const found = await api.connection.collection('phoneNumbers').findOne({ phoneNumberId });
  if (!found) throw new Error('the number is not stored');
  return found;
};
const makeDue = () =>
  api.connection.collection('phoneNumbers').updateMany({}, { $set: { nextCheckAt: api.clock.now() } });
/** How often numbers were read: in a check each is read once, and its health once. */
const reads = () => api.sandbox.calls().filter((call) => call.edge === '{phone}' && call.method === 'GET').length;
const readsACheck = 2;
const fault = (edge: string, effect: FaultEffect, options: Parameters<typeof faultOn>[2] = {}) =>
  api.sandbox.faults.add(faultOn(edge, effect, options));
const check = async (one = api) => {
  await one.app.watching.checkDue();
  await one.app.drainEvents();
};
/** Newest first. */
async function listAlerts(client: Client): Promise<AlertDto[]> {
  await client.refresh();
  return alertsReply.parse((await client.get('/api/alerts')).body).alerts;
}
const kinds = async (client = owner) => (await listAlerts(client)).map(({ kind }) => kind);
const metric = async (line: RegExp) => line.exec((await api.client().get('/metrics')).text)?.[1];

describe('after a start', () => {
  it('numbers are asked about that were not asked lately, so that what is shown is so', async () => {
    const before = reads();
    await api.app.watching.askAfterStart();
    await check();
    expect(reads()).toBe(before);
    api.clock.advance(minutes(11));
    await Promise.all([api.app.watching.askAfterStart(), api.app.watching.askAfterStart()]);
    await check();
    await api.app.watching.askAfterStart();
    await check();
    expect(reads()).toBe(before + readsACheck);
  });

  it('what Meta has forgotten meanwhile is found out', async () => {
    api.sandbox.reset();
    api.clock.advance(minutes(11));
    await api.app.watching.askAfterStart();
    await check();
    await owner.refresh();
    const { body } = await owner.get('/api/integrations/whatsapp/status');
    expect([body.state, body.phoneNumbers[0].ladder[0]]).toMatchObject([
      'needs_attention',
      { rung: 'authorised', verdict: 'bad', fix: 'reconnect' },
    ]);
  });
});

describe('a check that is due', () => {
  it('is planned for a new number within a day, done once, and planned for the next day', async () => {
    const planned = (await row()).nextCheckAt;
    expect(planned.getTime() - api.clock.now().getTime()).toBeLessThanOrEqual(days(1));
    const before = reads();
    await check();
    expect(reads()).toBe(before);

    api.clock.advance(days(1));
    await check();
    await check();
    expect(reads()).toBe(before + readsACheck);
    const next = (await row()).nextCheckAt.getTime() - api.clock.now().getTime();
    expect(next).toBeGreaterThan(hours(11));
    expect(next).toBeLessThan(hours(37));
  });

  it('is done by one of two processes that look at the same moment', async () => {
    const other = await startBeside(api, { graphTimeouts: impatient });
    await owner.connect(api.sandbox.issueCode());
    await api.app.drainEvents();
    await check();
    const held = await api.connection.collection('phoneNumbers').countDocuments({ isActive: true });
    expect(held).toBeGreaterThan(2);
    api.sandbox.world.updateNumber(eventsNumber, { qualityRating: 'RED' });
    for (let round = 1; round <= 3; round += 1) {
      await makeDue();
      const before = reads();
      await Promise.all([api.app.watching.checkDue(), other.app.watching.checkDue()]);
      expect(reads() - before).toBe(held * readsACheck);
    }
    await Promise.all([api.app.drainEvents(), other.app.drainEvents()]);
    expect((await kinds()).filter((kind) => kind === 'quality_changed')).toHaveLength(1);
    await other.stop();
  });

  it('comes a day, and an hour, before the token expires, also for one that is connected late in the day', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [events], tokenExpiresInSeconds: days(2) / 1000 }));
    await api.app.drainEvents();
    const expiresAt = (await row()).token.expiresAt.getTime();
    const leads: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const { nextCheckAt } = await row();
      leads.push(expiresAt - nextCheckAt.getTime());
      api.clock.advance(nextCheckAt.getTime() - api.clock.now().getTime() + 1);
      await check();
    }
    expect(leads).toEqual(expect.arrayContaining([days(1), hours(1), -minutes(1)]));
    expect(await kinds()).toEqual(['access_lost', 'access_ending', 'access_ending', 'connected']);
  });

  it('uses nothing of what people may ask', async () => {
    for (let count = 0; count < 40; count += 1) {
      await makeDue();
      await check();
      api.clock.advance(minutes(3));
    }
    await owner.refresh();
    expect((await owner.post('/api/integrations/whatsapp/check', {})).status).toBe(200);
  });

  it('does not hold up the others when a number is gone between', async () => {
    await owner.connect(api.sandbox.issueCode());
    await check();
    await makeDue();
    fault('debug_token', { kind: 'delay', ms: 300 }, { ...always });
    const running = api.app.watching.checkDue();
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [eventsNumber] });
    await running;
    await check();
    const rows = await api.connection.collection('phoneNumbers').find({ isActive: true }).toArray();
    expect(rows.length).toBeGreaterThan(1);
    for (const one of rows) expect(one.nextCheckAt.getTime()).toBeGreaterThan(api.clock.now().getTime());
  });
});

describe('an answer of Meta', () => {
  it('that is bad is told once, however often it is heard', async () => {
    api.sandbox.revokeToken(api.sandbox.tokens().at(-1)?.token ?? '');
    for (let count = 0; count < 3; count += 1) {
      await makeDue();
      await check();
      api.clock.advance(hours(1));
    }
    expect(await kinds()).toEqual(['access_lost', 'connected']);
    expect((await listAlerts(owner))[0]).toMatchObject({ tone: 'bad', phoneNumberId: eventsNumber, seen: false });
  });

  it.each<[string, FaultEffect]>([
    ['is a web page', { kind: 'html' }],
    ['is broken', { kind: 'bad_json' }],
    ['never comes', { kind: 'hang' }],
    ['is a limit', { kind: 'error', code: 80007 }],
  ])('that %s changes nothing, tells nobody, and is asked for again within the hour', async (_what, effect) => {
    fault('*', effect, always);
    await makeDue();
    await check();
    expect(await kinds()).toEqual(['connected']);
    expect((await row()).nextCheckAt.getTime() - api.clock.now().getTime()).toBeLessThanOrEqual(hours(1));
    expect((await owner.status()).state).toBe('connected');
  });

  it('that comes late does not undo a newer one, and is not told', async () => {
    api.sandbox.world.updateNumber(eventsNumber, { qualityRating: 'RED' });
    fault('{phone}', { kind: 'delay', ms: 1_000 }, { method: 'GET', afterProcessing: true, times: readsACheck });
    await makeDue();
    const before = reads();
    const slow = api.app.watching.checkDue();
    await eventually(() => expect(reads()).toBe(before + readsACheck));
    api.sandbox.world.updateNumber(eventsNumber, { qualityRating: 'GREEN' });
    api.clock.advance(seconds(1));
    await makeDue();
    await check();
    await slow;
    await api.app.drainEvents();
    expect((await owner.status()).phoneNumbers[0]?.quality).toBe('HIGH');
    expect(await kinds()).toEqual(['connected']);
  });
});

describe('what was decided to be told', () => {
  it('by a process that died before it told it is told by another, once', async () => {
    const alert = { kind: 'number_trouble', tone: 'bad', title: 'The number has a problem', text: 'It was banned.' };
    const { modifiedCount } = await api.connection
      .collection('watchStates')
      // As a look writes it: with the next revision.
      .updateOne(
        { phoneNumberId: eventsNumber },
        { $set: { pending: [alert], lookAt: api.clock.now() }, $inc: { revision: 1 } },
      );
    expect(modifiedCount).toBe(1);
    const other = await startBeside(api);
    other.clock.advance(api.clock.now().getTime() - other.clock.now().getTime() + seconds(1));
    api.clock.advance(seconds(1));
    await Promise.all([api.app.watching.lookDue(), other.app.watching.lookDue()]);
    await api.app.watching.lookDue();
    expect(await kinds()).toEqual(['number_trouble', 'connected']);
    await other.stop();
  });
});

describe('the metrics', () => {
  it('say how many numbers are in which state, and what was told', async () => {
    await api.app.watching.countNumbers();
    expect(await metric(/switchboard_numbers\{state="connected"\} (\d+)/)).toBe('1');
    expect(await metric(/switchboard_numbers\{state="needs_attention"\} (\d+)/)).toBeUndefined();
    api.sandbox.revokeToken(api.sandbox.tokens().at(-1)?.token ?? '');
    await makeDue();
    await check();
    await api.app.watching.countNumbers();
    expect(await metric(/switchboard_numbers\{state="connected"\} (\d+)/)).toBeUndefined();
    expect(await metric(/switchboard_numbers\{state="needs_attention"\} (\d+)/)).toBe('1');
    expect(Number(await metric(/switchboard_alerts_total\{kind="access_lost"\} (\d+)/))).toBeGreaterThan(0);
  });
});

describe('what Meta says about an account', () => {
  const say = async (field: string, value: Record<string, string>) => {
    await api.sandbox.accountEvent({ wabaId: events, field, value });
    await api.sandbox.webhooksIdle();
    await api.app.drainDeliveries();
  };
  beforeEach(() => api.sandbox.setWebhookTarget({ url: `${url}${webhookPath}` }));

  it('makes its numbers be asked about at once, and tells what is found', async () => {
    api.sandbox.world.updateNumber(eventsNumber, { status: 'BANNED' });
    api.clock.advance(minutes(2));
    await say('account_update', { event: 'DISABLED_UPDATE' });
    await check();
    expect(await kinds()).toEqual(['number_trouble', 'account_event', 'connected']);
  });
});

describe('the limits of Meta', () => {
  it('postpone the checks of a WABA that Meta says is nearly used up, and of no other', async () => {
    await owner.connect(api.sandbox.issueCode());
    await check();
    const token = api.sandbox.tokens().at(-1)?.token ?? '';
    // Without a registered number Meta allows 200 calls an hour.
    api.sandbox.world.updateNumber(eventsNumber, { platformType: 'NOT_APPLICABLE' });
    const ask = () =>
      fetch(`${api.sandbox.url}/v26.0/${events}`, { headers: { Authorization: `Bearer ${token}` } }).then((answer) =>
        answer.arrayBuffer(),
      );
    for (let count = 0; count < 192; count += 1) await ask();
    await makeDue();
    await check();
    const before = api.sandbox.calls().length;
    await makeDue();
    await check();
    const asked = api.sandbox.calls().slice(before);
    expect(asked.map((call) => call.phoneId)).toContain(seedNumbers.acmeFlowers.id);
    expect(asked.map((call) => call.phoneId)).not.toContain(eventsNumber);
    expect((await row()).nextCheckAt.getTime() - api.clock.now().getTime()).toBeLessThanOrEqual(minutes(10));
  });

  it('are kept by counting as well: one WABA is not asked about more than so often an hour', async () => {
    const before = reads();
    for (let count = 0; count < 60; count += 1) {
      await makeDue();
      await check();
    }
    // A hundred calls an hour, and three a check.
    expect(reads() - before).toBeLessThanOrEqual(33 * readsACheck);
    expect(Number(await metric(/switchboard_number_checks_total\{result="postponed"\} (\d+)/))).toBeGreaterThan(0);
  });
});
