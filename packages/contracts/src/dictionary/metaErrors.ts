import { accessErrors, errorSubcodes } from './accessErrors.js';
import { lookUp } from './entry.js';
import { messageErrors } from './messageErrors.js';
import { type MetaErrorCode, permissionRange } from './metaErrorCodes.js';
import type { MetaErrorEntry } from './metaErrorEntry.js';
import { numberErrors } from './numberErrors.js';

/** Does not compile while one of {@link MetaErrorCode} has no entry. */
export const metaErrors: Record<MetaErrorCode, MetaErrorEntry> = { ...accessErrors, ...numberErrors, ...messageErrors };

export const metaErrorsBySubcode = errorSubcodes;

/**
 * What one of Meta's error codes means for the owner of a business.
 *
 * @param code Meta's `error.code`, from a call, a failed message or a webhook.
 * @param subcode Meta's `error.error_subcode`. One that is not known changes nothing: Meta is taking subcodes away.
 * @returns undefined for a code that nobody has words for yet.
 */
export function metaErrorEntry(code: number, subcode?: number): MetaErrorEntry | undefined {
  const closer = subcode === undefined ? undefined : lookUp(metaErrorsBySubcode, `${code}/${subcode}`);
  if (closer) return closer;
  const isInRange = Number.isInteger(code) && code >= permissionRange.first && code <= permissionRange.last;
  return lookUp<MetaErrorEntry>(metaErrors, String(isInRange ? permissionRange.first : code));
}
