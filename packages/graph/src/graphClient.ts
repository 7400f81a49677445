import { createAppClient } from './appClient.js';
import type { GraphClient, GraphClientOptions } from './graphClient.types.js';
import { createGraphHttp } from './graphHttp.js';
import { createLoginClient } from './loginClient.js';
import { createMessagingClient } from './messaging/messagingClient.js';
import { createRegistrationClient } from './registrationClient.js';
import { createWabaClient } from './wabaClient.js';

/** A client of the Graph API, for one Meta app. Answers and failures come back as a {@link GraphResult}, never thrown. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const http = createGraphHttp(options);
  return {
    ...createAppClient(http, options),
    ...createLoginClient(http, options),
    ...createWabaClient(http),
    ...createRegistrationClient(http),
    ...createMessagingClient(http, options),
  };
}
