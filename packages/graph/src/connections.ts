import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { RetryPolicy } from './retryPolicy.js';

/** Shorter than what any server keeps an idle connection open (Node's own, the shortest in use, is 5 seconds). */
const briefIdleMs = 2_000;

export interface Connections {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
}

const connections = (options: { keepAlive: boolean; timeout?: number }): Connections => ({
  httpAgent: new HttpAgent(options),
  httpsAgent: new HttpsAgent(options),
});

/**
 * The connections of a client, by what a lost call would cost. The other side may close an idle connection in the
 * moment it is used again, and then nobody knows whether the call was taken.
 */
export function createConnections(): Record<RetryPolicy, Connections> {
  return {
    repeatable: connections({ keepAlive: true }),
    // For a call that must not be repeated that would be a lost login, hence a new connection each time.
    once: connections({ keepAlive: false }),
    // Messages come in bursts, in which a handshake each would be most of the work. One that was used a moment ago is
    // taken again; one that the other side may be about to close is not. The time counts for idle connections only.
    never: connections({ keepAlive: true, timeout: briefIdleMs }),
  };
}
