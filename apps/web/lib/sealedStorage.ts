import { gcm } from '@noble/ciphers/aes.js';
import { randomBytes } from '@noble/ciphers/utils.js';

const MARK = 'sealed1.';
const NONCE_BYTES = 12;

/** The key of the person who is signed in, in memory alone. Null: nothing is stored or readable. */
let key: Uint8Array | null = null;

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/**
 * Sets the key with which stored data is sealed: customers' words lie on no disk in the clear, even without a log-out
 * (OWASP ASVS 5.0, 14.3.3).
 * @param storageKey 32 bytes in base64url; absent: nobody is signed in.
 */
export function setStorageKey(storageKey: string | undefined): void {
  key = storageKey === undefined ? null : fromBase64(storageKey.replace(/-/g, '+').replace(/_/g, '/'));
}

/**
 * Seals a text with AES-256-GCM, bound to its name, so that no entry stands for another.
 * @returns Null where nobody is signed in.
 */
export function sealed(name: string, text: string): string | null {
  if (!key) return null;
  const nonce = randomBytes(NONCE_BYTES);
  const encoder = new TextEncoder();
  const box = gcm(key, nonce, encoder.encode(name)).encrypt(encoder.encode(text));
  const whole = new Uint8Array(NONCE_BYTES + box.length);
  whole.set(nonce);
  whole.set(box, NONCE_BYTES);
  return MARK + toBase64(whole);
}

/** The text of an entry; null if it is not sealed by this key for this name, or was changed. */
export function unsealed(name: string, entry: string | null): string | null {
  if (!key || !entry?.startsWith(MARK)) return null;
  try {
    const whole = fromBase64(entry.slice(MARK.length));
    const nonce = whole.subarray(0, NONCE_BYTES);
    const text = gcm(key, nonce, new TextEncoder().encode(name)).decrypt(whole.subarray(NONCE_BYTES));
    return new TextDecoder().decode(text);
  } catch {
    return null;
  }
}

/** The text stored under a name. An unsealed entry of an older version is sealed. */
export function readSealed(name: string): string | null {
  const entry = window.localStorage.getItem(name);
  if (entry === null || entry.startsWith(MARK)) return unsealed(name, entry);
  writeSealed(name, entry);
  return key ? entry : null;
}

/** Stores a text, if it can be sealed. */
export function writeSealed(name: string, text: string): void {
  const entry = sealed(name, text);
  if (entry !== null) window.localStorage.setItem(name, entry);
}
