import * as accountAnswers from './accountAnswers.js';
import * as answers from './graphAnswers.js';
import type { GraphClient, GraphClientOptions, InspectedToken } from './graphClient.types.js';
import type { GraphFailure } from './graphFailure.js';
import { createGraphHttp } from './graphHttp.js';
import { createMessagingClient } from './messaging/messagingClient.js';
import { readFields } from './readFields.js';
import { pageSize, readList } from './readList.js';
import { createScrubber, type Scrub } from './secrets.js';

const wabaFields = { certain: answers.certainWabaFields, optional: answers.optionalWabaFields };
const phoneNumberFields = {
  certain: answers.certainPhoneNumberFields,
  optional: answers.optionalPhoneNumberFields,
};

/**
 * A client of the Graph API, for one Meta app.
 * Every answer of Meta, and every way not to get one, comes back as a {@link GraphResult}; nothing is thrown for it.
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const http = createGraphHttp(options);
  const appToken = `${options.appId}|${options.appSecret}`;

  return {
    ...createMessagingClient(http, options),

    exchangeCode: ({ code, redirectUri }) =>
      // A form instead of Meta's documented query, which Meta takes as well: addresses end up in logs of proxies.
      http.call({
        method: 'POST',
        edge: '/oauth/access_token',
        form: {
          client_id: options.appId,
          client_secret: options.appSecret,
          code,
          ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
        },
        secrets: [code],
        answer: answers.exchangedToken,
        retry: 'once',
      }),

    inspectToken: async (token) => {
      const result = await http.call({
        method: 'GET',
        edge: '/debug_token',
        token: appToken,
        // The one token in an address: Meta takes it nowhere else.
        query: { input_token: token },
        secrets: [token],
        answer: answers.inspectedToken,
        retry: 'repeatable',
      });
      if (!result.ok) return { ok: false, failure: blameOurOwnToken(result.failure) };
      return { ok: true, value: withScrubbedError(result.value, createScrubber([token, options.appSecret])) };
    },

    readWaba: (wabaId, token) => {
      const deadline = http.startDeadline();
      return readFields(wabaFields, (fields) =>
        http.call(
          {
            method: 'GET',
            edge: '/{id}',
            id: wabaId,
            token,
            query: { fields },
            answer: answers.waba,
            retry: 'repeatable',
          },
          deadline,
        ),
      );
    },

    listPhoneNumbers: (wabaId, token) => {
      const deadline = http.startDeadline();
      return readFields(phoneNumberFields, (fields) =>
        readList(
          http,
          {
            edge: '/{id}/phone_numbers',
            id: wabaId,
            token,
            query: { fields, limit: pageSize },
            answer: answers.pageOf(answers.phoneNumber),
          },
          deadline,
        ),
      );
    },

    readPhoneNumber: (phoneNumberId, token) => {
      const deadline = http.startDeadline();
      return readFields(phoneNumberFields, (fields) =>
        http.call(
          {
            method: 'GET',
            edge: '/{id}',
            id: phoneNumberId,
            token,
            query: { fields },
            answer: answers.phoneNumber,
            retry: 'repeatable',
          },
          deadline,
        ),
      );
    },

    subscribeApp: (wabaId, token) =>
      http.call({
        method: 'POST',
        edge: '/{id}/subscribed_apps',
        id: wabaId,
        token,
        answer: answers.success,
        retry: 'repeatable',
      }),

    listSubscribedApps: (wabaId, token) =>
      readList(http, {
        edge: '/{id}/subscribed_apps',
        id: wabaId,
        token,
        query: { limit: pageSize },
        answer: answers.pageOf(answers.subscribedApp),
      }),

    unsubscribeApp: (wabaId, token) =>
      http.call({
        method: 'DELETE',
        edge: '/{id}/subscribed_apps',
        id: wabaId,
        token,
        answer: answers.success,
        retry: 'repeatable',
      }),

    readHealth: (phoneNumberId, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: phoneNumberId,
        token,
        query: { fields: 'health_status' },
        answer: answers.health,
        retry: 'repeatable',
      }),

    listAppSubscriptions: async () => {
      const result = await http.call({
        method: 'GET',
        edge: '/{id}/subscriptions',
        id: options.appId,
        token: appToken,
        answer: accountAnswers.appSubscriptions,
        retry: 'repeatable',
      });
      return result.ok ? result : { ok: false, failure: blameOurOwnToken(result.failure) };
    },

    readPaymentMethod: (wabaId, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: wabaId,
        token,
        query: { fields: 'primary_funding_id' },
        answer: accountAnswers.paymentMethod,
        retry: 'repeatable',
      }),

    readPricingAnalytics: (wabaId, range, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: wabaId,
        token,
        query: { fields: accountAnswers.pricingAnalyticsField(range) },
        answer: accountAnswers.pricingAnalytics,
        retry: 'repeatable',
      }),

    readClientBusiness: (token) =>
      http.call({
        method: 'GET',
        edge: '/me',
        token,
        query: { fields: 'client_business_id' },
        answer: answers.clientBusiness,
        retry: 'repeatable',
      }),

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

    revokeGrant: (token) =>
      http.call({
        method: 'DELETE',
        edge: '/me/permissions',
        token,
        answer: answers.revoked,
        retry: 'repeatable',
      }),

    fetchBusinessToken: async (businessId, ownToken) => {
      const fetched = await http.call({
        method: 'POST',
        edge: '/{id}/system_user_access_tokens',
        id: businessId,
        token: ownToken,
        form: { fetch_only: 'true' },
        answer: answers.exchangedToken,
        retry: 'repeatable',
      });
      return fetched.ok ? fetched : { ok: false, failure: blameOurOwnToken(fetched.failure) };
    },
  };
}

/**
 * Where we ask with a token of our own, a 190 is about that one. `debug_token` answers 200 about a token that is not
 * valid, and asks with app id and secret; a business token is fetched with our system user's. Taken for the business's,
 * a mistyped secret would look like every business having left.
 */
function blameOurOwnToken(failure: GraphFailure): GraphFailure {
  return failure.kind === 'token_invalid' ? { ...failure, kind: 'app_misconfigured', turn: 'operator' } : failure;
}

/** Meta quotes tokens that it cannot read. */
function withScrubbedError(inspected: InspectedToken, scrub: Scrub): InspectedToken {
  const { error } = inspected;
  return error?.message === undefined
    ? inspected
    : { ...inspected, error: { ...error, message: scrub(error.message) } };
}
