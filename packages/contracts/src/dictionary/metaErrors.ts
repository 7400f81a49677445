import { accessErrors, errorSubcodes } from './accessErrors.js';
import { callErrors } from './callErrors.js';
import { lookUp } from './entry.js';
import { familyOf } from './errorFamilies.js';
import { groupErrors } from './groupErrors.js';
import { messageErrors } from './messageErrors.js';
import { type MetaErrorCode, permissionRange } from './metaErrorCodes.js';
import type { MetaErrorEntry } from './metaErrorEntry.js';
import { numberErrors } from './numberErrors.js';

/** Does not compile while one of {@link MetaErrorCode} has no entry. */
export const metaErrors: Record<MetaErrorCode, MetaErrorEntry> = {
  ...accessErrors,
  ...numberErrors,
  ...messageErrors,
  ...groupErrors,
  ...callErrors,
};

export const metaErrorsBySubcode = errorSubcodes;

/**
 * What one of Meta's error codes means for the owner of a business.
 *
 * @param code Meta's `error.code`, from a call, a failed message or a webhook.
 * @param subcode Meta's `error.error_subcode`. One that is not known changes nothing: Meta is taking subcodes away.
 * @returns undefined for a code that nobody has words for yet. One that Meta does not describe has its family's entry, with
 *   `turn: 'unknown'`.
 */
export function metaErrorEntry(code: number, subcode?: number): MetaErrorEntry | undefined {
  const closer = subcode === undefined ? undefined : lookUp(metaErrorsBySubcode, `${code}/${subcode}`);
  if (closer) return closer;
  const isInRange = Number.isInteger(code) && code >= permissionRange.first && code <= permissionRange.last;
  return lookUp<MetaErrorEntry>(metaErrors, String(isInRange ? permissionRange.first : code)) ?? familyOf(code)?.entry;
}

/**
 * The same for a code whose meaning is known: without those of which Meta gives the number only. What Meta says with such
 * a code is better than its entry.
 */
export function describedErrorEntry(code: number, subcode?: number): MetaErrorEntry | undefined {
  const entry = metaErrorEntry(code, subcode);
  return entry?.turn === 'unknown' ? undefined : entry;
}
