import * as answers from './graphAnswers.js';
import type { GraphClient } from './graphClient.types.js';
import type { GraphHttp } from './graphHttp.types.js';

type RegistrationClient = Pick<
  GraphClient,
  'registerNumber' | 'deregisterNumber' | 'setPin' | 'requestVerificationCode' | 'verifyCode' | 'requestSync'
>;

/** The part of the client that registers and verifies numbers, and asks for what is on the phone (meta-platform 6). */
export function createRegistrationClient(http: GraphHttp): RegistrationClient {
  return {
    registerNumber: (phoneNumberId, pin, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}/register',
        id: phoneNumberId,
        token,
        json: { messaging_product: 'whatsapp', pin },
        secrets: [pin],
        answer: answers.success,
        retry: 'never',
      }),

    deregisterNumber: (phoneNumberId, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}/deregister',
        id: phoneNumberId,
        token,
        answer: answers.success,
        retry: 'never',
      }),

    setPin: (phoneNumberId, pin, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}',
        id: phoneNumberId,
        token,
        json: { pin },
        secrets: [pin],
        answer: answers.success,
        retry: 'repeatable',
      }),

    requestVerificationCode: (phoneNumberId, { method, language }, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}/request_code',
        id: phoneNumberId,
        token,
        json: { code_method: method, language },
        answer: answers.success,
        retry: 'never',
      }),

    verifyCode: (phoneNumberId, code, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}/verify_code',
        id: phoneNumberId,
        token,
        json: { code },
        secrets: [code],
        answer: answers.success,
        retry: 'never',
      }),

    requestSync: (phoneNumberId, what, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}/smb_app_data',
        id: phoneNumberId,
        token,
        json: { messaging_product: 'whatsapp', sync_type: what },
        answer: answers.queuedSync,
        retry: 'never',
      }),
  };
}
