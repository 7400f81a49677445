import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  expectFailure,
  expectValue,
  graphError,
  graphUrl,
  phoneNumberId,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
} from '../../test/graphFixture.js';

useNock();

const post = (body: nock.RequestBodyMatcher) =>
  nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${token}` } })
    .post(`/${phoneNumberId}/thread_control`, body)
    .query({ appsecret_proof: tokenProof });
const common = { phoneNumberId, token, to: { phone: '+15550190077' } } as const;

describe('thread control', () => {
  it('takes a conversation over', async () => {
    post({ messaging_product: 'whatsapp', to: '+15550190077', action: 'take' }).reply(200, { success: true });
    expectValue(await startClient().client.threadControl({ ...common, action: 'take' }));
  });

  it('passes it to a role, also of a customer whose number is hidden', async () => {
    const control_pass = { target_role: 'ai_agent' };
    post({ messaging_product: 'whatsapp', to: 'US.77', action: 'pass', control_pass }).reply(200, { success: true });
    const to = { userId: 'US.77' };
    expectValue(await startClient().client.threadControl({ ...common, to, action: 'pass', targetRole: 'ai_agent' }));
  });

  it('tells Meta’s code when it may not be taken, and does not try again', async () => {
    post({ messaging_product: 'whatsapp', to: '+15550190077', action: 'take' }).reply(
      403,
      graphError({ code: 2494191, message: '(#2494191) This app may not do that' }),
    );
    const failure = expectFailure(await startClient().client.threadControl({ ...common, action: 'take' }));
    expect(failure).toMatchObject({ code: 2494191, outcome: 'refused' });
  });
});
