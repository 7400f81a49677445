import { Secret } from 'otpauth';
import { hashSecret } from '../../platform/ids.js';

const codes = 10;
/** 136 random bits, 28 characters of base32: whatever must not be guessed has 128 at least (ASVS 5.0, 11.5.1). */
const codeBytes = 17;

/** Base32 has no 0, 1 and 8: whoever reads them from paper means the letters. */
const asWritten = (typed: string) =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B');

/** Ten codes, as they are shown: seven groups of four. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: codes }, () => (new Secret({ size: codeBytes }).base32.match(/.{4}/g) ?? []).join('-'));

/**
 * How a code is stored. They are random, so that a plain hash is enough: nobody can try them all, and a
 * slow hash would have to be worked out ten times a guess (ASVS 5.0, 6.5.2: from 112 bits on).
 */
export const hashRecoveryCode = (typed: string): string => hashSecret(`recovery:${asWritten(typed)}`);
