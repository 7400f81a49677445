import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedBusinesses, seedPerson, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const dana = seedPerson.id;

describe('the accounts a user was given', () => {
  it('are listed for the user of the token', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.acmeEvents.id, seedWabas.acmeFlowers.id] });
    const { body } = await meta.get('me/assigned_whatsapp_business_accounts', { token, query: { fields: 'id' } });
    expect(body.data).toEqual([{ id: seedWabas.acmeEvents.id }, { id: seedWabas.acmeFlowers.id }]);
    const blind = await meta.token({ scopes: [] });
    expect(readError(await meta.get('me/assigned_whatsapp_business_accounts', { token: blind }))).toMatchObject({
      code: 200,
    });
  });
});

describe('/me', () => {
  it('names the portfolio behind a business token', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.blueBicycle.id] });
    const { body } = await meta.get('me', { token, query: { fields: 'client_business_id' } });
    expect(body).toEqual({
      client_business_id: seedBusinesses.blueBicycle.id,
      id: seedBusinesses.blueBicycle.systemUserId,
    });
  });

  it('is the person behind a user token, who has no client_business_id', async () => {
    const token = await meta.token({ tokenKind: 'user' });
    expect((await meta.get('me', { token })).body).toEqual({ id: dana, name: 'Dana Rivers' });
    const wrong = await meta.get('me', { token, query: { fields: 'client_business_id' } });
    expect(readError(wrong)).toMatchObject({ status: 400, code: 100 });
  });

  it('is asked for an active token when there is none', async () => {
    expect(readError(await meta.get('me'))).toMatchObject({ status: 400, code: 2500 });
  });
});

describe('the portfolios of a person', () => {
  it('are listed to those who may manage them', async () => {
    const token = await meta.token({ tokenKind: 'user', scopes: ['business_management'] });
    const { body } = await meta.get('me/businesses', { token, query: { limit: '2' } });
    expect(body.data).toEqual([
      { id: seedBusinesses.acme.id, name: 'Acme Flowers' },
      { id: seedBusinesses.blueBicycle.id, name: 'Blue Bicycle' },
    ]);
    const byId = await meta.get(`${dana}/businesses`, { token, query: { limit: '2' } });
    expect(byId.body.data).toEqual(body.data);
  });

  it('need business_management, and a person', async () => {
    const withoutPermission = await meta.token({ tokenKind: 'user' });
    expect(readError(await meta.get('me/businesses', { token: withoutPermission }))).toMatchObject({
      status: 403,
      code: 200,
    });
    const business = await meta.token({ scopes: ['business_management'] });
    expect((await meta.get('me/businesses', { token: business })).body).toEqual({ data: [] });
  });
});

describe('taking permissions back', () => {
  it('ends every token of the person when all are taken', async () => {
    const tokens = [await meta.token({ tokenKind: 'user' }), await meta.token({ tokenKind: 'user' })];
    const business = await meta.token();
    expect((await meta.call('DELETE', 'me/permissions', { token: tokens[0] })).body).toEqual({ success: true });
    for (const token of tokens) {
      expect(readError(await meta.get('me', { token }))).toMatchObject({ code: 190, error_subcode: 458 });
    }
    expect((await meta.get('me', { token: business })).status).toBe(200);
  });

  it('ends one permission when one is named, also by an app token', async () => {
    const token = await meta.token({ tokenKind: 'user' });
    const path = `${dana}/permissions/whatsapp_business_management`;
    expect((await meta.call('DELETE', path, { token: meta.appToken })).body).toEqual({ success: true });
    expect((await meta.get('me/permissions', { token })).body).toEqual({
      data: [{ permission: 'whatsapp_business_messaging', status: 'granted' }],
    });
    expect(readError(await meta.get(seedWabas.acmeFlowers.id, { token }))).toMatchObject({ code: 200 });
  });

  it('is not for a portfolio, which does it in its own settings', async () => {
    const token = await meta.token();
    expect(readError(await meta.call('DELETE', 'me/permissions', { token }))).toMatchObject({ code: 100 });
    expect((await meta.get('me', { token })).status).toBe(200);
  });
});

describe('the accounts of a portfolio', () => {
  const acme = seedBusinesses.acme.id;

  it('are not where the popular guess looks for them', async () => {
    const token = await meta.token({ scopes: ['business_management', 'whatsapp_business_management'] });
    expect(readError(await meta.get(`${acme}/whatsapp_business_accounts`, { token }))).toMatchObject({
      status: 400,
      code: 100,
      message: '(#100) Tried accessing nonexisting field (whatsapp_business_accounts) on node type (Business)',
    });
  });

  it('are its own, and those shared with it', async () => {
    const token = await meta.token({ scopes: ['business_management', 'whatsapp_business_management'] });
    const { world } = meta.sandbox;
    world.addWaba({
      id: '999',
      name: 'Shared',
      businessId: seedBusinesses.blueBicycle.id,
      sharedWithBusinessIds: [acme],
    });
    const names = async (edge: string) =>
      (await meta.get(`${acme}/${edge}`, { token, query: { fields: 'name' } })).body.data;
    expect(await names('owned_whatsapp_business_accounts')).toEqual([
      { id: seedWabas.acmeFlowers.id, name: 'Acme Flowers' },
      { id: seedWabas.acmeEvents.id, name: 'Acme Events' },
    ]);
    expect(await names('client_whatsapp_business_accounts')).toEqual([{ id: '999', name: 'Shared' }]);
  });

  it('are closed to a token with the two WhatsApp permissions alone', async () => {
    const token = await meta.token();
    for (const path of [acme, `${acme}/owned_whatsapp_business_accounts`]) {
      expect(readError(await meta.get(path, { token }))).toMatchObject({ status: 403, code: 200 });
    }
  });
});
