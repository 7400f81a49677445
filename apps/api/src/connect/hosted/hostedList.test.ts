import { type HostedSignupState, hostedSignupsReply } from '@switchboard/contracts';
import { seedBusinesses } from '@switchboard/meta-sandbox/seeds';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { startApi, type TestApi } from '../../../test/harness.js';

const operatorToken = 'operator-token-of-the-tests-0123456789';
const base = '/api/operator/hosted-signups';

let api: TestApi;
let operator: Client;
beforeAll(async () => {
  api = await startApi({ env: { OPERATOR_TOKEN: operatorToken } });
  operator = api.client();
  operator.token = operatorToken;
});
afterAll(() => api.stop());
beforeEach(async () => {
  await stored().deleteMany({});
});

const stored = () => api.connection.collection('hostedSignups');
const list = async () => hostedSignupsReply.parse((await operator.get(base)).body);
/** Each a second later than the one before. */
const keep = (count: number, state: HostedSignupState, more: { from?: string; accountId?: string } = {}) => {
  const { from = '99', ...rest } = more;
  const at = (index: number) => new Date(api.clock.now().getTime() + index * 1000);
  return stored().insertMany(
    Array.from({ length: count }, (_, index) => ({
      ...{ wabaId: `${from}${String(index).padStart(10, '0')}`, businessId: seedBusinesses.acme.id },
      ...{ state, at: at(index), ...rest },
    })),
  );
};

describe('many sign-ups', () => {
  it('wait: the oldest are shown, how many more there are is said, and they come up when those are done', async () => {
    await keep(103, 'waiting');
    const { signups, moreWaiting } = await list();
    expect([signups.length, moreWaiting]).toEqual([100, 3]);
    expect(signups[0]?.wabaId).toBe('990000000000');
    for (const { wabaId } of signups.slice(0, 3)) await operator.post(`${base}/${wabaId}/dismiss`);
    const then = await list();
    expect(then.moreWaiting).toBe(0);
    expect(then.signups.filter(({ state }) => state === 'waiting').at(-1)?.wabaId).toBe('990000000102');
  });

  it('are done: the latest are shown, and whoever waits is seen before them', async () => {
    await keep(120, 'dismissed');
    await keep(1, 'waiting', { from: '98' });
    const { signups, moreWaiting } = await list();
    expect([signups.length, moreWaiting]).toEqual([101, 0]);
    expect(signups.slice(0, 2).map(({ wabaId }) => wabaId)).toEqual(['980000000000', '990000000119']);
  });

  it('are read with as few questions as one', async () => {
    const asked = async () => {
      const questions: string[] = [];
      api.connection.set('debug', (collection: string, method: string) => questions.push(`${collection}.${method}`));
      await list();
      api.connection.set('debug', false);
      return questions.sort();
    };
    const { accountId } = (await api.owner()).signedIn?.account ?? {};
    if (accountId === undefined) throw new Error('nobody is signed in');
    await keep(1, 'connected', { from: '98', accountId });
    const ofOne = await asked();
    expect(ofOne).toContain('accounts.find');
    await keep(50, 'connected', { accountId });
    expect(await asked()).toEqual(ofOne);
  });

  it('that settle are written in one go', async () => {
    const { accountId } = (await api.owner()).signedIn?.account ?? {};
    await keep(5, 'waiting');
    const since = new Date(api.clock.now().getTime() + 60_000);
    await api.connection.collection('phoneNumbers').insertMany(
      Array.from({ length: 5 }, (_, index) => ({
        ...{ accountId, phoneNumberId: `77${index}`, wabaId: `99${String(index).padStart(10, '0')}` },
        ...{ isActive: true, connectedAt: since, token: { valid: true, at: since } },
      })),
    );
    const writes: string[] = [];
    api.connection.set('debug', (collection: string, method: string) => writes.push(`${collection}.${method}`));
    const { signups } = await list();
    api.connection.set('debug', false);
    expect(signups.map(({ state, account, working }) => [state, account?.accountId, working])).toEqual(
      Array(5).fill(['connected', accountId, true]),
    );
    expect(writes.filter((write) => /^hostedSignups\.(bulkWrite|update)/.test(write))).toEqual([
      'hostedSignups.bulkWrite',
    ]);
  });
});
