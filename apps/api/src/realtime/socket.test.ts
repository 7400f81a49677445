import type { AttemptDto } from '@switchboard/contracts';
import { seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { eventually } from '../../test/eventually.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { awaitClosing, awaitOutcome, fetchTicket, socketTo, type Watched, watch } from '../../test/sockets.js';
import { days, seconds } from '../platform/clock.js';

let api: TestApi;
let url: string;
let owner: Client;
const open: Watched[] = [];
beforeAll(async () => {
  api = await startApi();
  url = await api.listen();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  for (const { socket } of open.splice(0)) socket.disconnect();
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const events = seedWabas.acmeEvents.id;
async function watching(client: Client): Promise<Watched> {
  const watched = await watch(url, client);
  open.push(watched);
  return watched;
}
async function tryWith(options: Parameters<typeof socketTo>[1]): Promise<string> {
  const socket = socketTo(url, options);
  const outcome = await awaitOutcome(socket);
  socket.disconnect();
  return outcome;
}

describe('a ticket', () => {
  it('opens one socket, once', async () => {
    const ticket = await fetchTicket(owner);
    expect(await tryWith({ auth: { ticket } })).toBe('connected');
    expect(await tryWith({ auth: { ticket } })).toBe('not_signed_in');
  });

  it('used five times at once opens one socket', async () => {
    const ticket = await fetchTicket(owner);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => tryWith({ auth: { ticket } })));
    expect(outcomes.filter((outcome) => outcome === 'connected')).toHaveLength(1);
  });

  it('is too late after half a minute', async () => {
    const ticket = await fetchTicket(owner);
    api.clock.advance(seconds(30));
    expect(await tryWith({ auth: { ticket } })).toBe('not_signed_in');
  });

  it('of a session that ended since then opens nothing', async () => {
    const ticket = await fetchTicket(owner);
    await owner.post('/api/auth/logout');
    expect(await tryWith({ auth: { ticket } })).toBe('not_signed_in');
  });

  it('is kept as a hash only', async () => {
    const ticket = await fetchTicket(owner);
    expect(JSON.stringify(await api.connection.collection('socketTickets').find().toArray())).not.toContain(ticket);
    expect(api.logs()).not.toContain(ticket);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['no ticket', () => ({})],
    ['an empty one', () => ({ ticket: '' })],
    ['one that nobody made', () => ({ ticket: 'x'.repeat(43) })],
    ['an operator', () => ({ ticket: { $ne: null } })],
    ['a list', () => ({ ticket: ['x'.repeat(43)] })],
    ['the access token', () => ({ ticket: owner.token, token: owner.token })],
    ['the refresh token', () => ({ ticket: owner.cookie?.split('=')[1] })],
  ])('cannot be %s', async (_what, auth) => {
    expect(await tryWith({ auth: auth() })).toBe('not_signed_in');
  });
});

describe('the origin of a socket', () => {
  it.each(['https://evil.test', 'null', 'http://localhost:3001', 'http://localhost:3000.evil.test', null])(
    'must be the web’s own: %s is refused, and the ticket is not used up',
    async (origin) => {
      const ticket = await fetchTicket(owner);
      expect(await tryWith({ auth: { ticket }, origin })).not.toBe('connected');
      expect(await tryWith({ auth: { ticket } })).toBe('connected');
    },
  );

  it('does not matter when the transport is not a socket: there is no other one', async () => {
    expect(await tryWith({ auth: { ticket: await fetchTicket(owner) }, transports: ['polling'] })).not.toBe(
      'connected',
    );
  });
});

describe('while a number is connected', () => {
  it('its steps arrive in order, until the one that is the answer', async () => {
    const { of } = await watching(owner);
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
    await eventually(() => expect(of('connect:attempt').at(-1)?.attempt.phase).toBe('connected'));
    const attempts = of('connect:attempt').map(({ attempt }) => attempt);
    const revisions = attempts.map((attempt) => attempt.revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
    expect(attempts.length).toBeGreaterThan(2);
    expect(attempts.some((attempt) => attempt.phase === 'working')).toBe(true);
    expect(attempts.at(-1)).toEqual(reply.attempt);
    const doneBy = (attempt: AttemptDto) => attempt.steps.filter((step) => step.state === 'done').length;
    for (const [index, attempt] of attempts.entries()) {
      const before = attempts[index - 1];
      if (before) expect(doneBy(attempt)).toBeGreaterThanOrEqual(doneBy(before));
    }
    await eventually(() => expect(of('numbers:changed').length).toBeGreaterThan(0));
  });

  it('everybody of the account hears it, and nobody of any other account hears anything', async () => {
    const support = await watching(await owner.invite('support'));
    const stranger = await api.owner();
    const foreign = await watching(stranger);
    const mine = await watching(owner);
    await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
    await owner.post('/api/integrations/whatsapp/check', {});
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    // The stranger's own event comes after all of the others on the same server: what was to arrive has arrived.
    await stranger.post('/api/integrations/whatsapp/check', {});
    await eventually(() => expect(foreign.of('numbers:changed')).toHaveLength(1));
    expect(foreign.events.map((event) => event.name)).toEqual(['numbers:changed']);
    await eventually(() => {
      expect(mine.of('numbers:changed').length).toBeGreaterThanOrEqual(3);
      expect(support.events).toEqual(mine.events);
    });
  });

  it('no event carries a token, a code or a state', async () => {
    const watched = await watching(owner);
    const secret = `EAA${'s'.repeat(60)}`;
    const code = api.sandbox.issueCode({ wabaIds: [events], tokenValue: secret });
    const { state } = await owner.start();
    await owner.finish({ code, state });
    await eventually(() => expect(watched.of('numbers:changed').length).toBeGreaterThan(0));
    const heard = JSON.stringify(watched.events);
    for (const hidden of [secret, code, state, 'v1.k1.']) expect(heard).not.toContain(hidden);
  });
});

describe('a socket', () => {
  it('is closed at once by logging out, with a word why', async () => {
    const watched = await watching(owner);
    const closed = awaitClosing(watched.socket);
    await owner.post('/api/auth/logout');
    expect(await closed).toBe('io server disconnect');
    expect(watched.events.map((event) => event.name)).toEqual(['session:ended']);
  });

  it('of another session of the same person stays, until the password is changed', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(owner.signedIn?.user.email ?? '');
    const [mine, other] = [await watching(owner), await watching(elsewhere)];
    const otherClosed = awaitClosing(other.socket);
    const body = { currentPassword: 'violet-tugboat-ninety-lanterns', newPassword: 'quiet-harbour-sixteen-bicycles' };
    expect((await owner.post('/api/auth/password', body)).status).toBe(200);
    await otherClosed;
    expect(mine.socket.connected).toBe(true);
  });

  it('does not outlive the session it was opened for', async () => {
    const watched = await watching(owner);
    api.clock.advance(days(8));
    await api.app.sweep();
    await eventually(() => expect(watched.socket.connected).toBe(false));
  });

  it('cannot name a room: whatever it sends changes nothing for it', async () => {
    const victim = owner.signedIn?.account.accountId ?? '';
    const stranger = await api.owner();
    const foreign = await watching(stranger);
    for (const name of ['join', 'subscribe', 'room', 'connect:attempt', 'numbers:changed']) {
      foreign.socket.emit(name, `account:${victim}`);
      foreign.socket.emit(name, { room: `account:${victim}`, accountId: victim });
    }
    const elsewhere = socketTo(url, {
      auth: { ticket: await fetchTicket(stranger), accountId: victim, room: `account:${victim}` },
    });
    expect(await awaitOutcome(elsewhere)).toBe('connected');
    const heard: unknown[] = [];
    elsewhere.onAny((...args) => heard.push(args));
    await owner.post('/api/integrations/whatsapp/check', {});
    await stranger.post('/api/integrations/whatsapp/check', {});
    await eventually(() => expect(heard).toHaveLength(1));
    await eventually(() => expect(foreign.events).toHaveLength(1));
    elsewhere.disconnect();
  });

  it('that sends more than 64 kB is closed, and the others stay', async () => {
    const [big, other] = [await watching(owner), await watching(owner)];
    const closed = awaitClosing(big.socket);
    big.socket.emit('anything', 'x'.repeat(65 * 1024));
    await closed;
    expect(other.socket.connected).toBe(true);
    other.socket.emit('anything', 'x'.repeat(32 * 1024));
    await owner.post('/api/integrations/whatsapp/check', {});
    await eventually(() => expect(other.of('numbers:changed')).toHaveLength(1));
  });

  it('has no other namespace to go to', async () => {
    expect(await awaitOutcome(socketTo(`${url}/admin`, { auth: { ticket: await fetchTicket(owner) } }))).toBe(
      'Invalid namespace',
    );
  });
});
