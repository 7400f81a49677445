import { safeLine } from '@switchboard/contracts';
import Bowser from 'bowser';
import ipaddr from 'ipaddr.js';

/** From where somebody signs in: what the request itself says. */
export interface Whereabouts {
  address: string;
  /** "Chrome on Windows". What a browser says of itself, so never a proof. */
  device: string;
}

/** Longer than any browser's own; what is parsed is bounded. */
const longestUserAgent = 400;

const unknownProgram = 'An unknown program';

/** @param userAgent the header as it came. @returns a few words for people, never empty, harmless in a line of ours. */
export function deviceOf(userAgent: string | undefined): string {
  if (!userAgent) return unknownProgram;
  const { browser, os } = Bowser.parse(userAgent.slice(0, longestUserAgent));
  // Of a program that nobody knows, the name is what it wrote.
  const name = safeLine(browser.name ?? '', 40);
  const system = safeLine(os.name ?? '', 40);
  if (name && system) return `${name} on ${system}`;
  return name || (system ? `A program on ${system}` : unknownProgram);
}

/** Whether two addresses are near each other: whole networks of providers, as theirs change from day to day. */
const nearBits = { ipv4: 16, ipv6: 32 } as const;
/** What is shown: enough to know one's own, not the address of one machine. */
const shownBits = { ipv4: 24, ipv6: 48 } as const;

function parsed(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // An IPv4 address that came over an IPv6 socket is an IPv4 address.
  return ipaddr.isValid(address) ? ipaddr.process(address) : null;
}

/** The first bits of an address, the others zero. */
function cut(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, index) => (index < bits / 8 ? byte : 0));
  return ipaddr.fromByteArray(bytes).toString();
}

/** "203.0.113.x", "2001:db8:7::/48", "this machine"; null where the address is not known. There is no map of addresses here. */
export function shownNetwork(address: string | undefined): string | null {
  const ip = address ? parsed(address) : null;
  if (!ip) return null;
  if (ip.range() === 'loopback') return 'this machine';
  const network = cut(ip, shownBits[ip.kind()]);
  return ip.kind() === 'ipv4' ? network.replace(/\.0$/, '.x') : `${network}/${shownBits.ipv6}`;
}

/** What makes two sign-ins "from the same place": the same kind of browser, and the same provider's network. */
export function placeKey({ address, device }: Whereabouts): string {
  const ip = parsed(address);
  return `${device}|${ip ? cut(ip, nearBits[ip.kind()]) : 'unknown'}`;
}

/** "Chrome on Windows, from the network 203.0.113.x". */
export function placeWords({ address, device }: Whereabouts): string {
  const network = shownNetwork(address);
  if (network === null) return device;
  return network === 'this machine' ? `${device}, on this machine` : `${device}, from the network ${network}`;
}
