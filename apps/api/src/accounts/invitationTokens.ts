import { createHmac } from 'node:crypto';
import { type InvitationRecord, invitationIdOf } from './invitation.model.js';

type Which = Pick<InvitationRecord, '_id' | 'generation'>;

export interface InvitationTokens {
  /** The secret of an invitation's present link. */
  tokenOf(invitation: Which): string;
  /** The link; in the fragment its token stays out of server logs and of the Referer header. */
  urlOf(invitation: Which): string;
}

/**
 * The token of an invitation is a keyed hash (256 bits) over its id and how often it was made: it can be sent by e-mail
 * later without being stored anywhere, and a copy of the database cannot make one.
 */
export function createInvitationTokens(invitationKey: Buffer, frontendUrl: string): InvitationTokens {
  const tokenOf = (invitation: Which) =>
    createHmac('sha256', invitationKey)
      .update(`${invitationIdOf(invitation)}.${invitation.generation ?? 0}`)
      .digest('base64url');
  return { tokenOf, urlOf: (invitation) => `${frontendUrl}/join#${tokenOf(invitation)}` };
}
