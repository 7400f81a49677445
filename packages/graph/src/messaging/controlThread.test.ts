import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  expectFailure,
  graphError,
  graphUrl,
  meta,
  phoneNumberId,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
} from '../../test/graphFixture.js';
import type { ThreadControlInput } from './messaging.types.js';

useNock();

const edge = `/${phoneNumberId}/thread_control`;
const input: ThreadControlInput = { phoneNumberId, token, to: { phone: '15550100001' }, action: 'take' };
const control = (changes: Partial<ThreadControlInput> = {}) =>
  startClient().client.controlThread({ ...input, ...changes });
const done = { messaging_product: 'whatsapp', request_id: 'r1' };

describe('changing who answers a conversation', () => {
  it.each<[string, Partial<ThreadControlInput>, Record<string, unknown>]>([
    ['takes it', {}, { to: '15550100001', action: 'take' }],
    ['takes it from a person without a number', { to: { userId: 'US.1' } }, { recipient: 'US.1', action: 'take' }],
    [
      'passes it to a role, with words for whoever takes over',
      { action: 'pass', targetRole: 'ai_agent', metadata: 'Wants roses' },
      {
        to: '15550100001',
        action: 'pass',
        metadata: 'Wants roses',
        control_pass: { target_role: 'ai_agent' },
      },
    ],
    ['passes it to whom escalations go to', { action: 'pass' }, { to: '15550100001', action: 'pass' }],
    ['releases it', { action: 'release' }, { to: '15550100001', action: 'release' }],
    ['names a role with a pass only', { targetRole: 'ai_agent' }, { to: '15550100001', action: 'take' }],
  ])('%s', async (_what, changes, body) => {
    nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${token}` } })
      .post(edge, { messaging_product: 'whatsapp', ...body })
      .query({ appsecret_proof: tokenProof })
      .reply(200, done);
    expect(await control(changes)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    [400, { code: 2494191 }, 'message_not_allowed', 'refused'],
    [503, { code: 2 }, 'meta_unavailable', 'refused'],
  ])('is tried once: HTTP %i with %j', async (status, error, kind, outcome) => {
    meta().post(edge).query(true).reply(status, graphError(error));
    const { client, calls } = startClient();
    expect(expectFailure(await client.controlThread(input))).toMatchObject({ kind, outcome });
    expect(calls).toMatchObject([{ attempt: 1, edge: '/{id}/thread_control' }]);
  });
});
