import { createHmac } from 'node:crypto';
import { otherAppSecret } from '../webhooks/wire.js';

export const signedRequestFaults = ['wrong_signature', 'other_app', 'not_signed'] as const;
export type SignedRequestFault = (typeof signedRequestFaults)[number];

const sign = (payload: string, secret: string) => createHmac('sha256', secret).update(payload).digest('base64url');

/** `signature.payload`, both base64url without padding; the signature is over the encoded payload. */
export function signRequest(
  payload: Record<string, unknown>,
  secret: string,
  fault: SignedRequestFault | null = null,
): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  if (fault === 'not_signed') return `.${encoded}`;
  if (fault === 'other_app') return `${sign(encoded, otherAppSecret)}.${encoded}`;
  return `${sign(fault === 'wrong_signature' ? `${encoded} ` : encoded, secret)}.${encoded}`;
}
