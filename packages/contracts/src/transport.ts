/** What Switchboard's parts connect to, as `PLAINTEXT_ALLOWED` names it. */
export const plaintextNames = ['mongodb', 'redis', 'smtp', 'api', 'clamd', 'otlp', 's3'] as const;
export type PlaintextName = (typeof plaintextNames)[number];

/** Whether a host of an address is this machine: what is sent there is on no network. */
export function isThisMachine(host: string): boolean {
  const plain = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return plain === 'localhost' || plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}

/**
 * The connections that may go over a network without TLS because the operator says so.
 *
 * @param text names separated by commas
 * @returns null where a name is none of {@link plaintextNames}
 */
export function readPlaintextAllowed(text: string): PlaintextName[] | null {
  const names = text.split(',').map((name) => name.trim());
  const isName = (name: string): name is PlaintextName => (plaintextNames as readonly string[]).includes(name);
  return names.every(isName) ? names : null;
}
