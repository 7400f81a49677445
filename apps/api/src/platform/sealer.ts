import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const format = 'v1';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
export const kidShape = /^[A-Za-z0-9_-]{1,32}$/;

export interface SealingKey {
  kid: string;
  key: Buffer;
}

/** Purpose and owner of a sealed text. Opening it with another binding fails. */
export type Binding = readonly string[];

export type OpenResult =
  | { ok: true; plaintext: string }
  | { ok: false; reason: 'malformed' | 'tampered' }
  | { ok: false; reason: 'unknown_key'; kid: string };

export interface Sealer {
  /** Seals under the first key: `v1.<kid>.<nonce>.<ciphertext and tag>`, base64url. */
  seal(plaintext: string, binding: Binding): string;
  open(sealed: string, binding: Binding): OpenResult;
  isCurrent(sealed: string): boolean;
  readonly activeKid: string;
}

/** JSON keeps the parts apart: different bindings have different encodings. */
function associatedData(kid: string, binding: Binding): Buffer {
  return Buffer.from(JSON.stringify([format, kid, ...binding]), 'utf8');
}

/** AES-256-GCM with a 96-bit random nonce and a pinned 128-bit tag. @param keys the first one seals, all of them open. */
export function createSealer(keys: readonly SealingKey[]): Sealer {
  const active = keys[0];
  if (!active) throw new Error('A sealer needs at least one key');
  const byKid = new Map(keys.map((entry) => [entry.kid, entry.key]));
  for (const entry of keys) {
    if (entry.key.length !== keyBytes) throw new Error(`Key ${entry.kid} must have ${keyBytes} bytes`);
  }

  return {
    activeKid: active.kid,
    seal(plaintext, binding) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', active.key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(associatedData(active.kid, binding));
      const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [format, active.kid, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, binding) {
      const parts = sealed.split('.');
      const [version, kid, nonceText, bodyText] = parts;
      if (parts.length !== 4 || version !== format || !kid || !nonceText || !bodyText) {
        return { ok: false, reason: 'malformed' };
      }
      const key = byKid.get(kid);
      if (!key)
        return kidShape.test(kid) ? { ok: false, reason: 'unknown_key', kid } : { ok: false, reason: 'malformed' };
      const nonce = Buffer.from(nonceText, 'base64url');
      const body = Buffer.from(bodyText, 'base64url');
      // Decoding base64url ignores surplus bits and characters: only the canonical spelling is accepted.
      const canonical = nonce.toString('base64url') === nonceText && body.toString('base64url') === bodyText;
      if (!canonical || nonce.length !== nonceBytes || body.length < tagBytes) {
        return { ok: false, reason: 'malformed' };
      }
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(associatedData(kid, binding));
      decipher.setAuthTag(body.subarray(body.length - tagBytes));
      try {
        const plaintext = Buffer.concat([decipher.update(body.subarray(0, body.length - tagBytes)), decipher.final()]);
        return { ok: true, plaintext: plaintext.toString('utf8') };
      } catch {
        return { ok: false, reason: 'tampered' };
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${format}.${active.kid}.`),
  };
}
