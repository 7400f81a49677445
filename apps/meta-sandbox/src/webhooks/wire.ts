import { createHmac } from 'node:crypto';

const escapeUnit = (unit: string) => (unit === '/' ? '\\/' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The bytes Meta sends for a value: every non-ASCII UTF-16 unit as `\uXXXX` in lower case, and `/` as `\/`. The
 * signature is over these bytes, so a receiver that parses and writes them again cannot check it.
 */
export function serializeLikeMeta(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value).replaceAll(/[/\u0080-\uffff]/g, escapeUnit), 'latin1');
}

const hmac = (algorithm: 'sha1' | 'sha256', bytes: Uint8Array, appSecret: string) =>
  `${algorithm}=${createHmac(algorithm, appSecret).update(bytes).digest('hex')}`;

/** `X-Hub-Signature-256`. */
export const signLikeMeta = (bytes: Uint8Array, appSecret: string): string => hmac('sha256', bytes, appSecret);

/** The older `X-Hub-Signature`, which receivers should not rely on. */
export const signLikeOldMeta = (bytes: Uint8Array, appSecret: string): string => hmac('sha1', bytes, appSecret);

/** The secret of another app. */
export const otherAppSecret = 'the-secret-of-another-app';
