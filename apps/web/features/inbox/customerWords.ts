import {
  type ConversationDto,
  type CustomerDto,
  displayName,
  type GroupSenderDto,
  isolated,
  safeLine,
} from '@switchboard/contracts';

/** Country codes of one and two digits; all others have three. */
const shortCountryCode = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** "+15550100001" becomes "+1 555 010 0001". */
export function readablePhone(phone: string): string {
  const digits = phone.replace(/^\+/, '');
  if (!/^\d{7,15}$/.test(digits)) return safeLine(phone);
  const country = shortCountryCode.exec(digits)?.[0] ?? digits.slice(0, 3);
  // Groups of three; the last one never has a single digit.
  const groups = digits.slice(country.length).match(/\d{3}(?=\d{2})|\d+/g) ?? [];
  return `+${[country, ...groups].join(' ')}`;
}

/**
 * The name in the phone's address book, else the customer's own, in a form that is safe to show. Null where there is
 * none.
 */
export const readName = ({ savedName, name }: CustomerDto): string | null =>
  displayName(savedName) ?? displayName(name);

/** A customer's name, else number, else username; some hide all three. */
export function customerName(customer: CustomerDto): string {
  const { phone, username } = customer;
  const name = readName(customer);
  if (name) return name;
  if (phone) return readablePhone(phone);
  const handle = displayName(username);
  if (handle) return `@${handle}`;
  return 'Hidden number';
}

/** The title of a thread: a group has no customer, and Meta does not tell its name. */
export const threadName = ({ kind, customer }: Pick<ConversationDto, 'kind' | 'customer'>): string =>
  kind === 'group' ? (readName(customer) ?? 'Group') : customerName(customer);

/** The line under the name, without what the name says. */
export function customerDetail(customer: CustomerDto): string {
  const ownName = displayName(customer.name);
  const handle = displayName(customer.username);
  const parts = [
    // WhatsApp marks a name that a customer chose with a tilde.
    ownName && ownName !== customerName(customer) ? `~${isolated(ownName)}` : null,
    customer.phone ? readablePhone(customer.phone) : null,
    handle ? `@${isolated(handle)}` : null,
  ].filter((part) => part !== null && part !== customerName(customer));
  if (parts.length > 0) return parts.join(' · ');
  return customer.phone === null ? 'Keeps the phone number hidden' : 'WhatsApp customer';
}

export const avatarLetters = (name: string | null): string =>
  (name ?? '')
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .join(' ');

export const groupSenderName = ({ name, phone }: GroupSenderDto): string =>
  displayName(name) ?? (phone ? readablePhone(phone) : 'Somebody in the group');
