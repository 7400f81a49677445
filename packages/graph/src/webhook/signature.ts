import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

export type SignatureVerifier = (rawBody: Buffer, header: string | string[] | undefined) => boolean;

/** Meta writes lower case (meta-platform 8.2). One form only, so that one delivery has one valid header. */
const signatureHeader = /^sha256=[0-9a-f]{64}$/;
const prefixLength = 'sha256='.length;

/**
 * Gives a check of `X-Hub-Signature-256` for one app (meta-platform 8.2). The secret is turned into a key once, here.
 *
 * @param appSecret of the app that is subscribed, as it stands in the app's settings. Throws when it is empty: anybody
 * could sign with it.
 * @returns a function that takes the body exactly as it arrived, and the header's value. It never throws.
 */
export function createSignatureVerifier(appSecret: string): SignatureVerifier {
  const key = toKey(appSecret);
  return (rawBody, header) => {
    // Also refuses a header that came twice: Node joins such values with a comma, or gives a list.
    if (typeof header !== 'string' || !signatureHeader.test(header)) return false;
    // Meta signs the bytes it sent. Re-serialising the parsed body changes escapes and breaks the check, hence the raw
    // buffer. Both sides have 32 bytes by now, as timingSafeEqual wants it.
    return timingSafeEqual(Buffer.from(header.slice(prefixLength), 'hex'), sign(rawBody, key));
  };
}

/**
 * Whether Meta signed this body: {@link createSignatureVerifier} for a single use. Who checks many makes a verifier
 * once.
 */
export function verifyWebhookSignature(
  rawBody: Buffer,
  header: string | string[] | undefined,
  appSecret: string,
): boolean {
  return createSignatureVerifier(appSecret)(rawBody, header);
}

/** The value of `X-Hub-Signature-256` for a body: for tests, and for whoever plays Meta. Texts are signed as UTF-8. */
export function signWebhook(rawBody: Buffer | string, appSecret: string): string {
  return `sha256=${sign(rawBody, toKey(appSecret)).toString('hex')}`;
}

function toKey(appSecret: string): KeyObject {
  if (appSecret === '') throw new RangeError('The app secret is empty.');
  return createSecretKey(appSecret, 'utf8');
}

const sign = (body: Buffer | string, key: KeyObject) => createHmac('sha256', key).update(body).digest();
