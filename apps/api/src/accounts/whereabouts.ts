import { safeLine } from '@switchboard/contracts';
import Bowser from 'bowser';
import ipaddr from 'ipaddr.js';

export interface Whereabouts {
  address: string;
  /** "Chrome on Windows": what the browser says of itself, so never a proof. */
  device: string;
}

const longestUserAgent = 400;

const unknownProgram = 'An unknown program';

/** @returns a few words for people, never empty, safe in a line of ours. */
export function describeDevice(userAgent: string | undefined): string {
  if (!userAgent) return unknownProgram;
  const { browser, os } = Bowser.parse(userAgent.slice(0, longestUserAgent));
  // An unknown program's name is whatever it wrote.
  const name = safeLine(browser.name ?? '', 40);
  const system = safeLine(os.name ?? '', 40);
  if (name && system) return `${name} on ${system}`;
  return name || (system ? `A program on ${system}` : unknownProgram);
}

/** Two addresses are near within a provider's network: a provider changes them from day to day. */
const nearBits = { ipv4: 16, ipv6: 32 } as const;
/** Enough to know one's own by, not the address of one machine. */
const shownBits = { ipv4: 24, ipv6: 48 } as const;

function parsed(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return ipaddr.isValid(address) ? ipaddr.process(address) : null;
}

function cut(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, index) => (index < bits / 8 ? byte : 0));
  return ipaddr.fromByteArray(bytes).toString();
}

/** "203.0.113.x", "2001:db8:7::/48", "this machine"; null where the address is unknown. */
export function shownNetwork(address: string | undefined): string | null {
  const ip = address ? parsed(address) : null;
  if (!ip) return null;
  if (ip.range() === 'loopback') return 'this machine';
  const network = cut(ip, shownBits[ip.kind()]);
  return ip.kind() === 'ipv4' ? network.replace(/\.0$/, '.x') : `${network}/${shownBits.ipv6}`;
}

/** Equal for sign-ins with one kind of browser from one provider's network. */
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
