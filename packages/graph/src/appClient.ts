import * as answers from './appAnswers.js';
import type { AppClient } from './appClient.types.js';
import { toPage } from './graphAnswers.js';
import type { GraphClientOptions } from './graphClient.types.js';
import type { GraphHttp } from './graphHttp.types.js';
import { blamingOurOwnToken } from './ownToken.js';
import { pageSize, readList } from './readList.js';

/** The part of the client that asks about the app itself. */
export function createAppClient(
  http: GraphHttp,
  { appId, appSecret }: Pick<GraphClientOptions, 'appId' | 'appSecret'>,
): AppClient {
  const ofApp = { id: appId, token: `${appId}|${appSecret}` };

  return {
    readApp: async () => {
      const deadline = http.startDeadline();
      const asked = { method: 'GET', edge: '/{id}', ...ofApp, retry: 'repeatable' } as const;
      const fields = [...answers.certainAppFields, ...answers.appDetailFields].join(',');
      const whole = await http.call({ ...asked, query: { fields }, answer: answers.appWithDetails }, deadline);
      // One field that Meta does not have any more refuses the whole read, and is named in the refusal.
      const isOneRefused = !whole.ok && answers.appDetailFields.some((field) => whole.failure.message.includes(field));
      if (!isOneRefused) return blamingOurOwnToken(whole);
      const query = { fields: answers.certainAppFields.join(',') };
      return blamingOurOwnToken(await http.call({ ...asked, query, answer: answers.appAlone }, deadline));
    },

    listAppSubscriptions: async () =>
      blamingOurOwnToken(
        await http.call({
          method: 'GET',
          edge: '/{id}/subscriptions',
          ...ofApp,
          answer: answers.appSubscriptions,
          retry: 'repeatable',
        }),
      ),

    listAppPermissions: async () =>
      blamingOurOwnToken(
        await readList(http, {
          edge: '/{id}/permissions',
          ...ofApp,
          query: { limit: pageSize },
          answer: toPage(answers.appPermission),
        }),
      ),

    listOwnBusinesses: async (ownToken) =>
      blamingOurOwnToken(
        await readList(http, {
          edge: '/me/businesses',
          token: ownToken,
          query: { fields: 'id,name,verification_status', limit: pageSize },
          answer: toPage(answers.ownBusiness),
        }),
      ),
  };
}
