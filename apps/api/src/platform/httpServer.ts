import { createServer, type RequestListener, type Server } from 'node:http';
import { minutes, seconds } from './clock.js';

/** The HTTP server, with time limits for a request: 10 minutes suffice for a file of 100 MB. `slowBodies.ts` has shorter ones. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: seconds(10),
      requestTimeout: minutes(10),
      // How exact the two limits are.
      connectionsCheckingInterval: seconds(2),
    },
    listener,
  );
  // Longer than a proxy keeps a connection, so that none is closed while the proxy sends a request on it.
  server.keepAliveTimeout = seconds(75);
  return server;
}
