import { Readable } from 'node:stream';
import { success, toPage } from '../graphAnswers.js';
import type { GraphClientOptions } from '../graphClient.types.js';
import type { GraphFailure } from '../graphFailure.js';
import type { GraphHttp } from '../graphHttp.types.js';
import { pageSize, readList } from '../readList.js';
import type { MessagingClient } from './messaging.types.js';
import * as answers from './messagingAnswers.js';
import { toMetaMessage, toMetaThreadControl } from './outgoingMessage.js';

/** The part of the client that speaks about messages, files and templates (meta-platform 7). */
export function createMessagingClient(
  http: GraphHttp,
  { uploadTimeoutMs = 300_000 }: Pick<GraphClientOptions, 'uploadTimeoutMs'>,
): MessagingClient {
  return {
    sendMessage: (input) =>
      http.call({
        method: 'POST',
        edge: '/{id}/messages',
        id: input.phoneNumberId,
        token: input.token,
        json: toMetaMessage(input),
        answer: answers.acceptedMessage,
        retry: 'never',
      }),

    markRead: ({ phoneNumberId, token, wamid, typing = false, trial = false }) =>
      http.call({
        method: 'POST',
        edge: '/{id}/messages',
        id: phoneNumberId,
        token,
        json: {
          messaging_product: 'whatsapp',
          status: 'read',
          message_id: wamid,
          ...(typing && { typing_indicator: { type: 'text' } }),
        },
        answer: success,
        retry: 'repeatable',
        ...(trial && { expected: ['invalid_request', 'not_found'] as const }),
      }),

    controlThread: (input) =>
      http.call({
        method: 'POST',
        edge: '/{id}/thread_control',
        id: input.phoneNumberId,
        token: input.token,
        json: toMetaThreadControl(input),
        answer: answers.controlledThread,
        retry: 'never',
      }),

    uploadMedia: async ({ phoneNumberId, token, body, size, mimeType, filename }) => {
      try {
        const refusal = refuseFile(body, size, mimeType);
        if (refusal) return { ok: false, failure: refusal };
        return await http.call({
          method: 'POST',
          edge: '/{id}/media',
          id: phoneNumberId,
          token,
          upload: { fields: { messaging_product: 'whatsapp', type: mimeType }, body, size, mimeType, filename },
          answer: answers.uploadedMedia,
          // What was read once is gone.
          retry: 'never',
          timeoutMs: uploadTimeoutMs,
        });
      } finally {
        // Whatever became of the call, nobody reads on.
        if (body instanceof Readable) body.destroy();
      }
    },

    readMedia: ({ mediaId, phoneNumberId, token }) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: mediaId,
        token,
        // Meta then refuses a file of another number.
        query: { phone_number_id: phoneNumberId },
        answer: answers.media,
        retry: 'repeatable',
      }),

    downloadMedia: (input) => http.download(input),

    listTemplates: (wabaId, token) =>
      readList(http, {
        edge: '/{id}/message_templates',
        id: wabaId,
        token,
        query: { fields: answers.templateFields.join(','), limit: pageSize },
        answer: toPage(answers.template),
      }),
  };
}

/** Catches what would break the form, before anything is sent. */
function refuseFile(body: Readable | Buffer, size: number, mimeType: string): GraphFailure | undefined {
  const isRightSize = Buffer.isBuffer(body) ? body.length === size : Number.isSafeInteger(size) && size >= 0;
  // It becomes a header of the form, so a line break in it would be another header.
  const isMimeType = /^[!-.0-~]+\/[ -~]+$/.test(mimeType);
  if (isRightSize && isMimeType) return undefined;
  const what = isRightSize ? 'That is not a MIME type.' : 'The file is not as long as it was said to be.';
  return {
    kind: 'media_rejected',
    turn: 'switchboard',
    retry: 'no',
    outcome: 'refused',
    message: `${what} Nothing was sent.`,
  };
}
