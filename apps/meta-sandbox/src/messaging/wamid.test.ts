import { describe, expect, it } from 'vitest';
import { makeWamid, newWamid, readWamid, renamedWamid, spelledOtherwise } from '../index.js';
import { wamidKey } from './wamid.js';

describe('a wamid', () => {
  it('is built as those on Meta’s public pages are', () => {
    const parts = { peer: '16503879439', by: 'customer', token: '3AADF8441347E8571C10' } as const;
    const wamid = 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=';
    expect(makeWamid(parts)).toBe(wamid);
    expect(readWamid(wamid)).toEqual(parts);
    expect(readWamid('wamid.HBgLMTIwNjU1NTAxMDcVAgARGBI3NjNFN0U5QzMzNDlCQjY0M0QA')).toEqual({
      peer: '12065550107',
      by: 'business',
      token: '763E7E9C3349BB643D',
    });
  });

  it('is new each time, and holds the phone or the business-scoped id', () => {
    const wamid = newWamid('15550190001', 'customer');
    expect(newWamid('15550190001', 'customer')).not.toBe(wamid);
    const other = renamedWamid(wamid, 'US.1000000000000001');
    expect(readWamid(other)).toEqual({ ...readWamid(wamid), peer: 'US.1000000000000001' });
    expect(wamidKey(other)).toBe(wamidKey(wamid));
    expect(renamedWamid(other, '15550190001')).toBe(wamid);
  });

  it.each(['wamid.same', 'wamid.', 'wamid.HBgL', 'other', 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFE'])(
    'that is built otherwise is opaque: %s',
    (wamid) => {
      expect(readWamid(wamid)).toBeNull();
      expect(renamedWamid(wamid, 'US.1')).toBe(wamid);
      expect(wamidKey(wamid)).toBe(wamid);
    },
  );

  it('has no room for a name of more than 255 bytes', () => {
    expect(() => newWamid('x'.repeat(256), 'business')).toThrow('no room');
  });
});

describe('a phone number', () => {
  it.each([
    ['Brazil', '5511987654321', '551187654321'],
    ['Mexico', '5215512345678', '525512345678'],
    ['Argentina', '5491112345678', '541112345678'],
    ['Ivory Coast, Orange', '2250708090102', '22508090102'],
    ['Ivory Coast, Moov', '2250142536475', '22542536475'],
    ['Ivory Coast, MTN', '2250505060708', '22505060708'],
  ])('of %s is written in two ways', (_country, one, other) => {
    expect(spelledOtherwise(one)).toBe(other);
  });

  it.each(['5511987654321', '525512345678', '541112345678'])('%s comes back when it is spelled twice', (digits) => {
    expect(spelledOtherwise(spelledOtherwise(digits))).toBe(digits);
  });

  it('of other countries is written in one way', () => {
    for (const digits of ['15550190001', '4915550190006', '']) expect(spelledOtherwise(digits)).toBe(digits);
  });
});
