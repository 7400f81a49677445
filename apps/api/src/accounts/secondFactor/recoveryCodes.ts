import { Secret } from 'otpauth';
import { hashSecret } from '../../platform/ids.js';

const codes = 10;
/** 136 random bits, 28 characters of base32: unguessable is 128 and more (ASVS 5.0, 11.5.1). */
const codeBytes = 17;

/** Base32 has no 0, 1 and 8: on paper those are the letters. */
const asWritten = (typed: string) =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B');

/** Seven groups of four characters each. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: codes }, () => (new Secret({ size: codeBytes }).base32.match(/.{4}/g) ?? []).join('-'));

/** From 112 random bits on a plain hash is enough (ASVS 5.0, 6.5.2); a slow one would run ten times a guess. */
export const hashRecoveryCode = (typed: string): string => hashSecret(`recovery:${asWritten(typed)}`);
