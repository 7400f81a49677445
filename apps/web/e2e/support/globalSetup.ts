import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../../../scripts/stack.js';

/** Starts the whole product on free ports with data of its own; what is returned stops it and forgets the data. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'switchboard-e2e-'));
  const stack = await startStack({
    dataDir,
    mode: 'production-build',
    ports: { web: 0, api: 0, sandbox: 0 },
    settings: { LOG_LEVEL: 'warn' },
  });
  process.env.E2E_WEB_URL = stack.urls.web;
  process.env.E2E_API_URL = stack.urls.api;
  process.env.E2E_SANDBOX_URL = stack.urls.sandbox ?? '';
  return async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
