import { Secret, TOTP } from 'otpauth';

const issuer = 'Switchboard';
const periodSeconds = 30;
/** 160 bits, as RFC 4226 recommends. */
const secretBytes = 20;

// SHA-1, six digits and 30 seconds are what every authenticator app reads, whatever else the address says.
const totpOf = (secret: string, label: string) =>
  new TOTP({
    issuer,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
  });

/** A new secret, in base32. */
export const newTotpSecret = (): string => new Secret({ size: secretBytes }).base32;

/** The secret as an address that a camera or an app opens. @param email whose codes they are: shown in the app. */
export const totpUri = (secret: string, email: string): string => totpOf(secret, email).toString();

/**
 * The 30-second step that a code belongs to, one before and one after now included: clocks differ, and people type.
 *
 * @returns null when the code is of none of the three.
 */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / periodSeconds) + delta;
}
