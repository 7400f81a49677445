import { Secret, TOTP } from 'otpauth';

const issuer = 'Switchboard';
const periodSeconds = 30;
/** 160 bits, as RFC 4226 recommends. */
const secretBytes = 20;

// SHA-1, six digits and 30 seconds are what every authenticator app reads, whatever else the address says.
const createTotp = (secret: string, label: string) =>
  new TOTP({
    issuer,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
  });

/** In base32. */
export const newTotpSecret = (): string => new Secret({ size: secretBytes }).base32;

/** An `otpauth:` address for cameras and apps. @param email shown in the app */
export const totpUri = (secret: string, email: string): string => createTotp(secret, email).toString();

/**
 * The present 30-second step, if it is the code's: a code is good while the app shows it (ASVS 5.0, 6.5.5). Phones set
 * their clocks by the network. Null for every other code.
 */
export function findTimeStep(secret: string, code: string, now: Date): number | null {
  const delta = createTotp(secret, '').validate({ token: code, timestamp: now.getTime(), window: 0 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / periodSeconds);
}
