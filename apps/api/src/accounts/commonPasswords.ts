import { dictionary } from '@zxcvbn-ts/language-common';
import leaked from 'fxa-common-password-list';

const listed = new Set(dictionary['passwords-common']);

/**
 * Whether a password, in any case, is in a list of those that were stolen and published most often: the 50,000 of at least
 * eight characters that Mozilla refuses for Firefox Accounts (from OWASP's SecLists), and those of zxcvbn. Ours have ten at
 * least, of which these are several times the 3,000 that OWASP's ASVS 5.0 (6.2.4) asks for.
 */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  return listed.has(lower) || leaked.test(password) || leaked.test(lower);
}
