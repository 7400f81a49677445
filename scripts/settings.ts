import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { apiSettings } from '../apps/api/src/settings.js';
import { webSettings } from '../apps/web/lib/webSettings.js';

/** Named values from the environment and `.env`; what is not set is absent. */
export type Settings = Record<string, string | undefined>;

/** Every variable that a developer may set. `.env.example` explains each. */
export const settingNames: readonly string[] = [
  ...Object.keys(apiSettings).filter((name) => name !== 'NODE_ENV'),
  ...webSettings,
];

/** What this machine's developer has set: `.env` in `root`, over which the environment of this process wins. */
export async function readSettings(root: string): Promise<Settings> {
  const fromFile = parseEnv(await readTextIfPresent(join(root, '.env'))) as Settings;
  const fromProcess = Object.fromEntries(settingNames.map((name) => [name, process.env[name]]));
  return { ...withoutEmpty(fromFile), ...withoutEmpty(fromProcess) };
}

/** `NAME=` in a file means that nothing is set. */
function withoutEmpty(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
}

/** The environment of this process without Switchboard's own variables, for a child that is given them one by one. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  for (const name of settingNames) {
    delete environment[name];
    // Both at once are refused.
    delete environment[`${name}_FILE`];
  }
  return environment;
}

/** Secrets of one installation, made on its first run. */
export interface Secrets {
  JWT_SECRET: string;
  TOKEN_ENCRYPTION_KEYS: string;
  META_WEBHOOK_VERIFY_TOKEN: string;
  SANDBOX_META_APP_SECRET: string;
  SANDBOX_OWN_SYSTEM_TOKEN: string;
}

/** With an id of its own: a database that knows another key by that id would not take this one. */
const newSealingKey = (): string => `k${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;

/** Reads the secrets kept in `secrets.env` in the folder; makes those that are missing, readable by this user only. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.env');
  const kept = parseEnv(await readTextIfPresent(file)) as Partial<Secrets>;
  const secrets: Secrets = {
    JWT_SECRET: kept.JWT_SECRET ?? randomBytes(48).toString('base64url'),
    TOKEN_ENCRYPTION_KEYS: kept.TOKEN_ENCRYPTION_KEYS ?? newSealingKey(),
    META_WEBHOOK_VERIFY_TOKEN: kept.META_WEBHOOK_VERIFY_TOKEN ?? randomBytes(24).toString('base64url'),
    SANDBOX_META_APP_SECRET: kept.SANDBOX_META_APP_SECRET ?? randomBytes(16).toString('hex'),
    SANDBOX_OWN_SYSTEM_TOKEN: kept.SANDBOX_OWN_SYSTEM_TOKEN ?? `EAAown${randomBytes(24).toString('hex')}`,
  };
  const isComplete = Object.keys(secrets).every((name) => name in kept);
  if (!isComplete) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lines = Object.entries({ ...kept, ...secrets }).map(([name, value]) => `${name}=${value}`);
    const text = `# Made on the first run. Losing TOKEN_ENCRYPTION_KEYS means connecting every number again.\n${lines.join('\n')}\n`;
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await rename(draft, file);
  }
  return secrets;
}

async function readTextIfPresent(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
