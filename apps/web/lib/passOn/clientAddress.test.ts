import { describe, expect, it } from 'vitest';
import { readForwardedAddress, signAddress } from './clientAddress';

describe('the address of a caller', () => {
  it.each([
    ['203.0.113.7', 1, '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', 1, '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7, 10.0.0.1', 2, '203.0.113.7'],
    ['2001:db8::7', 1, '2001:db8::7'],
  ])('is what the farthest proxy of ours added: %s behind %i', (forwarded, proxies, address) => {
    expect(readForwardedAddress(forwarded, proxies)).toBe(address);
  });

  it.each([
    [null, 1],
    ['', 1],
    ['203.0.113.7', 2],
    ['unknown', 1],
    ['203.0.113.7, 7391', 1],
    ['203.0.113.7:443', 1],
  ])('is unknown, and not guessed: %s behind %i', (forwarded, proxies) => {
    expect(readForwardedAddress(forwarded, proxies)).toBeNull();
  });
});

it('is signed as the API expects it', () => {
  // The API's test has the same line.
  expect(signAddress('203.0.113.7', 'a'.repeat(40), Date.UTC(2026, 11, 1))).toBe(
    '203.0.113.7;1796083200;fBpony-MC2qpc3JP5-8BStBwnKedO0qOH5bHxHOdxm0',
  );
});
