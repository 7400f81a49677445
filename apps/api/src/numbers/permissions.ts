import type { InspectedToken } from '@switchboard/graph';

export const managementPermission = 'whatsapp_business_management';
const messagingPermission = 'whatsapp_business_messaging';

/**
 * The WhatsApp permissions that were not given. Meta has renamed scopes overnight before, so a token with a WhatsApp
 * scope that we do not know is not refused by name: the calls that follow show what it can do.
 */
export function missingPermissions(token: Pick<InspectedToken, 'scopes' | 'targetIds'>): string[] {
  const granted = new Set([...token.scopes, ...Object.keys(token.targetIds)]);
  const needed = [managementPermission, messagingPermission];
  const hasUnknown = [...granted].some((scope) => scope.startsWith('whatsapp') && !needed.includes(scope));
  return hasUnknown ? [] : needed.filter((scope) => !granted.has(scope));
}
