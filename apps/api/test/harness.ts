import { randomBytes } from 'node:crypto';
import type {} from '@switchboard/dev-mongo/vitest';
import { inject } from 'vitest';
import { startTestApi, type TestApi, type TestApiOptions } from './testApi.js';

export * from './testApi.js';

/** The address of a database of its own, in the run's one engine. */
export function ownDatabase(baseUri: string = inject('mongoUri')): string {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const [address = '', query = ''] = baseUri.split('?');
  return `${address.replace(/\/$/, '')}/${name}${query ? `?${query}` : ''}`;
}

/**
 * Databases of apps that have stopped, by their engine. Building the indexes of one takes the engine longer than most tests
 * take, and emptying one next to nothing.
 */
const left = new Map<string, string[]>();

/** The real app on a database of its own, with the sandbox as Meta. */
export async function startApi(options: Partial<TestApiOptions> = {}): Promise<TestApi> {
  if (options.mongoUri) return startTestApi({ ...options, mongoUri: options.mongoUri });
  const engine = inject('mongoUri');
  const leftHere = left.get(engine) ?? [];
  left.set(engine, leftHere);
  const used = leftHere.pop();
  const mongoUri = used ?? ownDatabase();
  const api = await startTestApi({ ...options, mongoUri, mustEmpty: used !== undefined });
  let isLeft = false;
  return {
    ...api,
    async stop() {
      await api.stop();
      if (!isLeft) leftHere.push(mongoUri);
      isLeft = true;
    },
  };
}
