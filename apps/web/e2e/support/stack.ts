import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../../../scripts/stack.js';

/** The whole product, as the browsers of the tests see it. */
export interface TestStack {
  web: string;
  api: string;
  sandbox: string;
  /** What Meta signs webhooks with. */
  appSecret: string;
  /** What opens `/operator`. */
  operatorToken: string;
  /** With the database name. For what no test can wait for: days that have passed. */
  mongodbUri: string;
  /** Stops the database where it stands, as an engine that hangs, until it is let go on. */
  hangDatabase: () => { goOn: () => void };
  /** Stops it and forgets its data. */
  stop: () => Promise<void>;
}

export interface TestStackOptions {
  /** Sets a login configuration, so that the dashboard offers signing up in a popup. Without it: the redirect alone. */
  popup?: boolean;
  /** Where mail goes. Without it: into the log. */
  smtpUrl?: string;
  /** Further settings of the API. */
  settings?: Record<string, string>;
}

/** Starts the whole product on free ports with data of its own. */
export async function startTestStack({ popup = false, smtpUrl, settings }: TestStackOptions = {}): Promise<TestStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'switchboard-e2e-'));
  const operatorToken = randomBytes(32).toString('base64url');
  const stack = await startStack({
    dataDir,
    mode: 'production-build',
    ports: { web: 0, api: 0, sandbox: 0 },
    settings: {
      ...{ LOG_LEVEL: 'warn', OPERATOR_TOKEN: operatorToken },
      ...{ COMPANY_NAME: 'Acme Inbox Ltd', COMPANY_ADDRESS: '12 Flower Street, 10115 Berlin, Germany' },
      COMPANY_EMAIL: 'privacy@acme.test',
      ...(popup ? { META_CONFIG_ID: '300100400' } : {}),
      ...(smtpUrl ? { SMTP_URL: smtpUrl } : {}),
      ...settings,
    },
  });
  return {
    web: stack.urls.web,
    api: stack.urls.api,
    sandbox: stack.urls.sandbox ?? '',
    appSecret: stack.environments.sandbox.META_APP_SECRET ?? '',
    operatorToken,
    mongodbUri: stack.mongodbUri,
    hangDatabase: () => {
      const { mongo } = stack.pids();
      if (!mongo) throw new Error('The database is not of this stack');
      process.kill(mongo, 'SIGSTOP');
      return { goOn: () => void process.kill(mongo, 'SIGCONT') };
    },
    stop: async () => {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
