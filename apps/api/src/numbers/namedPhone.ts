import type { AccountUpdate } from '@switchboard/graph';

const digitsOf = (phone: string) => phone.replace(/\D/g, '');

/**
 * The phone that an event about a WhatsApp account speaks of, in digits: `display_phone_number`, or the `phone_number` of
 * one that leaves (meta-platform 17.4). Empty where it names one that cannot be read, which then is none of ours.
 *
 * @returns null where it names none: then the whole account is meant.
 */
export function phoneNamedBy({ displayPhone, value }: Pick<AccountUpdate, 'displayPhone' | 'value'>): string | null {
  if (displayPhone) return digitsOf(displayPhone);
  const { phone_number: named } = value;
  if (named === undefined || named === null || named === '') return null;
  return typeof named === 'string' || typeof named === 'number' ? digitsOf(String(named)) : '';
}

/**
 * Countries whose numbers Meta writes in two ways, by what makes one of the other: Brazil's ninth digit, the 1 after
 * Mexico's code, the 9 after Argentina's, the two digits that Ivory Coast put in front (meta-platform 17.2).
 */
const shorter: readonly [long: RegExp, short: string][] = [
  [/^55(\d{2})9(\d{8})$/, '55$1$2'],
  [/^521(\d{10})$/, '52$1'],
  [/^549(\d{10})$/, '54$1'],
  [/^225\d{2}(\d{8})$/, '225$1'],
];

function keyOf(phone: string): string {
  const digits = digitsOf(phone);
  for (const [long, short] of shorter) if (long.test(digits)) return digits.replace(long, short);
  return digits;
}

/** Whether two ways of writing a phone number, with the country's code, are the same number. */
export function samePhone(a: string, b: string): boolean {
  const key = keyOf(a);
  return key !== '' && key === keyOf(b);
}
