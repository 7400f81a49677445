import * as accountAnswers from './accountAnswers.js';
import * as answers from './graphAnswers.js';
import type { GraphClient } from './graphClient.types.js';
import type { GraphHttp } from './graphHttp.types.js';
import { readFields } from './readFields.js';
import { pageSize, readList } from './readList.js';

type WabaClient = Pick<
  GraphClient,
  | 'readWaba'
  | 'listPhoneNumbers'
  | 'readPhoneNumber'
  | 'subscribeApp'
  | 'listSubscribedApps'
  | 'unsubscribeApp'
  | 'readHealth'
  | 'readPaymentMethod'
  | 'readPricingAnalytics'
>;

const wabaFields = { certain: answers.certainWabaFields, optional: answers.optionalWabaFields };
const phoneNumberFields = {
  certain: answers.certainPhoneNumberFields,
  optional: answers.optionalPhoneNumberFields,
};

/** Not every app may read what an account pays: that Meta does not say it is one of the answers. */
const mayNotBeTold = ['permission_missing', 'invalid_request', 'not_found'] as const;

/** The part of the client that reads accounts and numbers, and subscribes to their webhooks (meta-platform 4 and 5). */
export function createWabaClient(http: GraphHttp): WabaClient {
  return {
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
            answer: answers.toPage(answers.phoneNumber),
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
        answer: answers.toPage(answers.subscribedApp),
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

    readPaymentMethod: (wabaId, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: wabaId,
        token,
        query: { fields: 'primary_funding_id' },
        answer: accountAnswers.paymentMethod,
        retry: 'repeatable',
        expected: mayNotBeTold,
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
        expected: mayNotBeTold,
      }),
  };
}
