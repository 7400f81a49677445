import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  expectFailure,
  expectValue,
  graphError,
  graphUrl,
  meta,
  phoneNumberId,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
} from '../test/graphFixture.js';
import { appSecretProof } from './secrets.js';

useNock();

const metaWithToken = () => nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${token}` } });
const proof = { appsecret_proof: tokenProof };
const done = { ok: true, value: undefined };

describe('reading health', () => {
  const read = () => startClient().client.readHealth(phoneNumberId, token);
  const answer = (body: object) =>
    metaWithToken()
      .get(`/${phoneNumberId}`)
      .query({ fields: 'health_status', ...proof })
      .reply(200, body);

  it('reads what a message goes through, and what is wrong with it', async () => {
    answer({
      id: phoneNumberId,
      health_status: {
        can_send_message: 'BLOCKED',
        entities: [
          {
            entity_type: 'WABA',
            id: 900100200300,
            can_send_message: 'BLOCKED',
            errors: [{ error_code: 141006, error_description: 'No payment method', possible_solution: 'Add one' }],
          },
          { entity_type: 'APP', id: '300100', can_send_message: 'AVAILABLE' },
        ],
      },
    });
    expect(expectValue(await read())).toEqual({
      canSendMessage: 'BLOCKED',
      entities: [
        {
          type: 'WABA',
          id: '900100200300',
          canSendMessage: 'BLOCKED',
          errors: [{ code: 141006, description: 'No payment method', solution: 'Add one' }],
          additionalInfo: [],
        },
        { type: 'APP', id: '300100', canSendMessage: 'AVAILABLE', errors: [], additionalInfo: [] },
      ],
    });
  });

  it('reads why a message may go out with limits only', async () => {
    const said = 'Your display name has not been approved yet. Your message limit will increase after it is.';
    answer({
      health_status: {
        can_send_message: 'LIMITED',
        entities: [
          { entity_type: 'PHONE_NUMBER', id: '1', can_send_message: 'LIMITED', additional_info: [said, 7, '', null] },
          { entity_type: 'WABA', id: '2', can_send_message: 'LIMITED', additional_info: 'no list' },
        ],
      },
    });
    const { entities } = expectValue(await read());
    expect(entities.map(({ additionalInfo }) => additionalInfo)).toEqual([[said], []]);
  });

  it('does without a list of entities', async () => {
    answer({ health_status: { can_send_message: 'LIMITED' } });
    expect(expectValue(await read())).toEqual({ canSendMessage: 'LIMITED', entities: [] });
  });

  it('takes an answer without the status for what it is: not an answer', async () => {
    answer({ id: phoneNumberId });
    expect(expectFailure(await read())).toMatchObject({
      kind: 'unexpected_answer',
      message: expect.stringContaining('"health_status"'),
    });
  });
});

describe('the portfolio behind a business token', () => {
  const answer = (body: object) =>
    metaWithToken()
      .get('/me')
      .query({ fields: 'client_business_id', ...proof })
      .reply(200, body);

  it.each([
    [{ client_business_id: '500100200300', id: '1' }, '500100200300'],
    [{ client_business_id: 500100200300 }, '500100200300'],
    [{ id: '10150' }, undefined],
  ])('reads %j as %s', async (body, businessId) => {
    answer(body);
    expect(expectValue(await startClient().client.readClientBusiness(token))).toEqual({ businessId });
  });
});

type Client = ReturnType<typeof startClient>['client'];

interface Write {
  name: string;
  act: (client: Client) => ReturnType<Client['setPin']>;
  path: string;
  body: Record<string, string> | '';
  tries: number;
  refusals: [code: number, kind: string][];
}

const writes: Write[] = [
  {
    name: 'registerNumber',
    act: (client: Client) => client.registerNumber(phoneNumberId, '123456', token),
    path: `/${phoneNumberId}/register`,
    body: { messaging_product: 'whatsapp', pin: '123456' },
    tries: 1,
    refusals: [
      [133005, 'pin_rejected'],
      [133006, 'number_not_registered'],
      [133016, 'registration_limited'],
    ],
  },
  {
    name: 'deregisterNumber',
    act: (client: Client) => client.deregisterNumber(phoneNumberId, token),
    path: `/${phoneNumberId}/deregister`,
    body: '',
    tries: 1,
    refusals: [[133016, 'registration_limited']],
  },
  {
    name: 'setPin',
    act: (client: Client) => client.setPin(phoneNumberId, '654321', token),
    path: `/${phoneNumberId}`,
    body: { pin: '654321' },
    tries: 3,
    refusals: [[190, 'token_invalid']],
  },
  {
    name: 'requestVerificationCode',
    act: (client: Client) => client.requestVerificationCode(phoneNumberId, { method: 'SMS', language: 'en_US' }, token),
    path: `/${phoneNumberId}/request_code`,
    body: { code_method: 'SMS', language: 'en_US' },
    tries: 1,
    refusals: [[136024, 'already_done']],
  },
  {
    name: 'verifyCode',
    act: (client: Client) => client.verifyCode(phoneNumberId, '246810', token),
    path: `/${phoneNumberId}/verify_code`,
    body: { code: '246810' },
    tries: 1,
    refusals: [[10, 'permission_missing']],
  },
];

describe.each(writes)('$name', ({ act, path, body, tries, refusals }) => {
  it('sends exactly this, with the proof of the token', async () => {
    metaWithToken().post(path, body).query(proof).reply(200, { success: true });
    expect(await act(startClient().client)).toEqual(done);
  });

  it('takes nothing but success for success', async () => {
    meta().post(path).query(true).reply(200, { success: false });
    expect(expectFailure(await act(startClient().client)).kind).toBe('unexpected_answer');
  });

  it('is tried again only where doing it twice is doing it once', async () => {
    meta()
      .post(path)
      .query(true)
      .times(tries)
      .reply(503, graphError({ code: 2, is_transient: true }));
    const { client, calls } = startClient();
    expect(expectFailure(await act(client)).kind).toBe('meta_unavailable');
    expect(calls).toHaveLength(tries);
  });

  it.each(refusals)('says why Meta refused it: %d is %s', async (code, kind) => {
    meta().post(path).query(true).reply(400, graphError({ code }));
    const { client, calls } = startClient();
    expect(expectFailure(await act(client))).toMatchObject({ kind, code, outcome: 'refused' });
    expect(calls).toHaveLength(1);
  });
});

describe('secrets of a number', () => {
  it.each([
    ['the PIN', '/register', (client: Client) => client.registerNumber(phoneNumberId, '739214', token)],
    ['a new PIN', '', (client: Client) => client.setPin(phoneNumberId, '739214', token)],
    ['the code', '/verify_code', (client: Client) => client.verifyCode(phoneNumberId, '739214', token)],
  ])('%s does not come back in what Meta says about it', async (_what, edge, act) => {
    meta()
      .post(`/${phoneNumberId}${edge}`)
      .query(true)
      .reply(400, graphError({ code: 100, message: 'Param 739214 is not valid' }));
    expect(expectFailure(await act(startClient().client)).message).toBe('Param [secret] is not valid');
  });
});

describe('asking for contacts and history', () => {
  const path = `/${phoneNumberId}/smb_app_data`;

  it.each(['smb_app_state_sync', 'history'] as const)('asks for %s and gives the id of the request', async (what) => {
    metaWithToken()
      .post(path, { messaging_product: 'whatsapp', sync_type: what })
      .query(proof)
      .reply(200, { messaging_product: 'whatsapp', request_id: 'req-1' });
    expect(await startClient().client.requestSync(phoneNumberId, what, token)).toEqual({
      ok: true,
      value: { requestId: 'req-1' },
    });
  });

  it.each([
    [2593107, 'already_done'],
    [2593108, 'invalid_request'],
    [2593109, 'permission_missing'],
  ])('says why Meta refused it: %d is %s', async (code, kind) => {
    meta().post(path).query(true).reply(400, graphError({ code }));
    const failure = expectFailure(await startClient().client.requestSync(phoneNumberId, 'history', token));
    expect(failure).toMatchObject({ kind, code, retry: 'no' });
  });

  it('is asked for once, whatever the answer: each may be asked for once', async () => {
    meta()
      .post(path)
      .query(true)
      .reply(503, graphError({ code: 2, is_transient: true }));
    const { client, calls } = startClient();
    expect(expectFailure(await client.requestSync(phoneNumberId, 'history', token)).kind).toBe('meta_unavailable');
    expect(calls).toHaveLength(1);
  });
});

describe('removing the app at Meta', () => {
  it.each([
    ['true', true],
    ['success', { success: true }],
  ])('takes %s for done', async (_what, body) => {
    metaWithToken().delete('/me/permissions').query(proof).reply(200, JSON.stringify(body), {
      'content-type': 'application/json',
    });
    expect(await startClient().client.revokeGrant(token)).toEqual(done);
  });

  it('takes neither false nor an empty object for done', async () => {
    for (const body of ['false', '{}']) {
      meta().delete('/me/permissions').query(true).reply(200, body, { 'content-type': 'application/json' });
      expect(expectFailure(await startClient().client.revokeGrant(token)).kind).toBe('unexpected_answer');
    }
  });

  it('says that the token is dead already', async () => {
    meta()
      .delete('/me/permissions')
      .query(true)
      .reply(401, graphError({ code: 190, error_subcode: 458 }));
    expect(expectFailure(await startClient().client.revokeGrant(token))).toMatchObject({
      kind: 'token_invalid',
      subcode: 458,
    });
  });
});

describe("a customer's token, fetched with our own", () => {
  const ownToken = 'EAAourownsystemuser';
  const businessId = '500100200300';
  const fetchIt = () => startClient().client.fetchBusinessToken(businessId, ownToken);

  it('sends a form as our own system user, with the proof of our own token', async () => {
    nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${ownToken}` } })
      .post(`/${businessId}/system_user_access_tokens`, { fetch_only: 'true' })
      .query({ appsecret_proof: appSecretProof('sandbox-app-secret', ownToken) })
      .matchHeader('content-type', /^application\/x-www-form-urlencoded/)
      .reply(200, { access_token: token });
    expect(expectValue(await fetchIt())).toEqual({ accessToken: token, expiresInSeconds: undefined });
  });

  it('refuses an answer without a token', async () => {
    meta().post(`/${businessId}/system_user_access_tokens`).query(true).reply(200, { success: true });
    expect(expectFailure(await fetchIt()).kind).toBe('unexpected_answer');
  });

  it('says that our own token is the one that is not valid', async () => {
    meta()
      .post(`/${businessId}/system_user_access_tokens`)
      .query(true)
      .reply(401, graphError({ code: 190 }));
    expect(expectFailure(await fetchIt())).toMatchObject({ kind: 'app_misconfigured', turn: 'operator' });
  });

  it('says that our own token may not', async () => {
    meta()
      .post(`/${businessId}/system_user_access_tokens`)
      .query(true)
      .reply(403, graphError({ code: 200 }));
    expect(expectFailure(await fetchIt()).kind).toBe('permission_missing');
  });
});
