import { readFileSync, statSync } from 'node:fs';
import { misspelledSettings } from '@switchboard/contracts';

/** Settings that may come from a file, which `NAME_FILE` names. */
export const secretNames = [
  'MONGODB_URI',
  'REDIS_URL',
  'SMTP_URL',
  'JWT_SECRET',
  'TOKEN_ENCRYPTION_KEYS',
  'META_APP_SECRET',
  'META_SYSTEM_USER_TOKEN',
  'META_WEBHOOK_VERIFY_TOKEN',
  'METRICS_TOKEN',
  'OPERATOR_TOKEN',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'WEB_ADDRESS_SECRET',
] as const;

const maxBytes = 64 * 1024;
const othersMay = 0o007;

function certificateProblems(env: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  const unchecked = Object.keys(env).find((name) => name.startsWith('NODE_TLS_REJECT_') && env[name] === '0');
  if (unchecked) problems.push(`${unchecked} must not be set: no certificate would be checked`);
  const { NODE_EXTRA_CA_CERTS: authorities } = env;
  // Node only warns of a missing file, and refuses that authority's certificates later.
  if (authorities && !readText(authorities)?.includes('-----BEGIN CERTIFICATE-----')) {
    problems.push('NODE_EXTRA_CA_CERTS must be a file with certificates in PEM that can be read from here');
  }
  return problems;
}

function readText(path: string): string | null {
  try {
    return statSync(path).size > maxBytes * 16 ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** A secret from its file, without the newline that editors add; or what is wrong with the file. */
function readSecret(path: string, isProduction: boolean): { value: string } | { problem: string } {
  try {
    const { mode, size } = statSync(path);
    if (size > maxBytes) return { problem: 'names a file that is too large for a secret' };
    if (isProduction && (mode & othersMay) !== 0) {
      return {
        problem:
          'names a file that everybody on the machine may use: give it to the user of the API alone (chmod 0400; Kubernetes: defaultMode 0440 with fsGroup; Docker: mode 0400 with uid)',
      };
    }
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? { problem: 'names a file that is empty' } : { value };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { problem: `names a file that cannot be read (${code})` };
  }
}

/**
 * The environment with the secrets that Docker, Kubernetes or a vault hands over in files.
 *
 * @param settings the names of all settings: in production a name that is nearly one of them is refused
 * @throws Error with a sentence for each problem that begins with the variable's name. Values are never repeated.
 */
export function completeEnvironment(env: NodeJS.ProcessEnv, settings: readonly string[] = []): NodeJS.ProcessEnv {
  const isProduction = !['development', 'test'].includes(env.NODE_ENV ?? '');
  const problems = isProduction ? certificateProblems(env) : [];
  const complete = { ...env };
  for (const name of secretNames) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) {
      problems.push(`${name} and ${name}_FILE are both set: take one out`);
      continue;
    }
    const secret = readSecret(path, isProduction);
    if ('problem' in secret) problems.push(`${name}_FILE ${secret.problem}`);
    else complete[name] = secret.value;
  }
  if (isProduction) {
    const files = secretNames.map((name) => `${name}_FILE`);
    problems.push(...misspelledSettings(complete, [...settings, ...files]));
  }
  if (problems.length === 0) return complete;
  throw new Error(`Switchboard cannot start, its environment is not valid:\n  ${problems.join('\n  ')}`);
}
