import {
  type ConversationDto,
  type CustomerDto,
  displayName,
  type GroupSenderDto,
  isolated,
  safeLine,
} from '@switchboard/contracts';

/** Country codes of one and of two digits; all others have three. */
const shortCountryCode = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** "+15550100001" is "+1 555 010 0001": groups are easier to compare than a row of digits. */
export function readablePhone(phone: string): string {
  const digits = phone.replace(/^\+/, '');
  if (!/^\d{7,15}$/.test(digits)) return safeLine(phone);
  const country = shortCountryCode.exec(digits)?.[0] ?? digits.slice(0, 3);
  // Groups of three, and nobody likes a last one of a single digit.
  const groups = digits.slice(country.length).match(/\d{3}(?=\d{2})|\d+/g) ?? [];
  return `+${[country, ...groups].join(' ')}`;
}

/**
 * What a customer is called, as the phone's address book has it or by himself, in a form that is safe to show; null for
 * who has no name, or one that cannot be seen.
 */
export const nameOf = ({ savedName, name }: CustomerDto): string | null => displayName(savedName) ?? displayName(name);

/** What a customer is called: by name, else number, else username; some keep all three to themselves. */
export function customerName(customer: CustomerDto): string {
  const { phone, username } = customer;
  const name = nameOf(customer);
  if (name) return name;
  if (phone) return readablePhone(phone);
  const handle = displayName(username);
  if (handle) return `@${handle}`;
  return 'Hidden number';
}

/** What a thread is called: a group has no customer of its own, and Meta does not tell its name. */
export const threadName = ({ kind, customer }: Pick<ConversationDto, 'kind' | 'customer'>): string =>
  kind === 'group' ? (nameOf(customer) ?? 'Group') : customerName(customer);

/** The line under the name: what the name does not say already. */
export function customerDetail(customer: CustomerDto): string {
  const ownName = displayName(customer.name);
  const handle = displayName(customer.username);
  const parts = [
    // As WhatsApp marks a name that somebody gave himself.
    ownName && ownName !== customerName(customer) ? `~${isolated(ownName)}` : null,
    customer.phone ? readablePhone(customer.phone) : null,
    handle ? `@${isolated(handle)}` : null,
  ].filter((part) => part !== null && part !== customerName(customer));
  if (parts.length > 0) return parts.join(' · ');
  return customer.phone === null ? 'Keeps the phone number hidden' : 'WhatsApp customer';
}

/** The words of a name that begin with a letter: what initials can be made of. Empty when there are none. */
export const avatarLetters = (name: string | null): string =>
  (name ?? '')
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .join(' ');

/** Who wrote in a group: by name, else by number. */
export const groupSenderName = ({ name, phone }: GroupSenderDto): string =>
  displayName(name) ?? (phone ? readablePhone(phone) : 'Somebody in the group');
