import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddress from 'proxy-addr';

/** Which proxies are believed: so many hops in front of the API, or their addresses as Express knows them. */
export type TrustedProxies = number | readonly string[];

/** Whether what stands `hop` places before us may be believed about who stands before it. */
export type Trust = (address: string, hop: number) => boolean;

/** @throws TypeError for an address that is none. */
export function trustOf(trusted: TrustedProxies): Trust {
  return typeof trusted === 'number' ? (_address, hop) => hop < trusted : proxyAddress.compile([...trusted]);
}

/** The caller's address of a request that Express does not see: the handshake of a socket. */
export const clientAddressOf = (req: IncomingMessage, trust: Trust): string => proxyAddress(req, trust);

/** Ranges in which an IPv4 address is written as an IPv6 one, and where it stands (RFC 6052, RFC 3056). */
const embedded: Record<string, number> = { rfc6052: 6, '6to4': 1 };

/**
 * What limits count by. An IPv4 address, however it is written, is itself; of an IPv6 address it is the /64, because that is
 * what one household or one server is given, and it can take any address in it (RFC 6177, RFC 7934).
 *
 * @param address As the caller's address is told; what is none is given back as it is.
 */
export function networkOf(address: string): string {
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
