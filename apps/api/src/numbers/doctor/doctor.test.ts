import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import {
  type DoctorCheck,
  type DoctorFinding,
  type DoctorReply,
  doctorChecks,
  doctorReply,
} from '@switchboard/contracts';
import { type FaultEffect, faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { metaFor, said } from '../../../test/deliveries.js';
import { impatient, startApi, type TestApi } from '../../../test/harness.js';

let api: TestApi;
let server: Server;
let url: string;
let owner: Client;
const waba = seedWabas.acmeFlowers.id;
const acme = seedNumbers.acmeFlowers.id;
const always = { times: Number.POSITIVE_INFINITY };

/** A port that is free now. */
async function freePort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  api = await startApi({
    env: { API_PUBLIC_URL: url },
    graphTimeouts: impatient,
  });
  server = createServer(api.app.listener);
  api.app.attach(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [waba] }));
});
afterEach(async () => {
  await api.app.drainDeliveries();
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

async function run(body: object = { phoneNumberIds: [acme] }, client = owner): Promise<DoctorReply> {
  const response = await client.post('/api/integrations/whatsapp/doctor', body);
  expect(response.status).toBe(200);
  return doctorReply.parse(response.body);
}
const found = (reply: DoctorReply, check: DoctorCheck): DoctorFinding => {
  const finding = reply.reports[0]?.findings.find((one) => one.check === check);
  if (!finding) throw new Error(`no finding ${check}`);
  return finding;
};
const verdicts = (reply: DoctorReply) =>
  Object.fromEntries(reply.reports[0]?.findings.map(({ check, verdict }) => [check, verdict]) ?? []);
const fault = (edge: string, effect: FaultEffect, options: Parameters<typeof faultOn>[2] = {}) =>
  api.sandbox.faults.add(faultOn(edge, effect, options));
const fetchLadder = async () => {
  const number = (await owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme);
  return number?.ladder.map(({ rung, verdict, at }) => ({ rung, verdict, at }));
};
/** The permission is given to the access that is in use, at Meta. */
const grantMessaging = () => {
  for (const token of api.sandbox.tokens()) token.scopes = [...token.scopes, 'whatsapp_business_messaging'];
};
const sendable = async () => {
  const number = (await owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme);
  return number?.ladder.find(({ rung }) => rung === 'sendable');
};
const tokenInUse = () => api.sandbox.tokens().at(-1)?.token ?? '';

describe('a number that is well', () => {
  it('has every check good but those that nothing has proved yet, in their order', async () => {
    api.sandbox.setWebhookTarget({ url: `${url}/api/webhooks/whatsapp`, verifyToken: 'verify-token-of-the-tests' });
    const reply = await run();
    expect(reply.reports[0]?.findings.map(({ check }) => check)).toEqual([...doctorChecks]);
    expect(verdicts(reply)).toEqual({
      vault: 'good',
      token: 'good',
      permissions: 'good',
      ownership: 'good',
      number_status: 'good',
      name_review: 'good',
      registration: 'good',
      subscription: 'good',
      callback_address: 'good',
      public_address: 'good',
      challenge: 'good',
      signature: 'good',
      socket: 'good',
      inbound: 'unknown',
      outbound: 'unknown',
      responders: 'good',
      webhook_fields: 'good',
      costs: 'good',
    });
    expect(found(reply, 'inbound').fix).toBe('write_to_number');
    expect(found(reply, 'outbound').fix).toBe('send_test');
    api.sandbox.setWebhookTarget(null);
  });

  it('was heard from after somebody wrote', async () => {
    await metaFor(api, url).deliver(said('a private word'));
    const reply = await run();
    expect(found(reply, 'inbound')).toMatchObject({ verdict: 'good', fix: null });
    expect(reply.reports[0]?.text).toContain('[good] Heard from Meta');
  });

  it('has no failed call in the log or the metrics: that the trial to send is refused is expected', async () => {
    const counted = async (result: string) => {
      const { text } = await api.client().get('/metrics');
      const labels = `method="POST",edge="/{id}/messages",result="${result}"`;
      return Number(
        text
          .split('\n')
          .find((line) => line.includes(`seconds_count{${labels}`))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    };
    const [ok, refused, logged] = [await counted('ok'), await counted('invalid_request'), api.logs().length];
    await run();
    expect(await counted('ok')).toBe(ok + 1);
    expect(await counted('invalid_request')).toBe(refused);
    expect(api.logs().slice(logged)).not.toContain('call to Meta failed');
  });

  it('gets a report without secrets and without what customers say', async () => {
    await metaFor(api, url).deliver(said('a private word'));
    const { reports } = await run();
    const told = JSON.stringify(reports);
    const { META_APP_SECRET, META_WEBHOOK_VERIFY_TOKEN, JWT_SECRET } = api.config;
    for (const secret of [tokenInUse(), META_APP_SECRET, META_WEBHOOK_VERIFY_TOKEN, JWT_SECRET, 'a private word']) {
      expect(told).not.toContain(secret);
    }
    expect(api.logs()).not.toContain(tokenInUse());
    expect(reports[0]?.text).toContain(`Switchboard doctor: ${seedNumbers.acmeFlowers.displayPhoneNumber}`);
  });

  it('is asked about once for what several numbers share, and nothing at Meta is changed', async () => {
    const before = api.sandbox.calls().length;
    const reply = await run({});
    expect(reply.reports).toHaveLength(2);
    const made = api.sandbox.calls().slice(before);
    // The trial of the permission to message: there is no such message, so it changes nothing.
    const others = made.filter(({ method }) => method !== 'GET');
    expect(others.map(({ edge }) => edge)).toEqual(['{phone}/messages', '{phone}/messages']);
    expect(made.filter(({ edge }) => edge === 'debug_token')).toHaveLength(1);
    expect(made.filter(({ edge }) => edge === '{waba}/subscribed_apps')).toHaveLength(1);
  });
});

describe('while Meta is down', () => {
  it.each<[string, FaultEffect]>([
    ['never answers', { kind: 'hang' }],
    ['breaks every connection', { kind: 'reset' }],
    ['answers 500', { kind: 'error', code: 2, httpStatus: 500 }],
    ['answers with a page', { kind: 'html' }],
  ])('and %s: an answer all the same, unknowns shown, nothing downgraded', async (_how, effect) => {
    const before = await fetchLadder();
    fault('*', effect, always);
    const reply = await run();
    for (const check of [
      'token',
      'permissions',
      'ownership',
      'number_status',
      'name_review',
      'registration',
      'subscription',
      'callback_address',
    ] as const) {
      expect(found(reply, check)).toMatchObject({ verdict: 'unknown', turn: 'meta', cause: expect.any(String) });
    }
    for (const check of ['vault', 'public_address', 'challenge', 'signature', 'socket'] as const) {
      expect(found(reply, check).verdict).toBe('good');
    }
    expect(await fetchLadder()).toEqual(before);
  });
});

describe('while Meta says that its call limit is nearly reached', () => {
  it('Meta is not asked, the unknowns say why, and nothing is downgraded', async () => {
    const [events, eventsNumber] = [seedWabas.acmeEvents.id, seedNumbers.acmeEvents.id];
    const busy = await api.owner();
    await busy.connect(api.sandbox.issueCode({ wabaIds: [events] }));
    // Without a registered number Meta allows 200 calls an hour.
    api.sandbox.world.updateNumber(eventsNumber, { platformType: 'NOT_APPLICABLE' });
    const headers = { Authorization: `Bearer ${tokenInUse()}` };
    for (let count = 0; count < 185; count += 1) {
      await fetch(`${api.sandbox.url}/v26.0/${events}`, { headers }).then((answer) => answer.arrayBuffer());
    }
    await run({}, busy);
    const before = (await busy.status()).phoneNumbers;
    const asked = api.sandbox.calls().length;
    const reply = await run({}, busy);
    expect(api.sandbox.calls()).toHaveLength(asked);
    expect(found(reply, 'permissions')).toMatchObject({
      verdict: 'unknown',
      cause: expect.stringContaining('Meta’s call limit'),
      turn: 'meta',
      durationMs: 0,
    });
    expect(verdicts(reply)).toMatchObject({ vault: 'good', token: 'unknown', subscription: 'unknown', socket: 'good' });
    expect(reply.phoneNumbers).toEqual(before);
    expect(found(await run(), 'token').verdict).toBe('good');
  });
});

describe('what is wrong is found, with whose turn it is and a button', () => {
  it('a token that was taken back', async () => {
    api.sandbox.revokeToken(tokenInUse());
    const reply = await run();
    expect(found(reply, 'token')).toMatchObject({ verdict: 'bad', turn: 'you', fix: 'reconnect' });
    expect(reply.phoneNumbers[0]?.ladder[0]).toMatchObject({ verdict: 'bad' });
  });

  it('a token that ends soon', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [waba], tokenExpiresInSeconds: 3 * 24 * 3600 }));
    expect(found(await run(), 'token')).toMatchObject({ verdict: 'good', fix: 'reconnect', turn: 'you' });
  });

  it('a permission, by trying it', async () => {
    fault('{waba}/message_templates', { kind: 'error', code: 200 }, always);
    const finding = found(await run(), 'permissions');
    expect(finding).toMatchObject({ verdict: 'bad', turn: 'you', fix: 'reconnect', fbtraceId: expect.any(String) });
    expect(finding.result).toContain('templates');
  });

  it.each([
    ['{waba}/message_templates', 'Meta does not let Switchboard list its templates.'],
    ['{phone}/messages', 'Meta does not let Switchboard send or read messages.'],
  ])(
    'what Meta’s app may not do (%s) is the operator’s: no login of the business can mend it',
    async (edge, result) => {
      const before = await fetchLadder();
      fault(edge, { kind: 'error', code: 3 }, always);
      expect(found(await run(), 'permissions')).toMatchObject({
        verdict: 'bad',
        result,
        cause: expect.stringContaining('Meta’s code: 3.'),
        turn: 'operator',
        next: 'The operator can look which permissions the app has at Meta: reconnecting does not change them.',
        fix: null,
        fbtraceId: expect.any(String),
      });
      expect((await fetchLadder())?.map(({ verdict }) => verdict)).toEqual(before?.map(({ verdict }) => verdict));
    },
  );

  it('the permission to message, although the one to manage is there, until it is given again', async () => {
    api.sandbox.breakNumber('messaging_removed', acme);
    const reply = await run();
    expect(found(reply, 'permissions')).toMatchObject({
      verdict: 'bad',
      result: 'Meta does not let Switchboard send or read messages.',
      cause: expect.stringContaining('Meta’s code: 10.'),
      turn: 'you',
      fix: 'reconnect',
      fbtraceId: expect.any(String),
    });
    expect(found(reply, 'outbound')).toMatchObject({ verdict: 'bad', turn: 'you', fix: 'reconnect' });
    expect(await sendable()).toMatchObject({ verdict: 'bad', fix: 'reconnect' });

    await owner.connect(api.sandbox.issueCode({ wabaIds: [waba] }));
    expect(found(await run(), 'permissions').verdict).toBe('good');
    expect(await sendable()).toMatchObject({ verdict: 'unknown', fix: 'send_test' });
  });

  it('a permission to message that Meta does not list is not known, where a trial does not tell', async () => {
    api.sandbox.breakNumber('messaging_removed', acme);
    fault('{phone}/messages', { kind: 'error', code: 131009 }, always);
    expect(found(await run(), 'permissions')).toMatchObject({ verdict: 'unknown', turn: 'you', fix: 'reconnect' });
    expect(await sendable()).toMatchObject({ verdict: 'unknown' });
  });

  it('a refusal to send stands although the number itself is well, until the trial and the list say otherwise', async () => {
    api.sandbox.breakNumber('messaging_removed', acme);
    await run();
    fault('{phone}/messages', { kind: 'error', code: 131009 }, always);
    await run();
    expect(await sendable()).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
    grantMessaging();
    await run();
    expect(await sendable()).toMatchObject({ verdict: 'unknown', fix: 'send_test' });
  });

  it('webhooks that are switched off, and the button mends it', async () => {
    await fetch(`${api.sandbox.url}/v26.0/${waba}/subscribed_apps`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${tokenInUse()}` },
    });
    expect(found(await run(), 'subscription')).toMatchObject({ verdict: 'bad', fix: 'retry_subscription' });
    await owner.post('/api/integrations/whatsapp/subscribe', { phoneNumberIds: [acme] });
    expect(found(await run(), 'subscription').verdict).toBe('good');
  });

  it('a number that Meta restricts, although something can still be sent', async () => {
    api.sandbox.breakNumber('restricted', acme);
    expect(found(await run(), 'number_status')).toMatchObject({
      verdict: 'bad',
      turn: 'you',
      result: expect.stringContaining('RESTRICTED'),
      next: expect.stringContaining('Business Support Home'),
    });
  });

  it('a number that is not registered, and the button mends it', async () => {
    api.sandbox.world.updateNumber(acme, {
      status: 'DISCONNECTED',
      platformType: 'NOT_APPLICABLE',
      throughputLevel: 'NOT_APPLICABLE',
    });
    const reply = await run();
    expect(found(reply, 'registration')).toMatchObject({ verdict: 'bad', fix: 'register', turn: 'you' });
    expect(found(reply, 'number_status')).toMatchObject({
      verdict: 'bad',
      cause: expect.stringMatching(/^The number \(BLOCKED\): [^;]+[^.]\.$/),
    });
    expect(found(reply, 'outbound')).toMatchObject({ verdict: 'bad' });
    await owner.post(`/api/integrations/whatsapp/numbers/${acme}/register`);
    const after = await run();
    expect(found(after, 'registration').verdict).toBe('good');
    expect(found(after, 'number_status').verdict).toBe('good');
  });

  it.each([
    ['PENDING_REVIEW', 'waiting', 'meta'],
    ['DECLINED', 'bad', 'you'],
    ['NONE', 'unknown', null],
  ] as const)('a display name that is %s: %s', async (nameStatus, verdict, turn) => {
    api.sandbox.world.updateNumber(acme, { nameStatus });
    expect(found(await run(), 'name_review')).toMatchObject({ verdict, turn });
  });

  it('webhooks that are delivered elsewhere', async () => {
    api.sandbox.setWebhookTarget({ url: 'http://127.0.0.1:9/elsewhere?key=hidden', verifyToken: 'x' });
    const finding = found(await run(), 'callback_address');
    expect(finding).toMatchObject({ verdict: 'bad', turn: 'operator' });
    expect(JSON.stringify(finding)).not.toContain('hidden');
    api.sandbox.setWebhookTarget(null);
    expect(found(await run(), 'callback_address')).toMatchObject({ verdict: 'unknown', turn: 'operator' });
  });

  it('an access whose key is not here: nothing is known of it, and Meta is not asked', async () => {
    await api.connection
      .collection('phoneNumbers')
      .updateOne({ phoneNumberId: acme }, { $set: { accessToken: 'v1.k9.AAAA.BBBB' } });
    const before = api.sandbox.calls().length;
    const reply = await run();
    expect(found(reply, 'vault')).toMatchObject({ verdict: 'unknown', turn: 'operator', fix: null });
    expect(api.sandbox.calls()).toHaveLength(before);
    const row = await api.connection.collection('phoneNumbers').findOne({ phoneNumberId: acme });
    expect(row?.token).toMatchObject({ valid: true });
  });

  it('an access that was changed and does not open: Meta is not asked', async () => {
    await api.connection
      .collection('phoneNumbers')
      .updateOne({ phoneNumberId: acme }, { $set: { accessToken: 'v1.k1.AAAA.BBBB' } });
    const before = api.sandbox.calls().length;
    const reply = await run();
    expect(found(reply, 'vault')).toMatchObject({ verdict: 'bad', turn: 'operator', fix: 'reconnect' });
    expect(found(reply, 'token').verdict).toBe('unknown');
    expect(api.sandbox.calls()).toHaveLength(before);
  });
});

describe('the public address', () => {
  /** The same database and Meta, with another public address. */
  const elsewhere = async (publicUrl: string, env: Record<string, string> = {}) => {
    const other = await startApi({
      mongoUri: api.config.MONGODB_URI,
      sandbox: api.sandbox,
      graphTimeouts: impatient,
      env: { API_PUBLIC_URL: publicUrl, JWT_SECRET: api.config.JWT_SECRET, ...env },
    });
    const client = other.client();
    await client.logIn(owner.signedIn?.user.email ?? '');
    const reply = await run({ phoneNumberIds: [acme] }, client);
    await other.stop();
    return reply;
  };
  const answering = async (status: number, headers: Record<string, string> = {}) => {
    const asked: string[] = [];
    const fake = createServer((req, res) => {
      asked.push(`${req.method} ${req.url?.split('?')[0]}`);
      res.writeHead(status, headers).end('x'.repeat(100_000));
    });
    await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(fake.address() as AddressInfo).port}`;
    return { address, asked, stop: () => fake.close() };
  };

  it('where nobody answers is unknown, not bad', async () => {
    const reply = await elsewhere('http://127.0.0.1:9');
    for (const check of ['public_address', 'challenge', 'signature', 'socket'] as const) {
      expect(found(reply, check)).toMatchObject({ verdict: 'unknown', turn: 'operator' });
    }
  });

  it('that is local is no good for the real Meta', async () => {
    const reply = await elsewhere(url, { META_GRAPH_URL: 'https://graph.facebook.invalid' });
    expect(found(reply, 'public_address')).toMatchObject({
      verdict: 'unknown',
      result: 'A local address: Meta cannot reach it.',
    });
  });

  it('that is not HTTPS gets no secret', async () => {
    const reply = await elsewhere('http://switchboard.invalid');
    expect(found(reply, 'public_address')).toMatchObject({ verdict: 'bad', turn: 'operator' });
    for (const check of ['challenge', 'signature'] as const) {
      expect(found(reply, check).result).toContain('not HTTPS');
    }
  });

  it('where something else answers 200 to everything is bad: it would take forged deliveries', async () => {
    const fake = await answering(200);
    const reply = await elsewhere(fake.address);
    expect(found(reply, 'challenge').verdict).toBe('bad');
    expect(found(reply, 'signature')).toMatchObject({ verdict: 'bad' });
    expect(found(reply, 'socket').verdict).toBe('bad');
    fake.stop();
  });

  it('that sends elsewhere is not followed', async () => {
    const target = await answering(200);
    const fake = await answering(302, { location: `${target.address}/healthz` });
    const reply = await elsewhere(fake.address);
    expect(found(reply, 'public_address').verdict).toBe('bad');
    expect(target.asked).toEqual([]);
    fake.stop();
    target.stop();
  });
});

it('a number of another account is not found, and too many runs are refused', async () => {
  const stranger = await api.owner();
  const path = '/api/integrations/whatsapp/doctor';
  expect((await stranger.post(path, { phoneNumberIds: [acme] })).body.code).toBe('number_not_found');
  expect((await stranger.post(path, { phoneNumberIds: ['x'] })).status).toBe(400);
  expect(await run({}, stranger)).toEqual({ success: true, reports: [], phoneNumbers: [] });
  for (let runs = 1; runs < 20; runs += 1) await stranger.post(path, {});
  expect((await stranger.post(path, {})).body.code).toBe('too_many_requests');
});
