import { createHmac } from 'node:crypto';
import { type InvitationRecord, toInvitationId } from './invitation.model.js';

type Which = Pick<InvitationRecord, '_id' | 'generation'>;

export interface InvitationTokens {
  deriveToken(invitation: Which): string;
  buildUrl(invitation: Which): string;
}

/**
 * A token is a keyed hash (256 bits) over id and generation: a later mail can carry it without storing it, and a copy
 * of the database cannot make one.
 */
export function createInvitationTokens(invitationKey: Buffer, frontendUrl: string): InvitationTokens {
  const deriveToken = (invitation: Which) =>
    createHmac('sha256', invitationKey)
      .update(`${toInvitationId(invitation)}.${invitation.generation ?? 0}`)
      .digest('base64url');
  return { deriveToken, buildUrl: (invitation) => `${frontendUrl}/join#${deriveToken(invitation)}` };
}
