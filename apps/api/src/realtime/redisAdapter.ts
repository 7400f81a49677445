import { createShardedAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import type { Logger } from '../platform/logger.js';
import { redisLongestRetryMs } from './lifetimes.js';
import { maxRedisCommands } from './limits.js';

export interface RedisLink {
  adapter: ReturnType<typeof createShardedAdapter>;
  isReady(): boolean;
  close(): void;
}

/** Opens the connections that processes share pushes by. While Redis is away, each process serves its own sockets. */
export function openRedisLink(url: string, logger: Logger): RedisLink {
  const open = (name: string) => {
    const client = createClient({
      url,
      commandsQueueMaxLength: maxRedisCommands,
      socket: { reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), redisLongestRetryMs) },
    });
    // The address may contain a password: it is not logged.
    client.on('error', (error: Error) => logger.warn({ reason: error.message, connection: name }, 'Redis is away'));
    client.on('ready', () => logger.info({ connection: name }, 'Redis connected'));
    client.connect().catch((error: Error) => logger.warn({ reason: error.message }, 'Redis could not be reached'));
    return client;
  };
  const publisher = open('publish');
  const subscriber = open('subscribe');

  /** Does not wait for Redis; browsers ask for what they miss. */
  const attempt = (what: string, call: () => Promise<unknown>): void => {
    const failed = (error: unknown) => logger.debug({ err: error, what }, 'Redis did not take it');
    try {
      call().catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  /**
   * The connections for the adapter, with promises that settle at once: it serves the sockets of this process after it has
   * published, which would wait for Redis; and it ignores rejected promises of subscribing, which would end the process.
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
