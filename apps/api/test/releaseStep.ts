import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Config } from '../src/config.js';
import { apiFolder, programOf } from './programs.js';

export interface ReleaseStep {
  code: number;
  output: string;
  complaint: string;
}

/** The operator's command in a process of its own, with the settings of an API. @param over in place of some of them. */
export async function runReleaseStep(
  config: Config,
  args: readonly string[],
  over: Record<string, string> = {},
): Promise<ReleaseStep> {
  const plain = [
    ...(['NODE_ENV', 'FRONTEND_URL', 'API_PUBLIC_URL', 'MONGODB_URI', 'JWT_SECRET'] as const),
    ...(['META_APP_ID', 'META_APP_SECRET', 'META_WEBHOOK_VERIFY_TOKEN'] as const),
  ];
  const keys = config.TOKEN_ENCRYPTION_KEYS.map(({ kid, key }) => `${kid}:${key.toString('base64')}`);
  const child = spawn(process.execPath, [...programOf('release'), ...args], {
    cwd: apiFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, TOKEN_ENCRYPTION_KEYS: keys.join() },
      ...Object.fromEntries(plain.map((name) => [name, String(config[name])])),
      ...over,
    },
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output: text.stdout, complaint: text.stderr };
}
