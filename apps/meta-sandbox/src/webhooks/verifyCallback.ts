import { randomInt } from 'node:crypto';

export type Verification = { ok: true } | { ok: false; reason: string };

const patienceMs = 5000;

/** Verifies an address as Meta does: the answer must be a 200 with the challenge alone. */
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
