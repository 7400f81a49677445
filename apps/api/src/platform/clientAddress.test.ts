import { describe, expect, it } from 'vitest';
import { compileTrust, toNetworkPrefix } from './clientAddress.js';

describe('what a limit counts by', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    // Behind a translator, or in a tunnel: the address that is written into it.
    ['64:ff9b::203.0.113.7', '203.0.113.7'],
    ['2002:cb00:7107:5::1', '203.0.113.7'],
    ['unknown', 'unknown'],
    ['', ''],
  ])('%s is %s', (address, network) => {
    expect(toNetworkPrefix(address)).toBe(network);
  });

  it('is another one in the next /64', () => {
    expect(toNetworkPrefix('2001:db8:1:3::1')).not.toBe(toNetworkPrefix('2001:db8:1:2::1'));
  });
});

describe('proxies that are believed', () => {
  it('by their number: so many in front, wherever they are', () => {
    const trust = compileTrust(2);
    expect([0, 1, 2].map((hop) => trust('203.0.113.7', hop))).toEqual([true, true, false]);
    expect(compileTrust(0)('127.0.0.1', 0)).toBe(false);
  });

  it('by their addresses', () => {
    const trust = compileTrust(['loopback', '10.0.0.0/8']);
    expect(['127.0.0.1', '::ffff:10.1.2.3', '203.0.113.7'].map((address) => trust(address, 0))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
