import { createShardedAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import type { Logger } from '../platform/logger.js';

export interface RedisLink {
  /** For Socket.io's `adapter`: what one process publishes reaches the sockets of all. */
  adapter: ReturnType<typeof createShardedAdapter>;
  isReady(): boolean;
  close(): void;
}

const longestWaitMs = 5_000;
/** While Redis is away, so many commands wait for it; what is published beyond that is lost, and asked for later. */
const mostWaiting = 5_000;

/**
 * Opens the connections through which several API processes share their pushes. Returns at once: while Redis is away each
 * process serves its own sockets, and every browser asks for what it has missed.
 */
export function openRedisLink(url: string, logger: Logger): RedisLink {
  const open = (name: string) => {
    const client = createClient({
      url,
      commandsQueueMaxLength: mostWaiting,
      socket: { reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), longestWaitMs) },
    });
    // The address may hold a password: only the reason is logged.
    client.on('error', (error: Error) => logger.warn({ reason: error.message, connection: name }, 'Redis is away'));
    client.on('ready', () => logger.info({ connection: name }, 'Redis connected'));
    client.connect().catch((error: Error) => logger.warn({ reason: error.message }, 'Redis could not be reached'));
    return client;
  };
  const publisher = open('publish');
  const subscriber = open('subscribe');

  /** Nobody waits for Redis, and it failing is no failure of ours: the browsers ask for what they miss. */
  const attempt = (what: string, call: () => Promise<unknown>): void => {
    const failed = (error: unknown) => logger.debug({ err: error, what }, 'Redis did not take it');
    try {
      call().catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  /**
   * What the adapter sees of the two connections. It serves the sockets of this process only after it has published to
   * the others, so with the client's own promises they would hear nothing while Redis is away; and it lets go of the
   * promises of subscribing, which fail when a connection does, and would end the process.
   */
  const seenByAdapter = {
    async sPublish(channel: string, message: string | Buffer): Promise<number> {
      attempt('publish', () => publisher.sPublish(channel, message));
      return 0;
    },
    async sSubscribe(channel: string, listener: (message: Buffer, channel: Buffer) => void): Promise<void> {
      attempt('subscribe', () => subscriber.sSubscribe(channel, listener, true));
    },
    async sUnsubscribe(channel: string): Promise<void> {
      attempt('unsubscribe', () => subscriber.sUnsubscribe(channel));
    },
    sendCommand: (command: string[]) => publisher.sendCommand(command),
  };
  return {
    adapter: createShardedAdapter(seenByAdapter, seenByAdapter),
    isReady: () => publisher.isReady && subscriber.isReady,
    close() {
      for (const client of [publisher, subscriber]) client.destroy();
    },
  };
}
