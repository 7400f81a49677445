import type { ErrorCode } from '@switchboard/contracts';
import type { InspectedToken } from '@switchboard/graph';
import { managementPermission, missingPermissions } from '../numbers/permissions.js';

export type Grant =
  | { ok: true; wabaIds: string[]; expiresAt: Date | null; metaUserId: string | undefined }
  | { ok: false; code: ErrorCode; details?: Record<string, unknown> };

/**
 * What a token really stands for, judged by Meta's own inspection of it. Pure.
 *
 * @param claimedWabaId what the browser said was chosen; believed only when the inspection lists it.
 * @param alsoClaimed further ones it said were shared; those that the inspection does not list are left out.
 */
export function judgeGrant(
  token: InspectedToken,
  expected: { appId: string; claimedWabaId?: string | undefined; alsoClaimed?: readonly string[] | undefined },
): Grant {
  if (!token.isValid || token.appId !== expected.appId) return { ok: false, code: 'token_invalid' };

  const missing = missingPermissions(token);
  if (missing.length > 0) return { ok: false, code: 'permission_missing', details: { missing } };

  const wabaIds = grantedWabas(token);
  const { claimedWabaId, alsoClaimed = [] } = expected;
  if (claimedWabaId !== undefined && !wabaIds.includes(claimedWabaId)) {
    return { ok: false, code: wabaIds.length === 0 ? 'no_whatsapp_account' : 'waba_not_granted' };
  }
  if (wabaIds.length === 0) return { ok: false, code: 'no_whatsapp_account' };
  return {
    ok: true,
    // Target ids add up over all grants a business ever made; the popup tells which ones were meant this time.
    wabaIds:
      claimedWabaId === undefined ? wabaIds : wabaIds.filter((id) => id === claimedWabaId || alsoClaimed.includes(id)),
    expiresAt: token.expiresAt,
    metaUserId: token.userId,
  };
}

/** The WABAs a token lists, newest grant first. A scope without target ids lists none (meta-platform 3). */
export function grantedWabas(token: InspectedToken): string[] {
  const ofManagement = token.targetIds[managementPermission];
  if (ofManagement) return [...new Set(ofManagement)];
  const others = Object.entries(token.targetIds).filter(([scope]) => scope.startsWith('whatsapp'));
  return [...new Set(others.flatMap(([, ids]) => ids ?? []))];
}
