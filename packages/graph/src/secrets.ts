import { createHmac } from 'node:crypto';

/** Proves to Meta that the caller of a token also holds the app secret: HMAC-SHA256 of the token, in hex. */
export function appSecretProof(appSecret: string, token: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex');
}

export type Scrub = (text: string) => string;

const anyToken = /\bEAA[A-Za-z0-9]{8,}/g;

/**
 * Gives a function that takes the given secrets, and anything that looks like a token of Meta, out of a text.
 * Meta quotes malformed tokens in its error messages, so what it says must pass here before it is kept or shown.
 */
export function createScrubber(secrets: readonly string[]): Scrub {
  // Longest first, so that a secret that contains another one goes as a whole.
  const written = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), asFormValue(secret)]))]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length);
  return (text) =>
    written.reduce((left, secret) => left.replaceAll(secret, '[secret]'), text).replace(anyToken, '[token]');
}

const asFormValue = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
