import { type AccountUpdate, samePhone as sameDigits } from '@switchboard/graph';

const toDigits = (phone: string) => phone.replace(/\D/g, '');

/**
 * The digits of the phone that an event names (`display_phone_number`, or `phone_number` of one that leaves;
 * meta-platform 17.4). Empty where they cannot be read. @returns null where it names none: then the whole account is meant.
 */
export function phoneNamedBy({ displayPhone, value }: Pick<AccountUpdate, 'displayPhone' | 'value'>): string | null {
  if (displayPhone) return toDigits(displayPhone);
  const { phone_number: named } = value;
  if (named === undefined || named === null || named === '') return null;
  return typeof named === 'string' || typeof named === 'number' ? toDigits(String(named)) : '';
}

/** Whether two ways of writing a phone number, with signs or without, are the same number (meta-platform 17.2). */
export function samePhone(a: string, b: string): boolean {
  const [one, other] = [toDigits(a), toDigits(b)];
  return one !== '' && other !== '' && sameDigits(one, other);
}
