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
} from '../../test/graphFixture.js';
import type { OutgoingContent, SendMessageInput } from './messaging.types.js';

useNock();

const messages = () =>
  nock(`${graphUrl}/${version}`, {
    reqheaders: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
const edge = `/${phoneNumberId}/messages`;
const proof = { appsecret_proof: tokenProof };
const accepted = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+15550100001', wa_id: '15550100001' }],
  messages: [{ id: 'wamid.SANDBOX0001' }],
};
const input: SendMessageInput = {
  phoneNumberId,
  token,
  to: { phone: '+15550100001' },
  content: { type: 'text', body: 'Hello' },
  callbackData: 'message-1',
};
const common = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+15550100001',
  biz_opaque_callback_data: 'message-1',
};
const send = (changes: Partial<SendMessageInput> = {}) => startClient().client.sendMessage({ ...input, ...changes });

describe('handing a message to Meta', () => {
  const contents: [string, OutgoingContent, Record<string, unknown>][] = [
    ['a text', { type: 'text', body: 'é 👍' }, { type: 'text', text: { body: 'é 👍' } }],
    [
      'a text with a preview',
      { type: 'text', body: 'https://x.test', previewUrl: true },
      { type: 'text', text: { body: 'https://x.test', preview_url: true } },
    ],
    [
      'an image',
      { type: 'image', mediaId: '800100', caption: 'Roses' },
      { type: 'image', image: { id: '800100', caption: 'Roses' } },
    ],
    ['a video', { type: 'video', mediaId: '800100' }, { type: 'video', video: { id: '800100' } }],
    [
      'a document',
      { type: 'document', mediaId: '800100', filename: 'bill.pdf', caption: 'The bill' },
      { type: 'document', document: { id: '800100', filename: 'bill.pdf', caption: 'The bill' } },
    ],
    [
      'a voice message',
      { type: 'audio', mediaId: '800100', voice: true },
      { type: 'audio', audio: { id: '800100', voice: true } },
    ],
    ['a sticker', { type: 'sticker', mediaId: '800100' }, { type: 'sticker', sticker: { id: '800100' } }],
    [
      'a reaction',
      { type: 'reaction', target: 'wamid.1', emoji: '👍' },
      { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍' } },
    ],
    [
      'taking a reaction back',
      { type: 'reaction', target: 'wamid.1', emoji: null },
      { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } },
    ],
    [
      'a template',
      {
        type: 'template',
        name: 'order_ready',
        language: 'en_US',
        components: [
          { type: 'header', parameters: [{ text: 'Acme' }] },
          { type: 'body', parameters: [{ text: 'Ana', name: 'customer' }] },
          { type: 'button', subType: 'url', index: 0, parameters: [{ text: 'order/1' }] },
          { type: 'button', subType: 'quick_reply', index: 1, parameters: [{ text: 'STOP' }] },
          { type: 'button', subType: 'copy_code', index: 2, parameters: [{ text: 'TEN' }] },
        ],
      },
      {
        type: 'template',
        template: {
          name: 'order_ready',
          language: { code: 'en_US' },
          components: [
            { type: 'header', parameters: [{ type: 'text', text: 'Acme' }] },
            { type: 'body', parameters: [{ type: 'text', text: 'Ana', parameter_name: 'customer' }] },
            { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'order/1' }] },
            { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'STOP' }] },
            {
              type: 'button',
              sub_type: 'copy_code',
              index: '2',
              parameters: [{ type: 'coupon_code', coupon_code: 'TEN' }],
            },
          ],
        },
      },
    ],
  ];

  it.each(contents)('%s', async (_what, content, body) => {
    messages()
      .post(edge, { ...common, ...body })
      .query(proof)
      .reply(200, accepted);
    expect(expectValue(await send({ content }))).toEqual({ id: 'wamid.SANDBOX0001', waId: '15550100001' });
  });

  it('to a customer who is only known by an id', async () => {
    const { to: _, ...others } = common;
    messages()
      .post(edge, { ...others, recipient: 'US.1', type: 'text', text: { body: 'Hello' } })
      .query(proof)
      .reply(200, { contacts: [{ input: 'US.1', user_id: 'US.1' }], messages: [{ id: 'wamid.1' }] });
    expect(expectValue(await send({ to: { userId: 'US.1' } }))).toEqual({ id: 'wamid.1', userId: 'US.1' });
  });

  it('as an answer, which a reaction never is', async () => {
    const context = { message_id: 'wamid.ASKED' };
    messages()
      .post(edge, { ...common, context, type: 'text', text: { body: 'Hello' } })
      .query(proof)
      .reply(200, accepted);
    expect((await send({ repliesTo: 'wamid.ASKED' })).ok).toBe(true);

    messages()
      .post(edge, { ...common, type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍' } })
      .query(proof)
      .reply(200, accepted);
    const content: OutgoingContent = { type: 'reaction', target: 'wamid.1', emoji: '👍' };
    expect((await send({ content, repliesTo: 'wamid.ASKED' })).ok).toBe(true);
  });

  it('with half a surrogate pair in it', async () => {
    messages()
      .post(edge, (body) => body.text.body === 'cut \ud83d')
      .query(proof)
      .reply(200, accepted);
    expect((await send({ content: { type: 'text', body: 'cut \ud83d' } })).ok).toBe(true);
  });

  it('tells that Meta holds a template back', async () => {
    const held = { messages: [{ id: 'wamid.1', message_status: 'held_for_quality_assessment' }] };
    messages().post(edge).query(proof).reply(200, held);
    expect(expectValue(await send())).toEqual({ id: 'wamid.1', messageStatus: 'held_for_quality_assessment' });
  });
});

describe('a message that Meta does not take', () => {
  it.each([
    [503, { code: 2 }, 'meta_unavailable', 'backoff'],
    [500, { code: 1, is_transient: true }, 'unknown', 'backoff'],
    [400, { code: 130429 }, 'rate_limited', 'backoff'],
    [400, { code: 131056 }, 'rate_limited', 'backoff'],
    [400, { code: 131047, error_data: { details: 'Late' } }, 'message_not_allowed', 'no'],
    [401, { code: 190 }, 'token_invalid', 'no'],
  ])('is sent once, whatever the refusal is: HTTP %i with %j', async (status, error, kind, retry) => {
    meta().post(edge).query(true).reply(status, graphError(error));
    const { client, calls } = startClient();
    expect(expectFailure(await client.sendMessage(input))).toMatchObject({ kind, retry, outcome: 'refused' });
    expect(calls).toMatchObject([{ attempt: 1, edge: '/{id}/messages' }]);
  });

  it.each([
    [{}, '"messages"'],
    [{ messages: [] }, '"messages'],
    [{ messages: [{ id: '' }] }, '"messages.0.id"'],
  ])('is unclear when the answer is %j', async (answer, place) => {
    meta().post(edge).query(true).reply(200, answer);
    const failure = expectFailure(await send());
    expect(failure).toMatchObject({ kind: 'unexpected_answer', outcome: 'unknown' });
    expect(failure.message).toContain(place);
  });

  it('is not sent with an id that is none', async () => {
    expect(expectFailure(await send({ phoneNumberId: '../me' }))).toMatchObject({ outcome: 'refused' });
  });
});

describe('showing the customer that a message was read', () => {
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' };
  const mark = (typing?: boolean) =>
    startClient().client.markRead({ phoneNumberId, token, wamid: 'wamid.1', ...(typing !== undefined && { typing }) });

  it('marks it', async () => {
    messages().post(edge, read).query(proof).reply(200, { success: true });
    expect(await mark()).toEqual({ ok: true, value: undefined });
    messages().post(edge, read).query(proof).reply(200, { success: true });
    expect(await mark(false)).toEqual({ ok: true, value: undefined });
  });

  it('shows that somebody writes', async () => {
    messages()
      .post(edge, { ...read, typing_indicator: { type: 'text' } })
      .query(proof)
      .reply(200, { success: true });
    expect((await mark(true)).ok).toBe(true);
  });

  it.each([
    [131009, true, true],
    [10, true, undefined],
    [131009, false, undefined],
  ])('reports code %d, on trial: %s, as expected: %s', async (code, trial, isExpected) => {
    meta().post(edge, read).query(true).reply(400, graphError({ code }));
    const { client, calls } = startClient();
    expect((await client.markRead({ phoneNumberId, token, wamid: 'wamid.1', trial })).ok).toBe(false);
    expect(calls).toMatchObject([{ code }]);
    expect(calls[0]?.isExpected).toBe(isExpected);
  });

  it('tries again, because that is safe to repeat', async () => {
    meta()
      .post(edge)
      .query(true)
      .reply(503, graphError({ code: 2 }));
    meta().post(edge).query(true).reply(200, { success: true });
    expect((await mark()).ok).toBe(true);
  });
});
