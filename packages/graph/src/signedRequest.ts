import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readJson } from './readJson.js';

export interface SignedRequest {
  userId: string;
  issuedAt: Date;
  /** Absent where Meta leaves it out or says 0. */
  expiresAt?: Date;
}

export type SignedRequestProblem = 'malformed' | 'wrong_algorithm' | 'wrong_signature' | 'wrong_payload';

export type SignedRequestResult = { ok: true; request: SignedRequest } | { ok: false; problem: SignedRequestProblem };

/** Far above the few hundred characters that Meta sends. */
const maxCharacters = 8_192;
/** The 32 bytes of a SHA-256, and a payload: the URL's alphabet, no padding. One spelling only. */
const signedRequestText = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]+)$/;

/** The upper end is that of `Date`. */
const seconds = z.int().min(0).max(8.64e12);
const payloadSchema = z.looseObject({
  algorithm: z.string(),
  issued_at: seconds,
  expires: seconds.optional(),
  user_id: z.union([z.string().regex(/^\d{1,64}$/), z.int().nonnegative()]).transform(String),
});

/**
 * Reads the `signed_request` of Meta's deauthorize and data-deletion callbacks (meta-platform 11). The signature is
 * HMAC-SHA256 with the app secret over the encoded payload, and is checked, in constant time, before anything in the
 * payload is believed. Age is for the caller to judge, by `issuedAt`.
 *
 * @param signedRequest the value of the form field, from anybody
 * @throws RangeError when the app secret is empty: anybody could sign with it
 */
export function readSignedRequest(signedRequest: string, appSecret: string): SignedRequestResult {
  const refuse = (problem: SignedRequestProblem): SignedRequestResult => ({ ok: false, problem });
  if (appSecret === '') throw new RangeError('The app secret is empty.');
  const parts = signedRequest.length > maxCharacters ? null : signedRequestText.exec(signedRequest);
  const [, signature, payload] = parts ?? [];
  if (signature === undefined || payload === undefined) return refuse('malformed');
  const given = fromBase64Url(signature);
  const bytes = fromBase64Url(payload);
  if (!given || !bytes) return refuse('malformed');

  if (!timingSafeEqual(given, sign(payload, appSecret))) return refuse('wrong_signature');

  const parsed = payloadSchema.safeParse(readJson(bytes.toString('utf8')));
  if (!parsed.success) return refuse('wrong_payload');
  const { algorithm, issued_at, expires, user_id } = parsed.data;
  if (algorithm !== 'HMAC-SHA256') return refuse('wrong_algorithm');
  return {
    ok: true,
    request: {
      userId: user_id,
      issuedAt: new Date(issued_at * 1000),
      ...(expires ? { expiresAt: new Date(expires * 1000) } : {}),
    },
  };
}

/** A `signed_request` as Meta makes it, of any payload: for tests, and for whoever plays Meta. */
export function makeSignedRequest(payload: Record<string, unknown>, appSecret: string): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${sign(encoded, appSecret).toString('base64url')}.${encoded}`;
}

const sign = (payload: string, appSecret: string) => createHmac('sha256', appSecret).update(payload).digest();

/** Null when the text is not exactly how these bytes are written: the last character has bits that do not count. */
function fromBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}
