import { alertsReply, type GivenUpJobsReply, givenUpJobsReply } from '@switchboard/contracts';
import { makeSignedRequest } from '@switchboard/graph';
import { faultOn } from '@switchboard/meta-sandbox';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, secondNumber } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { type MailServer, startMailServer } from '../../test/mailServer.js';
import { days, hours } from '../platform/clock.js';
import { newId } from '../platform/ids.js';

const operatorToken = 'o'.repeat(40);
const board = '/api/operator/given-up-jobs';
const edge = '{waba}/subscribed_apps';
const ids = [acmeNumber.id, secondNumber.id];

let server: MailServer;
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  server = await startMailServer();
  api = await startApi({ env: { OPERATOR_TOKEN: operatorToken, SMTP_URL: server.url } });
});
afterAll(async () => {
  await api.stop();
  await server.stop();
});
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  for (const name of ['phoneNumbers', 'pendingUnsubscribes', 'pendingSubscribes', 'mails', 'media', 'deletions']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
});

const asOperator = (method: 'get' | 'post', path: string, token = operatorToken) =>
  request(api.app.handler)[method](path).set('Authorization', `Bearer ${token}`);
async function listed(job: string): Promise<GivenUpJobsReply['jobs']> {
  const { jobs } = givenUpJobsReply.parse((await asOperator('get', board)).body);
  return jobs.filter((row) => row.job === job);
}
async function runAgain(job: string): Promise<number> {
  const [row] = await listed(job);
  return (await asOperator('post', `${board}/${job}/${row?.id}/run`)).status;
}
const audited = (accountId: string | undefined) =>
  api.connection.collection('audit').findOne({ accountId, action: 'job.run_again' });
const accountId = () => owner.signedIn?.account.accountId;
async function aWeekPasses() {
  api.clock.advance(days(7) + 1);
  await owner.logIn(owner.signedIn?.user.email ?? '');
}

describe('what was tried until its limit in vain', () => {
  it('webhooks to be off: told to the account, listed, and off when it is run again', async () => {
    await owner.connect(api.sandbox.issueCode());
    api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: ids });
    await aWeekPasses();
    await api.app.runDueUnsubscribes();
    const { alerts } = alertsReply.parse((await owner.get('/api/alerts')).body);
    expect(alerts.filter(({ title }) => title === 'Webhooks may still be on at Meta')).toHaveLength(1);
    expect((await owner.status()).pendingAtMeta).toEqual([]);
    expect(await listed('unsubscribe')).toMatchObject([{ accountIds: [accountId()], problem: 'meta_unreachable' }]);
    expect(JSON.stringify(await listed('unsubscribe'))).not.toContain('accessToken');
    expect(api.logs()).toContain('a job was given up at its limit');

    api.sandbox.faults.clear();
    expect(await runAgain('unsubscribe')).toBe(200);
    expect(await listed('unsubscribe')).toEqual([]);
    expect(await audited(accountId())).toMatchObject({ text: expect.stringContaining('unsubscribe') });
    await api.app.runDueUnsubscribes();
    expect(api.sandbox.isSubscribed(acmeNumber.wabaId)).toBe(false);
    expect(await api.connection.collection('pendingUnsubscribes').countDocuments()).toBe(0);
  });

  it('webhooks to be on again: the same, and its token is gone after a month', async () => {
    await owner.connect(api.sandbox.issueCode());
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: ids });
    api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { method: 'POST', times: 100 }));
    await owner.post('/api/integrations/whatsapp/disconnect/undo', { phoneNumberIds: ids });
    await aWeekPasses();
    await api.app.runDueResubscribes();
    api.sandbox.faults.clear();
    expect(await runAgain('subscribe')).toBe(200);
    await api.app.runDueResubscribes();
    expect(api.sandbox.isSubscribed(acmeNumber.wabaId)).toBe(true);

    api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: ids });
    await aWeekPasses();
    await api.app.runDueUnsubscribes();
    api.clock.advance(days(31));
    await api.app.sweep();
    expect(await api.connection.collection('pendingUnsubscribes').countDocuments()).toBe(0);
  });

  it('an e-mail: listed without whom it is for, and sent when it is run again', async () => {
    const email = owner.signedIn?.user.email ?? '';
    await api.app.runDueMails();
    await server.stop();
    await request(api.app.handler).post('/api/auth/password/forgot').send({ email });
    api.clock.advance(hours(2));
    await api.app.runDueMails();
    await server.start();
    const [row, ...more] = await listed('mail');
    expect(more).toEqual([]);
    expect(row).toMatchObject({ what: 'e-mail with a link for a new password' });
    expect(JSON.stringify(row)).not.toContain(email);
    server.mails.length = 0;
    expect(await runAgain('mail')).toBe(200);
    await api.app.runDueMails();
    expect(server.mails.map((mail) => mail.to)).toMatchObject([{ value: [{ address: email }] }]);
    expect(await api.connection.collection('mails').findOne({ _id: row?.id as never })).not.toHaveProperty('email');
  });

  it('a file of a customer: listed, and waits again when it is run again', async () => {
    const now = api.clock.now();
    await api.connection.collection<{ _id: string }>('media').insertOne({
      ...{ _id: 'med_old', accountId: accountId(), phoneNumberId: acmeNumber.id, metaMediaId: '1', kind: 'image' },
      ...{ state: 'waiting', mimeType: 'image/png', attempts: 3, dueAt: now, createdAt: new Date(+now - days(7)) },
    });
    await api.app.runDueSending();
    expect(await listed('file')).toMatchObject([{ id: 'med_old', accountIds: [accountId()] }]);
    expect(await runAgain('file')).toBe(200);
    const row = await api.connection.collection<{ _id: string }>('media').findOne({ _id: 'med_old' });
    expect(row).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it('a deletion that somebody asked Meta for: done when it is run again, or asked for again', async () => {
    const deletions = api.connection.collection('deletions');
    for (const way of ['run again', 'asked for again']) {
      await owner.connect(api.sandbox.issueCode());
      const userId = (await api.connection.collection('phoneNumbers').findOne({}))?.metaUserId;
      const ask = async (): Promise<string> => {
        const issued_at = Math.floor(+api.clock.now() / 1000);
        const payload = { algorithm: 'HMAC-SHA256', issued_at, expires: 0, user_id: userId };
        const signed_request = makeSignedRequest(payload, api.sandbox.appSecret);
        const asked = request(api.app.handler).post('/api/webhooks/meta/data-deletion').type('form');
        return (await asked.send({ signed_request })).body.confirmation_code;
      };
      const code = await ask();
      await api.app.runDueDeletions();
      await deletions.updateOne({ code }, { $set: { requestedAt: new Date(+api.clock.now() - days(7)) } });
      api.clock.advance(3_000);
      await api.app.runDueDeletions();
      expect(await listed('deletion')).toMatchObject([{ accountIds: [accountId()] }]);
      if (way === 'run again') expect(await runAgain('deletion')).toBe(200);
      else expect(await ask()).toBe(code);
      await api.app.runDueDeletions();
      api.clock.advance(3_000);
      await api.app.runDueDeletions();
      expect(await deletions.findOne({ code })).toMatchObject({ state: 'done' });
    }
  });
});

it('what was not given up, runs again already, or is no job cannot be run again', async () => {
  const kept = { accountId: accountId(), wabaId: '900', tries: 1, problem: null, createdAt: api.clock.now() };
  const later = new Date(+api.clock.now() + days(1));
  const { insertedId } = await api.connection
    .collection('pendingSubscribes')
    .insertOne({ ...kept, nextTryAt: later, giveUpAt: later });
  for (const path of [`subscribe/${insertedId}`, 'subscribe/x', `nothing/${insertedId}`, `file/${newId('med')}`]) {
    const { status, body } = await asOperator('post', `${board}/${path}/run`);
    expect([path, status, body.code]).toEqual([path, 404, 'not_found']);
  }
  expect((await asOperator('get', board, owner.token ?? '')).status).toBe(404);
});
