import type { GraphFailure, GraphFailureKind, GraphResult, InspectedToken } from '@switchboard/graph';
import { isClearAnswer } from '../platform/graphProblem.js';

export const managementPermission = 'whatsapp_business_management';
const messagingPermission = 'whatsapp_business_messaging';

/**
 * The WhatsApp permissions that were not given. Meta has renamed scopes before: a token with a WhatsApp scope that is
 * not known here passes, and the calls that follow show what it can do.
 */
export function missingPermissions(token: Pick<InspectedToken, 'scopes' | 'targetIds'>): string[] {
  const granted = new Set([...token.scopes, ...Object.keys(token.targetIds)]);
  const needed = [managementPermission, messagingPermission];
  const hasUnknown = [...granted].some((scope) => scope.startsWith('whatsapp') && !needed.includes(scope));
  return hasUnknown ? [] : needed.filter((scope) => !granted.has(scope));
}

/**
 * A message that nobody wrote. Marking it as read needs the permission to message and has no effect: Meta refuses the
 * permission, or does not find the message (131009).
 */
export const nobodysWamid = 'wamid.SWITCHBOARD_PERMISSION_CHECK';

/** Refusals that are about the message or the number: whoever gives them has let the access pass. */
const afterAccess: readonly GraphFailureKind[] = [
  'invalid_request',
  'not_found',
  'number_not_registered',
  'account_restricted',
];

export const lacksPermission = (failure: GraphFailure) =>
  isClearAnswer(failure) && failure.kind === 'permission_missing';

/**
 * Whether a number may be written from. Meta does not document which check it makes first: that the message was not
 * found is a yes only where the token lists the permission. @param reading Meta's answer to marking `nobodysWamid` as read.
 */
export function judgeMessaging(
  token: GraphResult<InspectedToken>,
  reading: GraphResult<unknown>,
): 'allowed' | 'refused' | 'not_listed' | 'unknown' {
  if (reading.ok) return 'allowed';
  if (lacksPermission(reading.failure)) return 'refused';
  if (!token.ok || !afterAccess.includes(reading.failure.kind)) return 'unknown';
  return missingPermissions(token.value).includes(messagingPermission) ? 'not_listed' : 'allowed';
}
