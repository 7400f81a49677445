import { createServer, type RequestListener, type Server } from 'node:http';
import { minutes, seconds } from './clock.js';

/**
 * The HTTP server, with times in which a caller has to come to the point: 10 s for the head of a request, 10 minutes for all
 * of it, which is what a browser gives a file of 100 MB. Shorter ones for bodies are in `slowBodies.ts`.
 */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: seconds(10),
      requestTimeout: minutes(10),
      // Node looks this often, so that is how exact the two are.
      connectionsCheckingInterval: seconds(2),
    },
    listener,
  );
  // Longer than what stands in front keeps a connection: whoever closes first must not be the one that is asked next.
  server.keepAliveTimeout = seconds(75);
  return server;
}
