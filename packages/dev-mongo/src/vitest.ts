/**
 * Vitest's global setup: one MongoDB for the whole run, which tests reach with `inject('mongoUri')`. It has no
 * database in it; each test file takes one of its own name, `test_…`. `TEST_MONGODB_URI` names a server that runs already:
 * nothing there is removed afterwards.
 */
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { startDevMongo } from './index.js';

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_MONGODB_URI;
  if (given) {
    project.provide('mongoUri', given);
    return async () => {};
  }
  const mongo = await startDevMongo();
  project.provide('mongoUri', mongo.uri);
  return () => mongo.stop();
}
