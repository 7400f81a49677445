import {
  type AttemptDto,
  attemptPhase,
  createHandoverReply,
  type HandoverDto,
  handoverLookReply,
  startConnectReply,
} from '@switchboard/contracts';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { watch } from '../../test/sockets.js';
import { toHandoverState } from './handover.js';
import { createHandoverCookie } from './handoverCookie.js';

const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
const events = seedNumbers.acmeEvents.id;
const whatsapp = '/api/integrations/whatsapp';
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  for (const name of ['phoneNumbers', 'rateLimits']) await api.connection.collection(name).deleteMany({});
  api.sandbox.reset();
});

async function handOver(client = owner) {
  const { handover, url } = createHandoverReply.parse((await client.post(`${whatsapp}/handovers`)).body);
  return { id: handover.handoverId, token: url.split('#')[1] ?? '', url, handover };
}
const seen = async (id: string): Promise<HandoverDto> => (await owner.get(`${whatsapp}/handovers/${id}`)).body.handover;
const look = (visitor: Client, token: string) => visitor.post('/api/handover/look', { token });
const start = (visitor: Client, token: string) => visitor.post('/api/handover/start', { token });
const finish = (visitor: Client, state: string, code = api.sandbox.issueCode({ wabaIds: [acmeEvents] })) =>
  visitor.post('/api/handover/finish', { code, state });
const refusal = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
async function begun(client = owner) {
  const made = await handOver(client);
  const visitor = api.client();
  const { body } = await start(visitor, made.token);
  return { ...made, visitor, ...startConnectReply.parse(body) };
}
const rows = () => api.connection.collection('phoneNumbers').find().toArray();

describe('a hand-over link', () => {
  it('lets somebody who is not signed in connect a new number, while the one who made it watches', async () => {
    const { id, token, url, handover } = await handOver();
    expect(url).toBe(`http://localhost:3000/connect#${token}`);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(handover).toMatchObject({ state: 'waiting', createdBy: 'Olive Owner', openedAt: null, attempt: null });
    const visitor = api.client();
    const shown = handoverLookReply.parse((await look(visitor, token)).body);
    expect(shown).toMatchObject({ accountName: owner.signedIn?.account.name, createdBy: 'Olive Owner' });
    expect(await seen(id)).toMatchObject({ state: 'opened', openedAt: expect.any(String) });

    const { body: started } = await start(visitor, token);
    expect(startConnectReply.parse(started).flow).toBe('redirect');
    expect(await seen(id)).toMatchObject({ state: 'connecting', attempt: { phase: 'waiting', handoverId: id } });

    const done = await finish(visitor, started.state);
    expect([done.status, done.body.phoneNumbers]).toEqual([200, 1]);
    expect(await seen(id)).toMatchObject({ state: 'done', attempt: { phase: 'connected' } });
    expect((await owner.status()).phoneNumbers).toMatchObject([{ id: events, state: 'connected' }]);
    expect((await visitor.get('/api/handover/attempt')).body.attempt).toEqual(done.body.attempt);
  });

  it('is written down, and everybody in the account is told', async () => {
    const { visitor, state } = await begun();
    await finish(visitor, state);
    const accountId = owner.signedIn?.account.accountId;
    const log = await api.connection.collection('audit').find({ accountId }).sort({ _id: 1 }).toArray();
    expect(log).toMatchObject([
      { action: 'handover.created', actor: { name: 'Olive Owner' }, address: owner.address },
      { action: 'handover.used', address: visitor.address },
      { action: 'number.connected', phoneNumberId: events, address: visitor.address },
    ]);
    expect(log[2]).not.toHaveProperty('actor');
    expect(log[2]?.text).toContain('by the hand-over link that Olive Owner made');
    await api.app.drainEvents();
    expect(await api.connection.collection('alerts').find({ accountId }).toArray()).toMatchObject([
      { kind: 'connected', phoneNumberId: events },
    ]);
  });

  it('keeps only hashes, and sends its cookie to scripts of no page', async () => {
    const { token, visitor } = await begun();
    const stored = JSON.stringify([
      await api.connection.collection('handovers').find().toArray(),
      await api.connection.collection('connectAttempts').find().toArray(),
    ]);
    expect(stored).not.toContain(token);
    const browser = visitor.cookie?.split('=')[1] ?? '';
    expect(browser).toMatch(/^[\w-]{43}$/);
    expect(stored).not.toContain(browser);
    expect(api.logs()).not.toContain(token);
    expect(api.logs()).not.toContain(browser);
    const set: string[] = [];
    const res = { cookie: (name: string, _value: string, options: object) => set.push(name, JSON.stringify(options)) };
    const expires = new Date(0);
    for (const address of ['http://localhost:3000', 'https://switchboard.test']) {
      createHandoverCookie(address).set(res as never, 'b', expires);
    }
    expect(set).toEqual([
      'switchboard-handover',
      JSON.stringify({ httpOnly: true, secure: false, sameSite: 'lax', path: '/', expires }),
      '__Host-switchboard-handover',
      JSON.stringify({ httpOnly: true, secure: true, sameSite: 'lax', path: '/', expires }),
    ]);
  });

  it('moves the watcher’s screen', async () => {
    const watched = await watch(await api.listen(), owner);
    const { id, token } = await handOver();
    const states = () =>
      watched
        .of('connect:handover')
        .filter(({ handover }) => handover.handoverId === id)
        .map(({ handover }) => handover.state)
        .filter((state, index, all) => state !== all[index - 1]);
    const visitor = api.client();
    await look(visitor, token);
    const { body } = await start(visitor, token);
    await finish(visitor, body.state);
    await expect.poll(states).toEqual(['opened', 'connecting', 'done']);
    watched.socket.close();
  });

  it('lets the other device choose among several numbers', async () => {
    const { visitor, state, id } = await begun();
    const code = api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] });
    const { body } = await finish(visitor, state, code);
    expect(body.attempt.phase).toBe('choosing');
    expect((await seen(id)).state).toBe('connecting');
    const foreign = await api.client().post('/api/handover/choose', { phoneNumberIds: [events] });
    expect(refusal(foreign)).toEqual([403, 'handover_other_browser']);
    const chosen = await visitor.post('/api/handover/choose', { phoneNumberIds: [events] });
    expect(chosen.body.attempt).toMatchObject({ phase: 'connected', numbers: [{ phoneNumberId: events }] });
    expect(await rows()).toHaveLength(1);
  });

  it('that was left at Meta is over, and says where', async () => {
    const { visitor, state, id } = await begun();
    await visitor.post('/api/handover/cancel', { state, reason: 'closed', step: 'PERMISSIONS' });
    expect(await seen(id)).toMatchObject({
      state: 'failed',
      attempt: { phase: 'closed', problem: { details: { step: 'PERMISSIONS' } } },
    });
  });
});

describe('a link is refused', () => {
  it('used twice, also at the same moment', async () => {
    const { token } = await handOver();
    const replies = await Promise.all(Array.from({ length: 6 }, () => start(api.client(), token)));
    expect(replies.map(refusal).sort()).toEqual([[201, undefined], ...Array(5).fill([409, 'handover_used'])]);
    expect(refusal(await start(api.client(), token))).toEqual([409, 'handover_used']);
    expect(refusal(await look(api.client(), token))).toEqual([409, 'handover_used']);
    expect(
      await api.connection
        .collection('connectAttempts')
        .countDocuments({ accountId: owner.signedIn?.account.accountId }),
    ).toBe(1);
  });

  it('late', async () => {
    const { token, id } = await handOver();
    api.clock.advance(30 * 60_000);
    await owner.refresh();
    expect(refusal(await look(api.client(), token))).toEqual([410, 'handover_expired']);
    expect(refusal(await start(api.client(), token))).toEqual([410, 'handover_expired']);
    expect((await seen(id)).state).toBe('expired');
  });

  it('when nobody made it, or it was taken back', async () => {
    expect(refusal(await look(api.client(), 'x'.repeat(43)))).toEqual([410, 'handover_invalid']);
    const { token, id } = await handOver();
    const { body } = await owner.send('delete', `${whatsapp}/handovers/${id}`);
    expect(body.handover.state).toBe('cancelled');
    expect(refusal(await start(api.client(), token))).toEqual([410, 'handover_invalid']);
  });

  it('taken back after it was begun: what comes back from Meta changes nothing', async () => {
    const { id, visitor, state } = await begun();
    await owner.send('delete', `${whatsapp}/handovers/${id}`);
    expect((await seen(id)).state).toBe('cancelled');
    expect(refusal(await finish(visitor, state))).toEqual([409, 'state_used']);
    expect(await rows()).toEqual([]);
  });

  it('taken back too late stays done', async () => {
    const { id, visitor, state } = await begun();
    await finish(visitor, state);
    const { body } = await owner.send('delete', `${whatsapp}/handovers/${id}`);
    expect(body.handover.state).toBe('done');
    expect(await rows()).toHaveLength(1);
  });

  it('by somebody who is signed in to another account, by token or by cookie, at every step', async () => {
    const { token, visitor, state } = await begun();
    const stranger = await api.owner();
    const other = await handOver();
    for (const response of [await look(stranger, other.token), await start(stranger, other.token)]) {
      expect(refusal(response)).toEqual([403, 'handover_other_account']);
    }
    stranger.token = '';
    expect(refusal(await start(stranger, other.token))).toEqual([403, 'handover_other_account']);
    expect((await seen(other.id)).state).toBe('waiting');

    visitor.token = (await api.owner()).token;
    expect(refusal(await finish(visitor, state))).toEqual([403, 'handover_other_account']);
    expect(refusal(await visitor.post('/api/handover/choose', { phoneNumberIds: [events] }))).toEqual([
      ...[403, 'handover_other_account'],
    ]);
    visitor.token = owner.token;
    expect((await finish(visitor, state)).status).toBe(200);
    expect(token).not.toBe(other.token);
  });

  it('in another browser than the one that began it', async () => {
    const { state } = await begun();
    const { visitor: another } = await begun();
    for (const browser of [api.client(), another]) {
      expect(refusal(await finish(browser, state))).toEqual([403, 'handover_other_browser']);
      const left = await browser.post('/api/handover/cancel', { state, reason: 'denied' });
      expect(refusal(left)).toEqual([403, 'handover_other_browser']);
    }
    expect(refusal(await api.client().get('/api/handover/attempt'))).toEqual([403, 'handover_other_browser']);
    expect(await rows()).toEqual([]);
  });

  it('for states of ordinary attempts, and the other way round', async () => {
    const { visitor, state } = await begun();
    const ordinary = await owner.start();
    expect(refusal(await finish(visitor, ordinary.state))).toEqual([409, 'state_not_yours']);
    expect(refusal(await owner.finish({ code: api.sandbox.issueCode(), state }))).toEqual([409, 'state_not_yours']);
    expect(await rows()).toEqual([]);
  });

  it('once whoever made it is no member any more, before or after it was begun', async () => {
    const leaver = await owner.invite('support');
    const waiting = await handOver(leaver);
    const { visitor, state } = await begun(leaver);
    await owner.send('delete', `/api/account/members/${leaver.signedIn?.user.userId}`);
    expect(refusal(await start(api.client(), waiting.token))).toEqual([410, 'handover_invalid']);
    expect(refusal(await finish(visitor, state))).toEqual([410, 'handover_invalid']);
    expect(await rows()).toEqual([]);
  });

  it('once owners do not let support staff make them any more, before or after it was begun', async () => {
    const support = await owner.invite('support');
    const waiting = await handOver(support);
    const { visitor, state } = await begun(support);
    await owner.send('patch', '/api/account/permissions', { supportMayHandOver: false });
    expect(refusal(await look(api.client(), waiting.token))).toEqual([410, 'handover_invalid']);
    expect(refusal(await start(api.client(), waiting.token))).toEqual([410, 'handover_invalid']);
    expect(refusal(await finish(visitor, state))).toEqual([410, 'handover_invalid']);
    expect(await rows()).toEqual([]);
  });

  it('by pages of other sites', async () => {
    const { token } = await handOver();
    const visitor = api.client();
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.test' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null' },
    ];
    for (const headers of foreign) {
      visitor.headers = headers;
      for (const step of ['look', 'start', 'finish', 'cancel', 'choose']) {
        const response = await visitor.post(`/api/handover/${step}`, { token });
        expect([step, ...refusal(response)]).toEqual([step, 403, 'cross_site_request']);
      }
    }
  });

  it('when one address tries too many', async () => {
    const visitor = api.client();
    const replies: unknown[] = [];
    for (let count = 0; count < 21; count += 1) replies.push((await start(visitor, 'y'.repeat(43))).body.code);
    expect(replies.at(-2)).toBe('handover_invalid');
    expect(replies.at(-1)).toBe('too_many_requests');
  });
});

describe('what a watcher sees', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const ahead = new Date(now.getTime() + 1);
  const base = { handoverId: 'h', accountId: 'a', userId: 'u', tokenHash: 't', createdAt: now, expiresAt: ahead };
  it.each(attemptPhase.options)('of an attempt that is %s', (phase) => {
    const state = toHandoverState({ ...base, usedAt: now }, { phase } as AttemptDto, now);
    const expected = { connected: 'done', partial: 'done', waiting: 'connecting', working: 'connecting' } as const;
    const others = phase === 'choosing' ? 'connecting' : 'failed';
    expect(state).toBe(phase in expected ? expected[phase as keyof typeof expected] : others);
  });
  it('before and without one', () => {
    expect(toHandoverState(base, null, now)).toBe('waiting');
    expect(toHandoverState({ ...base, openedAt: now }, null, now)).toBe('opened');
    expect(toHandoverState({ ...base, expiresAt: now, openedAt: now }, null, now)).toBe('expired');
    expect(toHandoverState({ ...base, usedAt: now }, null, now)).toBe('failed');
    expect(toHandoverState({ ...base, usedAt: now, cancelledAt: now }, null, now)).toBe('cancelled');
  });
});
