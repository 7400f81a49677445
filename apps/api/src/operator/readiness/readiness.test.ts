import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import {
  type ReadinessCheck,
  type ReadinessFinding,
  type ReadinessReply,
  readinessChecks,
  readinessReply,
  webhookEndpoints,
} from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { webhookPath } from '../../../test/deliveries.js';
import { impatient, startApi, type TestApi, webhookVerifyToken } from '../../../test/harness.js';
import { checkMeta } from '../../metaReadiness.js';

const operatorToken = 'operator-token-of-the-tests-0123456789';
const path = '/api/operator/meta-app';
const always = { times: Number.POSITIVE_INFINITY };

let api: TestApi;
let server: Server;
let operator: Client;

async function freePort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  api = await startApi({
    env: {
      ...{ API_PUBLIC_URL: url, OPERATOR_TOKEN: operatorToken, META_CONFIG_ID: '300100400' },
      ...{ COMPANY_NAME: 'Acme', COMPANY_ADDRESS: '1 Flower Street, Berlin', COMPANY_EMAIL: 'privacy@acme.test' },
    },
    graphTimeouts: impatient,
  });
  server = createServer(api.app.listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  api.sandbox.setWebhookTarget({ url: `${url}${webhookPath}`, verifyToken: webhookVerifyToken });
  setDeauthorize(`${url}${webhookEndpoints.deauthorize.path}`);
  operator = api.client();
  operator.token = operatorToken;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});
afterEach(async () => {
  await api.app.drainDeliveries();
  for (const name of ['readinessTicks', 'phoneNumbers', 'connectAttempts']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
  setDeauthorize(`${api.config.API_PUBLIC_URL}${webhookEndpoints.deauthorize.path}`);
});

const setDeauthorize = (deauthorize: string | null) => api.sandbox.setCallbackUrls({ deauthorize });
const look = async (): Promise<ReadinessReply> => readinessReply.parse((await operator.get(path)).body);
async function find(check: ReadinessCheck): Promise<ReadinessFinding | undefined> {
  return (await look()).findings.find((one) => one.check === check);
}
const namesOf = ({ findings }: ReadinessReply, verdict: ReadinessFinding['verdict']) =>
  findings.filter((one) => one.verdict === verdict).map(({ check }) => check);
const isAnswered = (edge: string, code: number, httpStatus: number) =>
  api.sandbox.faults.add(faultOn(edge, { kind: 'error', code, httpStatus }, always));

describe('an app that is set up with care', () => {
  const onlyForPeople: ReadinessCheck[] = [
    ...(['app_published', 'app_secret_required', 'deletion_callback'] as const),
    ...(['login_configuration', 'redirect_address', 'sdk_domain'] as const),
  ];

  it('is good in all that can be asked, and the rest waits for a person', async () => {
    const reply = await look();
    expect(reply.findings.map(({ check }) => check)).toEqual(readinessChecks);
    expect(namesOf(reply, 'unknown')).toEqual(onlyForPeople);
    expect(namesOf(reply, 'good')).toEqual(readinessChecks.filter((check) => !onlyForPeople.includes(check)));
    // Nothing is left to be filled in.
    for (const { result, reason, next, page } of reply.findings) {
      expect([result, reason, next, page.url].join(' ')).not.toContain('{');
    }
  });

  it('shows by its log-ins what Meta does not tell', async () => {
    const owner = await api.owner();
    await owner.connect(api.sandbox.issueCode());
    const reply = await look();
    expect(namesOf(reply, 'unknown')).not.toContain('redirect_address');
    expect(await find('login_configuration')).toMatchObject({ verdict: 'good', mayBeTicked: false });
    const popup = await owner.start('popup');
    await owner.finish({ code: api.sandbox.issueCode({ redirectUri: null }), state: popup.state });
    expect(await find('sdk_domain')).toMatchObject({ verdict: 'good' });
  });

  it('whose log-ins end after 60 days says so', async () => {
    const owner = await api.owner();
    await owner.connect(api.sandbox.issueCode({ tokenExpiresInSeconds: 60 * 24 * 60 * 60 }));
    expect(await find('login_configuration')).toMatchObject({
      verdict: 'waiting',
      result: expect.stringContaining('60 days'),
    });
  });
});

describe('what is wrong at Meta', () => {
  const dashboard = (patch: Parameters<TestApi['sandbox']['setAppSettings']>[0]) => api.sandbox.setAppSettings(patch);
  const verified = (verificationStatus: string) => ({ id: '1', name: 'Acme', verificationStatus });

  it.each<[ReadinessCheck, ReadinessFinding['verdict'], RegExp, () => unknown]>([
    ['app_credentials', 'bad', /does not take/, () => isAnswered('{app}', 190, 400)],
    ['app_credentials', 'unknown', /did not say/, () => isAnswered('{app}', 2, 503)],
    ['privacy_page', 'bad', /no privacy policy/, () => dashboard({ privacyUrl: null })],
    ['privacy_page', 'good', /acme\.test\/legal/, () => dashboard({ privacyUrl: 'https://acme.test/legal' })],
    ['deauthorize_callback', 'bad', /no address/, () => setDeauthorize(null)],
    ['deauthorize_callback', 'bad', /elsewhere/, () => setDeauthorize('https://elsewhere.test/gone')],
    ['sdk_domain', 'unknown', /do not have localhost/, () => dashboard({ domains: ['other.test'] })],
    ['webhook_fields', 'bad', /One field is missing/, () => api.sandbox.setAppFields(withoutStandby())],
    ['webhook_address', 'bad', /no address/, () => api.sandbox.setAppFields([])],
    ['permissions', 'bad', /whatsapp_business_messaging/, () => dashboard({ permissions: onlyManagement })],
    ['permissions', 'unknown', /did not say/, () => isAnswered('{app}/permissions', 200, 403)],
    ['business_verification', 'bad', /not_verified/, () => ownBusinesses(verified('not_verified'))],
    ['business_verification', 'waiting', /pending_submission/, () => ownBusinesses(verified('pending_submission'))],
    ['business_verification', 'unknown', /Small/, () => ownBusinesses(verified('verified'), small)],
    ['business_verification', 'unknown', /did not say/, () => ownUser({ scopes: [] })],
    ['system_user', 'bad', /no longer takes/, () => ownUser({ isRevoked: true })],
    ['system_user', 'bad', /lacks: business_management/, () => ownUser({ scopes: [...Object.keys(both)] })],
    ['system_user', 'waiting', /ends on/, () => ownUser({ expiresAt: +api.clock.now() + 86_400_000 })],
  ])('%s: %s, %s', async (check, verdict, words, atMeta) => {
    atMeta();
    expect(await find(check)).toMatchObject({ verdict, result: expect.stringMatching(words) });
  });

  const onlyManagement = { whatsapp_business_management: 'live', whatsapp_business_messaging: 'unapproved' };
  const both = { whatsapp_business_management: 'live', whatsapp_business_messaging: 'live' };
  const small = { id: '2', name: 'Small', verificationStatus: 'not_verified' };
  const withoutStandby = () => api.sandbox.appFields.filter((field) => field !== 'standby');
  type OwnUser = NonNullable<Parameters<typeof dashboard>[0]['ownSystemUser']>;
  const ownUser = (ownSystemUser: OwnUser) => dashboard({ ownSystemUser });
  const ownBusinesses = (...businesses: NonNullable<OwnUser['businesses']>) => ownUser({ businesses });
});

describe('a tick', () => {
  const tick = (check: string, body: object = { by: 'Nora Jensen' }) => operator.put(`${path}/ticks/${check}`, body);
  const untick = (check: string) => operator.send('delete', `${path}/ticks/${check}`);

  it('stands for what only a person sees, with who and when, until it is taken back', async () => {
    expect((await tick('app_published')).status).toBe(200);
    expect(await find('app_published')).toMatchObject({
      verdict: 'good',
      result: 'Nora Jensen looked at it.',
      tick: { by: 'Nora Jensen', at: expect.any(String) },
    });
    await tick('app_published', { by: 'Sam' });
    expect(await find('app_published')).toMatchObject({ tick: { by: 'Sam' } });
    await untick('app_published');
    expect(await find('app_published')).toMatchObject({ verdict: 'unknown', mayBeTicked: true, tick: null });
  });

  it('counts less than what Meta says', async () => {
    const fault = isAnswered('{app}/permissions', 200, 403);
    await tick('permissions');
    expect(await find('permissions')).toMatchObject({ verdict: 'good', tick: { by: 'Nora Jensen' } });
    api.sandbox.faults.remove(fault);
    api.sandbox.setAppSettings({ permissions: {} });
    expect(await find('permissions')).toMatchObject({ verdict: 'bad', mayBeTicked: false, tick: null });
  });

  it('ends with what it was about', async () => {
    await tick('redirect_address');
    await api.connection
      .collection('readinessTicks')
      .updateOne({ check: 'redirect_address' }, { $set: { about: `${api.config.META_APP_ID} https://old.test/cb` } });
    expect(await find('redirect_address')).toMatchObject({ verdict: 'unknown', tick: null });
  });

  it('is not taken for what is asked, what there is not, and by nobody', async () => {
    expect((await tick('app_credentials')).body).toMatchObject({ code: 'not_found' });
    expect((await untick('webhook_fields')).body).toMatchObject({ code: 'not_found' });
    expect((await tick('colours')).status).toBe(404);
    for (const body of [{}, { by: ' ' }, { by: 'x'.repeat(81) }, { by: 'Nora', at: '2026-01-01' }]) {
      expect((await tick('app_published', body)).status).toBe(400);
    }
    expect(await api.connection.collection('readinessTicks').countDocuments()).toBe(0);
  });
});

it('is told to a terminal, without secrets, and whether anything is bad', async () => {
  const say = async () => {
    const lines: string[] = [];
    const isReady = await checkMeta(api.connection, api.config, (line) => lines.push(line));
    return { isReady, text: lines.join('\n') };
  };
  expect(await say()).toMatchObject({
    isReady: true,
    text: expect.stringMatching(/\n11 good, 0 bad, 0 waiting, 6 unknown$/),
  });
  api.sandbox.setAppSettings({ privacyUrl: null });
  const { isReady, text } = await say();
  expect(isReady).toBe(false);
  expect(text).toContain('bad       Privacy policy: ');
  expect(text).toContain(`https://developers.facebook.com/apps/${api.config.META_APP_ID}/settings/basic/`);
  for (const secret of [api.config.META_APP_SECRET, webhookVerifyToken, api.sandbox.ownSystemToken]) {
    expect(text).not.toContain(secret);
  }
});
