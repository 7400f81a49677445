import * as answers from './graphAnswers.js';
import type { GraphClient, GraphClientOptions, InspectedToken } from './graphClient.types.js';
import type { GraphHttp } from './graphHttp.types.js';
import { blameOurOwnToken } from './ownToken.js';
import { createScrubber, type Scrub } from './secrets.js';

type LoginClient = Pick<
  GraphClient,
  'exchangeCode' | 'inspectToken' | 'readClientBusiness' | 'revokeGrant' | 'fetchBusinessToken'
>;

/** The part of the client that speaks about tokens (meta-platform 2, 3). */
export function createLoginClient(
  http: GraphHttp,
  options: Pick<GraphClientOptions, 'appId' | 'appSecret'>,
): LoginClient {
  const appToken = `${options.appId}|${options.appSecret}`;

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

    readClientBusiness: (token) =>
      http.call({
        method: 'GET',
        edge: '/me',
        token,
        query: { fields: 'client_business_id' },
        answer: answers.clientBusiness,
        retry: 'repeatable',
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

/** Meta quotes tokens that it cannot read. */
function withScrubbedError(inspected: InspectedToken, scrub: Scrub): InspectedToken {
  const { error } = inspected;
  return error?.message === undefined
    ? inspected
    : { ...inspected, error: { ...error, message: scrub(error.message) } };
}
