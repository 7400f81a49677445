import { errorReply } from '@switchboard/contracts';
import { type DevMongo, startDevMongo } from '@switchboard/dev-mongo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../test/client.js';
import { eventually } from '../test/eventually.js';
import { ownDatabase, startApi, type TestApi } from '../test/harness.js';
import { awaitOutcome, fetchTicket, socketTo } from '../test/sockets.js';
import { pulseTimes } from './platform/databasePulse.js';
import { socketLimits } from './realtime/limits.js';

let engine: DevMongo;
let api: TestApi;
let url: string;
beforeAll(async () => {
  engine = await startDevMongo();
  api = await startApi({
    mongoUri: ownDatabase(engine.uri),
    limits: { pulse: pulseTimes, sockets: { admitMs: socketLimits.admitMs } },
  });
  url = await api.listen();
});
afterAll(async () => {
  process.kill(engine.pid, 'SIGCONT');
  await api.stop();
  await engine.stop();
});

/** Each fails where nobody answers: the driver itself waits for half a minute. */
const patienceMs = 8_000;
const soon = <T>(work: PromiseLike<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) =>
      setTimeout(reject, patienceMs, new Error('no answer while the database was stopped')).unref(),
    ),
  ]);

const everything = (person: Client, stranger: Client, email: string) => [
  person.get('/api/auth/me'),
  person.get('/api/conversations'),
  person.get('/api/integrations/whatsapp/status'),
  person.get('/api/account/audit.csv'),
  person.post('/api/auth/refresh'),
  person.post('/api/realtime/ticket'),
  person.post('/api/integrations/whatsapp/oauth/start', {}),
  stranger.logIn(email),
];

describe('a database that has stopped and keeps its connections', () => {
  it('is answered for in time, whatever is asked, and what is done late harms nobody', async () => {
    const person = await api.owner();
    const [ticket, sessions] = [await fetchTicket(person), api.connection.collection('sessions')];
    const email = person.signedIn?.user.email ?? '';
    process.kill(engine.pid, 'SIGSTOP');
    const socket = socketTo(url, { auth: { ticket } });
    const outcome = awaitOutcome(socket);
    // The first are waiting for it; the next know already.
    for (let round = 0; round < 2; round += 1) {
      for (const answer of await soon(Promise.all(everything(person, api.client(), email)))) {
        expect([answer.status, errorReply.parse(answer.body).code]).toEqual([503, 'database_unavailable']);
        expect(answer.get('Retry-After')).toBe('1');
      }
    }
    expect(await soon(outcome)).toBe('database_unavailable');
    socket.close();
    expect((await soon(person.get('/healthz'))).status).toBe(200);

    const resumedAt = new Date();
    process.kill(engine.pid, 'SIGCONT');
    await eventually(async () => expect((await person.get('/api/auth/me')).status).toBe(200));
    // The refresh was done late: the browser still has the token from before, for as long as after any other renewal.
    await eventually(async () =>
      expect(await sessions.findOne({ userId: person.signedIn?.user.userId, generation: 1 })).not.toBeNull(),
    );
    const renewed = await sessions.findOne({ generation: 1 });
    expect(renewed?.renewedAt.getTime()).toBeGreaterThanOrEqual(resumedAt.getTime());
    expect((await person.post('/api/auth/refresh')).status).toBe(200);
    expect((await api.client().logIn(email)).status).toBe(200);
    expect(api.logs()).toContain('"code":"database_unavailable"');
  });
});
