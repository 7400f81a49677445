import { randomUUID } from 'node:crypto';
import { startSandbox } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { type Connection, mongo } from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { goodPassword } from '../test/client.js';
import { webhookPath } from '../test/deliveries.js';
import { eventually } from '../test/eventually.js';
import { ownDatabase, startApi } from '../test/harness.js';
import { type Business, openInbox, readText, startBusiness, type TestCustomer } from '../test/inbox.js';
import { startBeside } from '../test/instances.js';
import { runReleaseStep } from '../test/releaseStep.js';
import { createApp } from './app.js';
import { createModels } from './models.js';
import { systemClock } from './platform/clock.js';
import { KeyRing } from './platform/keyRing.js';
import { createLogger } from './platform/logger.js';
import { holdRestored, settleRestored } from './restored.js';

type Copy = Map<string, mongo.Document[]>;

/**
 * All collections, one after the other, while people work: how far projecting is comes first and what Meta delivered last, so that
 * the copy says of no delivery that it is done whose message it lacks.
 */
async function copyOf({ db }: Connection, beforeDeliveries: () => void): Promise<Copy> {
  if (!db) throw new Error('the database is open');
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const between = names.filter((name) => name !== 'deliveryWriters' && name !== 'deliveries');
  const copy: Copy = new Map();
  for (const name of ['deliveryWriters', ...between, 'deliveries']) {
    if (name === 'deliveries') beforeDeliveries();
    copy.set(name, await db.collection(name).find().toArray());
  }
  return copy;
}

/** A database of that name with what the copy has, and no index. */
async function restore(uri: string, copy: Copy): Promise<void> {
  const client = await mongo.MongoClient.connect(uri);
  for (const [name, rows] of copy) if (rows.length > 0) await client.db().collection(name).insertMany(rows);
  // A restore takes longer than the ten seconds for which a process counts as alive.
  await client
    .db()
    .collection('deliveryWriters')
    .updateMany({}, { $set: { aliveUntil: new Date(0) } });
  await client.close();
}

async function drop(uri: string): Promise<void> {
  const client = await mongo.MongoClient.connect(uri);
  await client.db().dropDatabase();
  await client.close();
}

/** Customers who write and a team that answers, each in turn, until it is stopped. */
function load({ api, owner, inbox, writes, settle }: Business, customers: readonly TestCustomer[]) {
  const acknowledged = { fromCustomers: [] as string[], fromTeam: [] as string[] };
  let isOver = false;
  const answer = async (conversationId: string, text: string) => {
    const request = { clientId: randomUUID(), type: 'text', text };
    const { status } = await owner.post(`/api/conversations/${conversationId}/messages`, request);
    if (status === 201) acknowledged.fromTeam.push(text);
  };
  const conversationOf = async ({ name }: TestCustomer) =>
    (await inbox.conversations('?limit=100')).find(({ customer }) => customer.name === name);
  const work = async () => {
    for (let turn = 0; !isOver; turn += 1) {
      const customer = customers[turn % customers.length];
      if (!customer) break;
      writes(customer, `asked ${turn}`);
      await api.sandbox.webhooksIdle();
      acknowledged.fromCustomers.push(`asked ${turn}`);
      const conversation = await conversationOf(customer);
      if (conversation) await answer(conversation.id, `answered ${turn}`);
    }
    await settle();
  };
  const working = work();
  return {
    acknowledged,
    answer,
    conversationOf,
    async stop() {
      isOver = true;
      await working;
    },
  };
}

/** It starts a process, which may compile the sources first: on a busy machine that takes its time. */
const patience = { timeout: 240_000 };

it(
  'a database that is lost under load and restored lacks nothing acknowledged before the backup, and sends nothing twice',
  patience,
  async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.stop());
    const uri = ownDatabase();
    const business = await startBusiness({ sandbox, mongoUri: uri });
    const { api } = business;
    const customers = [business.customer(), business.customer(), business.customer()];
    const [first] = customers;
    if (!first) throw new Error('there are customers');
    const under = load(business, customers);
    await eventually(() => expect(under.acknowledged.fromTeam.length).toBeGreaterThan(8));
    await api.app.runDueSending();
    const conversationId = (await under.conversationOf(first))?.id ?? '';
    // In the backup it is queued, and it is sent afterwards.
    await under.answer(conversationId, 'queued at the backup');

    const fromTeam = [...under.acknowledged.fromTeam];
    let fromCustomers: string[] = [];
    const copy = await copyOf(api.connection, () => {
      fromCustomers = [...under.acknowledged.fromCustomers];
    });
    const countAtBackup = under.acknowledged.fromTeam.length;
    await eventually(() => expect(under.acknowledged.fromTeam.length).toBeGreaterThan(countAtBackup + 3));
    await under.stop();
    await api.app.runDueSending();
    await business.settle();
    await business.stop();
    await drop(uri);

    await restore(uri, copy);
    const step = await runReleaseStep(api.config, ['restored']);
    expect(step).toMatchObject({
      code: 0,
      complaint: '',
      output: expect.stringMatching(/^[1-9]\d* queued messages: /m),
    });
    const after = await startBeside(api);
    onTestFinished(() => after.stop());
    sandbox.setWebhookTarget({ url: `${await after.listen()}${webhookPath}` });
    await after.app.takeOverDeliveries();
    await after.app.runDueSending();

    const owner = after.client();
    owner.token = business.owner.token;
    expect((await owner.get('/api/inbox/summary')).status).toBe(401);
    await owner.logIn(business.owner.signedIn?.user.email ?? '', goodPassword);
    const inbox = openInbox(owner);
    const conversations = await inbox.conversations('?limit=100');
    const kept = (await Promise.all(conversations.map(({ id }) => inbox.thread(id)))).flat();
    const texts = kept.map(readText);
    expect(texts).toEqual(expect.arrayContaining([...fromCustomers, ...fromTeam]));
    expect(texts).toHaveLength(new Set(texts).size);
    const sentTexts = () =>
      sandbox.sentMessages().map(({ body }) => String((body.text as { body?: string } | undefined)?.body));
    expect(sentTexts()).toHaveLength(new Set(sentTexts()).size);
    expect(sentTexts()).toContain('queued at the backup');
    expect(kept.find((one) => readText(one) === 'queued at the backup')).toMatchObject({
      status: 'queued',
      held: { reason: 'interrupted' },
    });

    // Work goes on.
    sandbox.customerWrites({
      customerId: first.id,
      phoneNumberId: seedNumbers.acmeFlowers.id,
      content: { type: 'text', body: 'asked afterwards' },
    });
    await sandbox.webhooksIdle();
    await after.app.drainDeliveries();
    expect((await inbox.thread(conversationId)).map(readText)).toContain('asked afterwards');
  },
);

it('a backup of another installation is refused with what differs, and none is settled beneath running instances', async () => {
  const { config, connection, stop } = await startApi();
  onTestFinished(stop);
  const rows = (name: string) => connection.collection<{ _id: string } & mongo.Document>(name);
  const elsewhere = { appId: '999', stage: 'production' };
  await rows('installations').insertOne({ _id: 'database', ...elsewhere, since: new Date() });
  await rows('phoneNumbers').insertOne({ _id: 'a', accountId: 'a', phoneNumberId: '1', accessToken: 'v1.k9.n.sealed' });
  await rows('sessions').insertOne({ _id: 'a', sessionId: 'ended since the backup' });
  await rows('deliveryWriters').updateMany({}, { $set: { aliveUntil: new Date('2100-01-01') } });
  await rows('lifeSigns').deleteMany({});
  const models = createModels(connection);
  const mine = { appId: config.META_APP_ID, stage: config.NODE_ENV };
  const ring = new KeyRing(config.TOKEN_ENCRYPTION_KEYS);
  const hold = (adopts: boolean) => holdRestored({ connection, models, mine, ring, clock: systemClock }, adopts);
  await expect(hold(true)).rejects.toThrow('stop every one of them');
  expect(await rows('lifeSigns').countDocuments()).toBe(0);

  await rows('deliveryWriters').updateMany({}, { $set: { aliveUntil: new Date(0) } });
  await expect(hold(false)).rejects.toThrow(
    /of the app 999 at Meta.*in production.*one text is sealed under the key k9/s,
  );
  expect(await rows('lifeSigns').findOne()).toHaveProperty('interruptedAt');
  const start = createApp({ config, connection, logger: createLogger({ level: 'silent' }), clock: systemClock });
  await expect(start).rejects.toThrow('restored --adopt');

  await hold(true);
  expect(await rows('installations').findOne()).toMatchObject(mine);
  expect(await settleRestored({ models })).toContain('sessions ended: 1; everybody logs in again');
  expect(await rows('sessions').countDocuments()).toBe(0);
});
