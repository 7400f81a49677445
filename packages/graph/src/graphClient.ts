import * as answers from './graphAnswers.js';
import type { GraphClient, GraphClientOptions, InspectedToken } from './graphClient.types.js';
import type { GraphFailure, GraphResult } from './graphFailure.js';
import { createGraphHttp, type GraphHttp, type GraphRequest } from './graphHttp.js';
import { readAllPages } from './readAllPages.js';
import { createScrubber, type Scrub } from './secrets.js';

/** Meta's largest page. */
const pageSize = '100';

/**
 * A client of the Graph API, for one Meta app.
 * Every answer of Meta, and every way not to get one, comes back as a {@link GraphResult}; nothing is thrown for it.
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const http = createGraphHttp(options);

  return {
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
        token: `${options.appId}|${options.appSecret}`,
        // The one token in an address: Meta takes it nowhere else.
        query: { input_token: token },
        secrets: [token],
        answer: answers.inspectedToken,
        retry: 'repeatable',
      });
      if (!result.ok) return { ok: false, failure: blameOurOwnToken(result.failure) };
      return { ok: true, value: withScrubbedError(result.value, createScrubber([token, options.appSecret])) };
    },

    readWaba: async (wabaId, token) => {
      const deadline = http.startDeadline();
      const read = (fields: readonly string[]) =>
        http.call(
          {
            method: 'GET',
            edge: '/{id}',
            id: wabaId,
            token,
            query: { fields: fields.join(',') },
            answer: answers.waba,
            retry: 'repeatable',
          },
          deadline,
        );
      const result = await read(answers.wabaFields);
      // The owner is not on every edition of Meta's page for this node, and one unknown field refuses the whole read.
      const isOwnerRefused = !result.ok && result.failure.message.includes('owner_business_info');
      return isOwnerRefused ? read(answers.wabaFieldsWithoutOwner) : result;
    },

    listPhoneNumbers: (wabaId, token) =>
      readList(http, {
        edge: '/{id}/phone_numbers',
        id: wabaId,
        token,
        query: { fields: answers.phoneNumberFields.join(','), limit: pageSize },
        answer: answers.pageOf(answers.phoneNumber),
      }),

    readPhoneNumber: (phoneNumberId, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: phoneNumberId,
        token,
        query: { fields: answers.phoneNumberFields.join(',') },
        answer: answers.phoneNumber,
        retry: 'repeatable',
      }),

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
  };
}

/** Reads every page of a list edge within one deadline. */
function readList<T>(
  http: GraphHttp,
  request: Pick<GraphRequest<answers.Page<T>>, 'edge' | 'id' | 'token' | 'query' | 'answer'>,
): Promise<GraphResult<T[]>> {
  const deadline = http.startDeadline();
  return readAllPages((after) =>
    http.call(
      {
        ...request,
        method: 'GET',
        query: { ...request.query, ...(after !== undefined && { after }) },
        retry: 'repeatable',
      },
      deadline,
    ),
  );
}

/**
 * debug_token answers 200 about a token that is not valid. A 190 means that the token we ask with, which is made of
 * app id and secret, is refused. Taken for the other one, a mistyped secret would look like every business having left.
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
