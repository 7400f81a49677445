import {
  type ConnectionHistoryEntry,
  connectionHistoryReply,
  errorCatalogue,
  funnelReply,
  unknownCodesReply,
} from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { eventually } from '../../test/eventually.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { computeMedian } from './funnel.service.js';

let api: TestApi;
let owner: Client;
const operatorToken = 'operator-token-of-the-tests-0123456789';
beforeAll(async () => {
  api = await startApi({ env: { OPERATOR_TOKEN: operatorToken } });
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  await api.connection.collection('connectAttempts').deleteMany({});
  api.sandbox.reset();
  owner = await api.owner();
});

const whatsapp = '/api/integrations/whatsapp';
const acme = seedNumbers.acmeFlowers.id;
async function readHistory(client: Client): Promise<ConnectionHistoryEntry[]> {
  const found: ConnectionHistoryEntry[] = [];
  for (let before = ''; ; ) {
    const page = connectionHistoryReply.parse(
      (await client.get(`${whatsapp}/story${before && `?before=${before}`}`)).body,
    );
    found.push(...page.entries);
    if (!page.next) return found;
    before = page.next;
  }
}
const tell = (rows: { at: Date; storyId: string }[]) =>
  api.connection.collection('story').insertMany(
    rows.map((row) => ({
      ...row,
      accountId: owner.signedIn?.account.accountId,
      kind: 'fix',
      by: 'Switchboard',
      title: 'A fix',
      text: '',
      phoneNumberIds: [],
    })),
  );

describe('the story', () => {
  it('tells what was pressed to find out and to mend, by whom, and what came of it', async () => {
    await owner.connect(api.sandbox.issueCode());
    const support = await owner.invite('support');
    await support.post(`${whatsapp}/check`, { phoneNumberIds: [acme] });
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST' }));
    await owner.post(`${whatsapp}/subscribe`, { phoneNumberIds: [acme] });
    await owner.post(`${whatsapp}/doctor`, { phoneNumberIds: [acme] });
    const told = await eventually(async () => {
      const entries = (await readHistory(owner)).filter(({ kind }) => kind === 'fix' || kind === 'doctor');
      expect(entries).toHaveLength(3);
      return entries;
    });
    expect(told).toMatchObject([
      { kind: 'doctor', by: 'Olive Owner', title: 'Everything was checked', text: expect.stringMatching(/^Found: /) },
      {
        ...{ kind: 'fix', by: 'Olive Owner', title: 'Webhooks switched on: not finished', phoneNumberIds: [acme] },
        fbtraceId: expect.stringMatching(/.+/),
      },
      { kind: 'fix', by: 'Sam', title: 'Asked Meta', text: 'It worked.', durationMs: expect.any(Number) },
    ]);
  });

  it('keeps Meta’s trace id of a check that got no clear answer', async () => {
    await owner.connect(api.sandbox.issueCode());
    api.sandbox.faults.add(
      faultOn('{waba}/subscribed_apps', { kind: 'error', code: 80007 }, { method: 'GET', times: 9 }),
    );
    await owner.post(`${whatsapp}/check`, { phoneNumberIds: [acme] });
    const [told] = await eventually(async () => {
      const entries = (await readHistory(owner)).filter(({ kind }) => kind === 'fix');
      expect(entries).toHaveLength(1);
      return entries;
    });
    expect(told).toMatchObject({
      title: 'Asked Meta: not finished',
      text: `${errorCatalogue.meta_rate_limited.title}.`,
      fbtraceId: expect.stringMatching(/.+/),
    });
  });

  it('tells attempts and what was done, with who, how long, where it stopped and Meta’s trace id', async () => {
    const denied = await owner.start();
    await owner.post(`${whatsapp}/oauth/cancel`, { state: denied.state, reason: 'denied', error: 'access_denied' });
    api.sandbox.faults.add(
      faultOn('{waba}/phone_numbers', { kind: 'error', code: 100, httpStatus: 400 }, { times: 9 }),
    );
    const { state } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode(), state });
    api.sandbox.faults.clear();
    await owner.connect(api.sandbox.issueCode());
    await owner.post(`${whatsapp}/disconnect`, { phoneNumberIds: [acme] });
    await owner.post(`${whatsapp}/disconnect/undo`, { phoneNumberIds: [acme] });
    const support = await owner.invite('support');
    await support.post(`${whatsapp}/disconnect`, { way: 'pause', phoneNumberIds: [acme] });
    await support.post(`${whatsapp}/resume`, { phoneNumberIds: [acme] });

    const story = await readHistory(owner);
    expect(story.map(({ kind, by }) => [kind, by])).toEqual([
      ['resumed', 'Sam'],
      ['paused', 'Sam'],
      ['undone', 'Olive Owner'],
      ['disconnected', 'Olive Owner'],
      ['attempt', 'Olive Owner'],
      ['attempt', 'Olive Owner'],
      ['attempt', 'Olive Owner'],
    ]);
    const [connected, failed, cancelled] = story.slice(4);
    expect(connected).toMatchObject({
      attempt: { phase: 'connected', stoppedAt: null },
      phoneNumberIds: [acme, seedNumbers.acmeSecond.id],
    });
    expect(connected?.durationMs).toBeGreaterThanOrEqual(0);
    expect(failed).toMatchObject({
      fbtraceId: expect.stringMatching(/.+/),
      attempt: { phase: 'failed', stoppedAt: 'numbers' },
    });
    expect(cancelled).toMatchObject({
      attempt: { phase: 'denied', stoppedAt: 'Meta’s window', code: 'connect_denied' },
    });
    expect(story).toEqual(await readHistory(support));
    expect(await readHistory(await api.owner())).toEqual([]);
  });

  it('shows the screen of Meta’s window on which somebody stopped', async () => {
    const { attemptId } = await owner.start();
    const problem = { code: 'connect_closed', message: '', details: { step: 'PHONE_NUMBER_SETUP' } };
    await api.connection.collection('connectAttempts').updateOne({ attemptId }, { $set: { phase: 'closed', problem } });
    expect((await readHistory(owner))[0]?.attempt?.stoppedAt).toBe('PHONE_NUMBER_SETUP');
  });

  it('read page by page has everything once, also at the same moment, and whatever is told meanwhile', async () => {
    const at = new Date('2026-11-20T10:00:00.000Z');
    const many = Array.from({ length: 120 }, (_, index) => ({
      at: new Date(at.getTime() + Math.floor(index / 40)),
      storyId: `sto_${owner.signedIn?.account.accountId}_${String(index).padStart(3, '0')}`,
    }));
    await tell(many);
    for (let count = 0; count < 5; count += 1) await owner.start();
    await api.connection
      .collection('connectAttempts')
      .updateMany(
        { accountId: owner.signedIn?.account.accountId },
        { $set: { createdAt: new Date(at.getTime() + 1) } },
      );
    const whole = await readHistory(owner);
    expect(whole).toHaveLength(125);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(125);
    const order = whole.map((entry) => `${entry.at} ${entry.id}`);
    expect(order).toEqual(order.toSorted().toReversed());

    const first = connectionHistoryReply.parse((await owner.get(`${whatsapp}/story`)).body);
    await tell([{ at: new Date('2026-11-21T00:00:00.000Z'), storyId: `sto_${at.getTime()}_later` }]);
    const second = connectionHistoryReply.parse((await owner.get(`${whatsapp}/story?before=${first.next}`)).body);
    expect(second.entries.map(({ id }) => id)).toEqual(whole.slice(50, 100).map(({ id }) => id));
  });

  it.each(['nonsense', '1', '1.', '.x', '$ne', 'x'.repeat(101), '1.a%00'])('refuses the cursor %j', async (before) => {
    const response = await owner.get(`${whatsapp}/story?before=${encodeURIComponent(before)}`);
    expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('the operator', () => {
  const get = (path: string, token?: string) => {
    const call = request(api.app.handler).get(`/api/operator/${path}`);
    return token === undefined ? call : call.set('Authorization', `Bearer ${token}`);
  };

  it('sees how far attempts came and where the others stopped', async () => {
    await owner.connect(api.sandbox.issueCode());
    const other = await api.owner();
    for (const reason of ['denied', 'denied', 'closed'] as const) {
      const { state } = await other.start();
      await other.post(`${whatsapp}/oauth/cancel`, { state, reason });
    }
    const { state } = await other.start();
    await other.finish({ code: 'not-a-code', state });
    await other.start();
    const old = await other.start();
    await api.connection
      .collection('connectAttempts')
      .updateOne({ attemptId: old.attemptId }, { $set: { createdAt: new Date(Date.now() - 31 * 86_400_000) } });
    const funnel = funnelReply.parse((await get('funnel', operatorToken)).body);
    expect(funnel).toMatchObject({ days: 30, started: 6, cameBack: 2, exchanged: 1, connected: 1, partial: 0 });
    expect(funnel.stoppedAt).toEqual([
      { where: 'connect_denied', count: 2 },
      { where: 'code_invalid', count: 1 },
      { where: 'connect_closed', count: 1 },
    ]);
    expect(funnel.medianSeconds).toBeGreaterThanOrEqual(0);
    expect((await get('funnel?days=40', operatorToken)).body).toMatchObject({ started: 7 });
    for (const days of ['0', '366', 'x', '1.5', '']) {
      expect((await get(`funnel?days=${days}`, operatorToken)).status).toBe(400);
    }
  });

  it('sees the codes that nobody here has words for', async () => {
    const seen = new Date();
    await api.connection.collection('unknownCodes').insertOne({
      kind: 'error',
      code: '999123',
      sample: 'A new thing',
      count: 3,
      firstSeen: seen,
      lastSeen: seen,
    });
    const { codes } = unknownCodesReply.parse((await get('unknown-codes', operatorToken)).body);
    expect(codes).toContainEqual({
      kind: 'error',
      code: '999123',
      sample: 'A new thing',
      count: 3,
      firstSeen: seen.toISOString(),
      lastSeen: seen.toISOString(),
    });
  });

  it('is nobody without the token: no person of any account, and nobody where none is set', async () => {
    for (const token of [undefined, '', 'x', `${operatorToken}x`, operatorToken.slice(1), owner.token]) {
      for (const path of ['funnel', 'unknown-codes']) {
        const response = await get(path, token);
        expect([response.status, response.body.code]).toEqual([404, 'not_found']);
      }
    }
    const without = await startApi();
    const response = await request(without.app.handler)
      .get('/api/operator/funnel')
      .set('Authorization', `Bearer ${operatorToken}`);
    expect(response.status).toBe(404);
    await without.stop();
  });
});

describe('the median', () => {
  it.each([
    [[], null],
    [[5], 5],
    [[9, 1], 5],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %j', (values, expected) => {
    expect(computeMedian(values)).toBe(expected);
  });
});
