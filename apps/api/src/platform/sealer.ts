import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from './errors.js';
import { type KeyRing, kidShape } from './keyRing.js';

const format = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/** Purpose and owner of a sealed text. Opening it with another binding fails. */
export type Binding = readonly string[];

export type OpenResult =
  | { ok: true; plaintext: string }
  | { ok: false; reason: 'malformed' | 'tampered' }
  | { ok: false; reason: 'unknown_key'; kid: string };

export interface Sealer {
  /**
   * Seals under the key that seals at this moment: `v1.<kid>.<nonce>.<ciphertext and tag>`, base64url.
   *
   * @throws AppError `key_missing` where this process may not seal.
   */
  seal(plaintext: string, binding: Binding): string;
  open(sealed: string, binding: Binding): OpenResult;
  isCurrent(sealed: string): boolean;
  /** The id of the key that seals at this moment; null: none does. */
  readonly activeKid: string | null;
}

/** JSON keeps the parts apart: different bindings have different encodings. */
function associatedData(kid: string, binding: Binding): Buffer {
  return Buffer.from(JSON.stringify([format, kid, ...binding]), 'utf8');
}

/** AES-256-GCM with a 96-bit random nonce and a pinned 128-bit tag. */
export function createSealer(ring: KeyRing): Sealer {
  return {
    get activeKid() {
      return ring.sealing;
    },
    seal(plaintext, binding) {
      const kid = ring.sealing;
      const key = kid === null ? undefined : ring.find(kid);
      if (kid === null || !key) {
        throw new AppError('key_missing', { cause: new Error('no key of this process may seal') });
      }
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(associatedData(kid, binding));
      const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [format, kid, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, binding) {
      const parts = sealed.split('.');
      const [version, kid, nonceText, bodyText] = parts;
      if (parts.length !== 4 || version !== format || !kid || !nonceText || !bodyText) {
        return { ok: false, reason: 'malformed' };
      }
      const key = ring.find(kid);
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
    isCurrent: (sealed) => ring.sealing !== null && sealed.startsWith(`${format}.${ring.sealing}.`),
  };
}
