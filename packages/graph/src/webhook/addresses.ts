import { asDigits, asFilledText } from './jsonReaders.js';
import type { WebhookContact } from './webhook.types.js';

export type Addresses = Pick<WebhookContact, 'waId' | 'userId' | 'parentUserId'>;

const userIdForm = /^[A-Z]{2}\./;
const parentForm = /^[A-Z]{2}\.ENT\./;
const idForm = /^\S{1,256}$/;

/** Whether a text is a business-scoped id, or the parent of one: it then is so wherever it stands (meta-platform 17.2). */
export const isUserId = (text: string): boolean => userIdForm.test(text);

function asUserId(value: unknown): string | undefined {
  const text = asFilledText(value);
  return text !== undefined && idForm.test(text) ? text : undefined;
}

/**
 * Puts what stands in the place of a phone number, of a business-scoped id and of a parent id where it belongs: Meta
 * writes ids in the places of phone numbers, too (meta-platform 17.2). What is named in its own place wins.
 */
export function sortAddresses(phone: unknown, userId: unknown, parentUserId?: unknown): Addresses {
  const waId = asDigits(phone);
  const own = asUserId(userId);
  if (waId !== undefined && own !== undefined && parentUserId === undefined && !parentForm.test(own)) {
    return { waId, userId: own };
  }
  const misplaced = waId === undefined && typeof phone === 'string' && isUserId(phone) ? asUserId(phone) : undefined;
  const sorted: Addresses = { waId, parentUserId: asUserId(parentUserId) };
  for (const id of [own, misplaced]) {
    if (id === undefined) continue;
    if (parentForm.test(id)) sorted.parentUserId ??= id;
    else sorted.userId ??= id;
  }
  return sorted;
}

/**
 * {@link sortAddresses} of somebody who has to be reachable: a parent id alone names the person as well.
 *
 * @returns `undefined` where nothing names anybody.
 */
export function readAddresses(phone: unknown, userId: unknown, parentUserId?: unknown): Addresses | undefined {
  const sorted = sortAddresses(phone, userId, parentUserId);
  if (sorted.waId !== undefined || sorted.userId !== undefined) return sorted;
  return sorted.parentUserId === undefined ? undefined : { ...sorted, userId: sorted.parentUserId };
}
