import { Secret } from 'otpauth';
import { hashSecret } from '../../platform/ids.js';

const codes = 10;
/** 120 random bits, 24 characters of base32: from 112 on a plain hash is enough (ASVS 5.0, 6.5.2). */
const codeBytes = 15;

/** Base32 has no 0, 1 and 8: whoever reads them from paper means the letters. */
const asWritten = (typed: string) =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B');

/** Ten codes, as they are shown: six groups of four. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: codes }, () => (new Secret({ size: codeBytes }).base32.match(/.{4}/g) ?? []).join('-'));

/**
 * How a code is stored. They are random, 120 bits each, so that a plain hash is enough: nobody can try them all, and a
 * slow hash would have to be worked out ten times a guess.
 */
export const hashRecoveryCode = (typed: string): string => hashSecret(`recovery:${asWritten(typed)}`);
