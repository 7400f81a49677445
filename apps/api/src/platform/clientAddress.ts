import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddress from 'proxy-addr';

/** The proxies that are believed: a number of hops in front of the API, or addresses as Express takes them. */
export type TrustedProxies = number | readonly string[];

/** Whether the proxy at `hop` is believed about the address of its caller. */
export type Trust = (address: string, hop: number) => boolean;

/** @throws TypeError for an address that is none. */
export function compileTrust(trusted: TrustedProxies): Trust {
  return typeof trusted === 'number' ? (_address, hop) => hop < trusted : proxyAddress.compile([...trusted]);
}

/** The caller's address of a request outside of Express: the handshake of a socket. */
export const readClientAddress = (req: IncomingMessage, trust: Trust): string => proxyAddress(req, trust);

/** Ranges of IPv6 that contain an IPv4 address, with its position (RFC 6052, RFC 3056). */
const embedded: Record<string, number> = { rfc6052: 6, '6to4': 1 };

/** What limits count by: an IPv4 address, or the /64 of an IPv6 address, all of which one caller may have (RFC 6177, RFC 7934). */
export function toNetworkPrefix(address: string): string {
  const plain = address.split('%')[0] ?? address;
  if (!ipaddr.isValid(plain)) return address;
  const parsed = ipaddr.process(plain);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const { parts } = parsed;
  const at = embedded[parsed.range()];
  if (at !== undefined) {
    const [high = 0, low = 0] = parts.slice(at, at + 2);
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  }
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
