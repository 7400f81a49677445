import { createHash } from 'node:crypto';
import type { AccountUpdate } from '@switchboard/graph';

/** Fields whose news become alerts as they are; quality, limit and name are left to the checks. */
const alertedFields = new Set(['account_update', 'account_review_update', 'account_alerts', 'security']);
/** Asking Meta shows these as lost access or a lost number, and says so in those words. */
const foundByChecks = new Set([
  'PARTNER_ADDED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_REMOVED',
  'PARTNER_APP_UNINSTALLED',
  'ACCOUNT_DELETED',
  'ACCOUNT_OFFBOARDED',
]);

/** Whether it becomes an alert, and is not only shown on the page. */
export const deservesAlert = ({ field, event, value }: AccountUpdate): boolean =>
  alertedFields.has(field) && !(event !== undefined && foundByChecks.has(event)) && !isBan(value);

/** A ban stops the numbers, and each of them gets an alert. */
function isBan(value: unknown): boolean {
  const { ban_info: ban } = Object(value) as { ban_info?: { waba_ban_state?: unknown } | null };
  return ban?.waba_ban_state === 'DISABLE';
}

/** One key for one piece of news, however often Meta sends it. @param receivedAt stands in where Meta gives no time. */
export function toNewsKey({ field, wabaId, at, value }: AccountUpdate, receivedAt: Date): string {
  const said = JSON.stringify([field, wabaId, at?.toISOString() ?? receivedAt.toISOString().slice(0, 10), value]);
  return `news:${createHash('sha256').update(said).digest('base64url').slice(0, 22)}`;
}
