import { createHash } from 'node:crypto';
import type { AccountUpdate } from '@switchboard/graph';

/**
 * Fields whose news people are told as they are. What a check would find as well (quality, limit, name) is told from
 * what the check finds: otherwise it would be told twice.
 */
const toldFields = new Set(['account_update', 'account_review_update', 'account_alerts', 'security']);
/** Asking Meta shows these as lost access or a lost number, and says so in those words. */
const foundByChecks = new Set([
  'PARTNER_ADDED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_REMOVED',
  'PARTNER_APP_UNINSTALLED',
  'ACCOUNT_DELETED',
  'ACCOUNT_OFFBOARDED',
]);

/** Whether people are told of it, and not only shown it on the page. */
export const isTold = ({ field, event, value }: AccountUpdate): boolean =>
  toldFields.has(field) && !(event !== undefined && foundByChecks.has(event)) && !isBan(value);

/** A ban stops the numbers, and that is told of each of them. */
function isBan(value: unknown): boolean {
  const { ban_info: ban } = Object(value) as { ban_info?: { waba_ban_state?: unknown } | null };
  return ban?.waba_ban_state === 'DISABLE';
}

/**
 * The same news has the same key, however often Meta sends it.
 *
 * @param receivedAt stands in where Meta gives no time: two equal ones a day apart are two.
 */
export function newsKeyOf({ field, wabaId, at, value }: AccountUpdate, receivedAt: Date): string {
  const said = JSON.stringify([field, wabaId, at?.toISOString() ?? receivedAt.toISOString().slice(0, 10), value]);
  return `news:${createHash('sha256').update(said).digest('base64url').slice(0, 22)}`;
}
