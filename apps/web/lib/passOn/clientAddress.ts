import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import { toSignedText } from '@switchboard/contracts';

/**
 * Whose request it is, as the proxies in front of the web say: the entry of `X-Forwarded-For` that the farthest of them added.
 * What stands before it may have been written by anybody.
 *
 * @returns null where there are fewer entries than proxies, or the entry is no address
 */
export function readForwardedAddress(forwarded: string | null, proxies: number): string | null {
  const address = (forwarded ?? '').split(',').at(-proxies)?.trim() ?? '';
  return isIP(address) === 0 ? null : address;
}

/** The header by which the API believes an address; see `signedAddressHeader`. */
export function signAddress(address: string, secret: string, now = Date.now()): string {
  const atSeconds = Math.floor(now / 1000);
  const signature = createHmac('sha256', secret).update(toSignedText(address, atSeconds)).digest('base64url');
  return `${address};${atSeconds};${signature}`;
}
