import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A public id with 96 random bits: no secret, but nobody can enumerate it. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('base64url')}`;
}

/** An id that follows from its parts: 132 bits of their hash. */
export function idFrom(prefix: string, ...parts: string[]): string {
  return `${prefix}_${createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('base64url').slice(0, 22)}`;
}

/** 256 random bits, base64url (43 characters): states, tickets, invitations. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How one-time secrets are stored: a plain hash is enough for random ones. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64url');
}

/** Compares two texts in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a, 'utf8').digest();
  const right = createHash('sha256').update(b, 'utf8').digest();
  return timingSafeEqual(left, right);
}
