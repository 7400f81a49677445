import { isThisMachine, plaintextNames, readPlaintextAllowed } from '@switchboard/contracts';

/**
 * Why production must not start: the API would be reached over a network without TLS (OWASP ASVS 5.0, 12.3.3).
 * @returns What to set; null where nothing is wrong.
 */
export function transportProblem(env: Readonly<Record<string, string | undefined>>): string | null {
  const { API_INTERNAL_URL: address = 'http://127.0.0.1:4000', PLAINTEXT_ALLOWED: allowed } = env;
  const names = allowed ? readPlaintextAllowed(allowed) : [];
  if (!names) return `PLAINTEXT_ALLOWED must be names separated by commas, of ${plaintextNames.join(', ')}`;
  if (Object.entries(env).some(([name, value]) => name.startsWith('NODE_TLS_REJECT_') && value === '0')) {
    return 'the environment switches the checking of certificates off (NODE_TLS_REJECT_…)';
  }
  if (!URL.canParse(address)) return 'API_INTERNAL_URL must be an address';
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:' || isThisMachine(hostname) || names.includes('api')) return null;
  return 'API_INTERNAL_URL leads over a network without TLS: write https://, or, where that network is your own, say PLAINTEXT_ALLOWED=api';
}
