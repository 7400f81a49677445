import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevMongo } from '@switchboard/dev-mongo';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { expect, it } from 'vitest';
import { impatient, startApi } from '../test/harness.js';

/** Every file below a folder, as bytes. */
async function listFiles(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, bytes: await readFile(path) })));
}

it('a token from Meta is nowhere in the clear: not in the database’s files, an answer, a log line or an error', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'switchboard-leak-'));
  const mongo = await startDevMongo({ dataDir });
  const api = await startApi({
    mongoUri: mongo.withDatabase('leak'),
    graphTimeouts: impatient,
    env: { OPERATOR_TOKEN: 'operator-token-of-the-tests-0123456789' },
  });
  // Random enough that no compression of the engine's files can hide it, and seen nowhere else.
  const marker = 'EAAmarkerQ7Zx4Lk9Wn2Vb6Hs1Td8Rf3';
  const secrets = [marker, api.sandbox.appSecret, api.config.JWT_SECRET, api.sandbox.ownSystemToken];
  const answers: string[] = [];
  const owner = await api.owner();
  const keep = (answer: { text?: string; headers: unknown }) => {
    answers.push(`${answer.text}${JSON.stringify(answer.headers)}`);
    return answer;
  };
  const finish = async (input: Parameters<typeof api.sandbox.issueCode>[0]) => {
    const { state, attemptId } = await owner.start();
    secrets.push(state);
    const code = api.sandbox.issueCode({ tokenValue: marker, ...input });
    secrets.push(code);
    keep(await owner.finish({ code, state }));
    keep(await owner.get(`/api/integrations/whatsapp/oauth/attempts/${attemptId}`));
    return attemptId;
  };
  const everywhere = { times: Number.POSITIVE_INFINITY };

  // Failures first: the token is held by the attempt, and Meta's answers repeat what they can.
  for (const edge of ['debug_token', '{waba}/phone_numbers', '{waba}/subscribed_apps', '{waba}']) {
    for (const effect of [{ kind: 'error', code: 190, httpStatus: 401 }, { kind: 'html' }, { kind: 'hang' }] as const) {
      api.sandbox.faults.add(faultOn(edge, effect, everywhere));
      const attemptId = await finish({});
      keep(await owner.post(`/api/integrations/whatsapp/oauth/attempts/${attemptId}/retry`));
      api.sandbox.reset();
      keep(await owner.post('/api/integrations/whatsapp/disconnect', {}));
    }
  }

  // Our own system user's token: in the calls that fail as in the one that works.
  api.sandbox.setWebhookTarget({ url: `${await api.listen()}/api/webhooks/whatsapp` });
  const operator = api.client();
  operator.token = api.config.OPERATOR_TOKEN ?? '';
  const assign = () =>
    operator.post(`/api/operator/hosted-signups/${seedWabas.blueBicycle.id}/assign`, {
      accountId: owner.signedIn?.account.accountId,
      confirmPhone: api.sandbox.world.listNumbers(seedWabas.blueBicycle.id)[0]?.displayPhoneNumber,
    });
  const fetching = '{business}/system_user_access_tokens';
  for (const effect of [{ kind: 'error', code: 190, httpStatus: 401 }, { kind: 'html' }, { kind: 'hang' }] as const) {
    await api.sandbox.signUpHosted({ wabaIds: [seedWabas.blueBicycle.id] });
    await api.app.drainDeliveries();
    api.sandbox.faults.add(faultOn(fetching, effect, everywhere));
    keep(await assign());
    api.sandbox.faults.clear();
  }
  expect(keep(await assign())).toMatchObject({ status: 200 });
  keep(await operator.get('/api/operator/hosted-signups'));
  keep(await owner.post('/api/integrations/whatsapp/disconnect', {}));
  await finish({ wabaIds: [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id] });
  keep(await owner.get('/api/integrations/whatsapp/status'));
  keep(await owner.get('/api/settings/phone-numbers'));
  keep(await owner.post('/api/integrations/whatsapp/check', {}));
  keep(
    await owner.post('/api/settings/phone-numbers', {
      phoneNumberId: seedNumbers.acmeEvents.id,
      wabaId: seedWabas.acmeEvents.id,
      accessToken: marker,
    }),
  );
  keep(await owner.post('/api/settings/phone-numbers', { accessToken: marker }));
  keep(await owner.get('/metrics'));
  api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'DELETE', ...everywhere }));
  keep(await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [seedNumbers.acmeEvents.id] }));

  expect(api.logs().length).toBeGreaterThan(1000);
  const stored = await api.connection.collection('phoneNumbers').find({ isActive: true }).toArray();
  expect(stored.map((row) => String(row.accessToken).startsWith('v1.'))).toEqual([true, true]);
  const documents: string[] = [];
  for (const { name } of (await api.connection.db?.listCollections().toArray()) ?? []) {
    documents.push(JSON.stringify(await api.connection.collection(name).find().toArray()));
  }
  const logs = api.logs();
  await api.stop();
  await mongo.stop();
  const files = await listFiles(dataDir);
  await rm(dataDir, { recursive: true });

  const sightings = secrets.flatMap((secret) => [
    ...answers.filter((answer) => answer.includes(secret) && !secret.startsWith('att_')).map(() => 'an answer'),
    ...documents.filter((document) => document.includes(secret)).map(() => 'a document'),
    ...files.filter((file) => file.bytes.includes(secret)).map((file) => file.path),
    ...(logs.includes(secret) ? ['the log'] : []),
  ]);
  expect(files.length).toBeGreaterThan(5);
  expect(files.some((file) => file.bytes.includes('phoneNumbers'))).toBe(true);
  expect(sightings).toEqual([]);
});
