import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedBusinesses, seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());

const acme = seedWabas.acmeFlowers.id;
const number = seedNumbers.acmeFlowers.id;

describe('what Meta has and the sandbox lacks', () => {
  it.each([
    ['GET', `${acme}/activities`],
    ['GET', `${acme}/flows`],
    ['POST', `${acme}/flows`],
    ['GET', `${acme}/assigned_users`],
    ['GET', `${number}/groups`],
    ['POST', `${number}/calls`],
    ['GET', `${number}/whatsapp_business_encryption`],
    ['GET', `${seedBusinesses.acme.id}/extendedcredits`],
    ['GET', '300100/whatsapp_business_solutions'],
    ['POST', '1234567890/publish'],
    ['GET', '1234567890/join_requests'],
    ['GET', '1234567890'],
  ])('%s %s says that it is the sandbox which lacks it', async (method, path) => {
    const answer = await meta.call(method, path, { token: await meta.token() });
    expect(readError(answer)).toMatchObject({
      status: 400,
      code: 100,
      error_user_title: 'Not served by this sandbox',
      error_user_msg: expect.stringContaining('not served by this sandbox'),
    });
    expect(JSON.stringify(answer.body)).not.toContain('nonexisting');
  });

  it('is said of edges and fields inside of a read as well', async () => {
    for (const fields of ['id,activities{id}', 'id,template_analytics.start(1).end(2)']) {
      const answer = await meta.get(acme, { token: await meta.token(), query: { fields } });
      expect(readError(answer)).toMatchObject({ error_user_title: 'Not served by this sandbox' });
    }
  });

  it.each([
    ['GET', `${acme}/colours`, /^\(#100\) Tried accessing nonexisting field \(colours\)/],
    ['GET', `${number}/toString`, /^\(#100\) Tried accessing nonexisting field \(toString\)/],
    ['POST', `${acme}/colours`, /^Unsupported post request/],
  ])('is not said of what nobody has: %s %s', async (method, path, words) => {
    const answer = readError(await meta.call(method, path, { token: await meta.token() }));
    expect(answer.message).toMatch(words);
    expect(answer).not.toHaveProperty('error_user_msg');
  });

  it('is said of messages to a group', async () => {
    const body = {
      messaging_product: 'whatsapp',
      recipient_type: 'group',
      to: 'g-1',
      type: 'text',
      text: { body: 'Hi' },
    };
    const answer = await meta.post(`${number}/messages`, { token: await meta.token(), body });
    expect(readError(answer)).toMatchObject({ error_user_title: 'Not served by this sandbox' });
  });

  it('is said of many calls in one', async () => {
    const answer = await meta.post('', { token: meta.appToken, form: { batch: '[]' } });
    expect(readError(answer)).toMatchObject({ error_user_title: 'Not served by this sandbox' });
  });

  it('is told to nobody without a token', async () => {
    expect(readError(await meta.get(`${acme}/activities`))).toMatchObject({ code: 104 });
    expect(readError(await meta.call('POST', '1234567890/publish', { token: 'EAAmade-up' }))).toMatchObject({
      code: 190,
    });
  });
});
