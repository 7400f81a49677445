import { describe, expect, it } from 'vitest';
import { describeDevice, placeKey, placeWords, shownNetwork } from './whereabouts.js';

describe('what a browser says of itself', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
      'Safari on macOS',
    ],
    ['curl/8.14.1', 'An unknown program'],
  ])('is read into a few words: %s', (userAgent, words) => {
    expect(describeDevice(userAgent).toLowerCase()).toBe(words.toLowerCase());
  });

  it('that is nothing, nonsense or without end still has a name', () => {
    for (const odd of [undefined, '', '😀', '('.repeat(100_000), 'a/'.repeat(100_000)]) {
      expect(describeDevice(odd)).not.toBe('');
      expect(describeDevice(odd).length).toBeLessThan(100);
    }
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.x'],
    ['::ffff:203.0.113.77', '203.0.113.x'],
    ['203.0.0.0', '203.0.0.x'],
    ['2001:db8:7:1::5', '2001:db8:7::/48'],
    ['127.0.0.1', 'this machine'],
    ['::1', 'this machine'],
    ['unknown', null],
    [undefined, null],
  ])('of %s is %s', (address, network) => {
    expect(shownNetwork(address)).toBe(network);
  });

  it('decides with the browser whether two places are the same', () => {
    const key = (address: string, device = 'Chrome on Windows') => placeKey({ address, device });
    expect(key('203.0.113.77')).toBe(key('::ffff:203.0.7.1'));
    expect(key('203.0.113.77')).not.toBe(key('203.1.113.77'));
    expect(key('2001:db8:7::1')).toBe(key('2001:db8:8::1'));
    expect(key('2001:db8:7::1')).not.toBe(key('2001:db9:7::1'));
    expect(key('203.0.113.77')).not.toBe(key('203.0.113.77', 'Firefox on Windows'));
    expect(placeWords({ address: 'unknown', device: 'curl' })).toBe('curl');
  });
});
