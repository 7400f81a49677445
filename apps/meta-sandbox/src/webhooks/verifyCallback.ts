import { randomInt } from 'node:crypto';

export type Verification = { ok: true } | { ok: false; reason: string };

const patienceMs = 5000;

/**
 * The GET with which Meta checks an address before it sends webhooks there: the answer has to be a 200 with nothing but
 * the challenge in it.
 */
export async function verifyCallback(callbackUrl: string, verifyToken: string): Promise<Verification> {
  const challenge = String(randomInt(10 ** 9, 10 ** 10));
  const url = new URL(callbackUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  try {
    const response = await fetch(url, {
      headers: { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = await response.text();
    if (response.status !== 200) return { ok: false, reason: `HTTP Status Code = ${response.status}` };
    return body === challenge ? { ok: true } : { ok: false, reason: 'The answer is not the challenge' };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ok: false, reason: cause instanceof Error ? cause.message : 'No answer' };
  }
}
