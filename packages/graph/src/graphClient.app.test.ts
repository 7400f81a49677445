import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  appId,
  appSecret,
  expectFailure,
  expectValue,
  graphError,
  graphUrl,
  meta,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
} from '../test/graphFixture.js';

useNock();

const metaWith = (bearer: string) =>
  nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${bearer}` } });
const withAppToken = () => metaWith(`${appId}|${appSecret}`);
const asksFor =
  (...names: string[]) =>
  (query: { fields?: string }) =>
    names.every((name) => query.fields?.split(',').includes(name));

describe('what the dashboard says of the app', () => {
  const read = () => startClient().client.readApp();

  it('is asked with the token of the app itself', async () => {
    withAppToken()
      .get(`/${appId}`)
      .query(asksFor('id', 'name', 'app_domains', 'privacy_policy_url', 'deauth_callback_url'))
      .reply(200, {
        id: appId,
        name: 'Acme Inbox',
        app_domains: ['app.acme.test'],
        privacy_policy_url: 'https://app.acme.test/privacy',
        terms_of_service_url: '',
      });
    expect(expectValue(await read())).toEqual({
      id: appId,
      name: 'Acme Inbox',
      details: {
        domains: ['app.acme.test'],
        privacyUrl: 'https://app.acme.test/privacy',
        deauthorizeUrl: null,
        termsUrl: null,
      },
    });
  });

  it('is the name alone where Meta no longer has one of the fields', async () => {
    const message = '(#100) Tried accessing nonexisting field (deauth_callback_url) on node type (Application)';
    meta()
      .get(`/${appId}`)
      .query(asksFor('deauth_callback_url'))
      .reply(400, graphError({ code: 100, message }));
    meta()
      .get(`/${appId}`)
      .query((query) => query.fields === 'id,name')
      .reply(200, { id: appId, name: 'Acme Inbox' });
    expect(expectValue(await read())).toEqual({ id: appId, name: 'Acme Inbox', details: null });
  });

  it('is not told for a wrong secret, which is the operator’s to mend', async () => {
    meta()
      .get(`/${appId}`)
      .query(true)
      .reply(400, graphError({ code: 190 }));
    expect(expectFailure(await read())).toMatchObject({ kind: 'app_misconfigured', turn: 'operator' });
  });
});

it('the permissions that went through review are read to the last page', async () => {
  withAppToken()
    .get(`/${appId}/permissions`)
    .query((query) => query.after === undefined)
    .reply(200, {
      data: [{ permission: 'whatsapp_business_management', status: 'live' }],
      paging: { cursors: { after: 'c1' }, next: 'https://graph.test/next' },
    });
  withAppToken()
    .get(`/${appId}/permissions`)
    .query((query) => query.after === 'c1')
    .reply(200, { data: [{ permission: 'email', status: 'unapproved', more: 1 }] });
  expect(expectValue(await startClient().client.listAppPermissions())).toEqual([
    { permission: 'whatsapp_business_management', status: 'live' },
    { permission: 'email', status: 'unapproved' },
  ]);
});

it('our own portfolios are asked for with the token of our own system user', async () => {
  metaWith(token)
    .get('/me/businesses')
    .query((query) => query.appsecret_proof === tokenProof && asksFor('verification_status')(query))
    .reply(200, { data: [{ id: 500100, name: 'Acme', verification_status: 'pending' }, { id: '500101' }] });
  expect(expectValue(await startClient().client.listOwnBusinesses(token))).toEqual([
    { id: '500100', name: 'Acme', verificationStatus: 'pending' },
    { id: '500101', name: undefined, verificationStatus: undefined },
  ]);
});
