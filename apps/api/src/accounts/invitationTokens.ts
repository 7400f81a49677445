import { createHmac } from 'node:crypto';
import { type InvitationRecord, invitationIdOf } from './invitation.model.js';

type Which = Pick<InvitationRecord, '_id' | 'generation'>;

export interface InvitationTokens {
  tokenOf(invitation: Which): string;
  urlOf(invitation: Which): string;
}

/**
 * A token is a keyed hash (256 bits) over id and generation: a later mail can carry it without storing it, and a copy
 * of the database cannot make one.
 */
export function createInvitationTokens(invitationKey: Buffer, frontendUrl: string): InvitationTokens {
  const tokenOf = (invitation: Which) =>
    createHmac('sha256', invitationKey)
      .update(`${invitationIdOf(invitation)}.${invitation.generation ?? 0}`)
      .digest('base64url');
  return { tokenOf, urlOf: (invitation) => `${frontendUrl}/join#${tokenOf(invitation)}` };
}
