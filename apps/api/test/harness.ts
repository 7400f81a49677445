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

/** The real app on a database of its own, with the sandbox as Meta. */
export const startApi = (options: Partial<TestApiOptions> = {}): Promise<TestApi> =>
  startTestApi({ ...options, mongoUri: options.mongoUri ?? ownDatabase() });
