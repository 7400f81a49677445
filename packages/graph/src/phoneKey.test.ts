import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phoneKey, samePhone } from './phoneKey.js';

describe('one number written in two ways', () => {
  it.each([
    ['Brazil, with and without the ninth digit', '5511987654321', '551187654321'],
    ['Brazil, another area', '5585991234567', '558591234567'],
    ['Mexico', '5215512345678', '525512345678'],
    ['Argentina', '5491123456789', '541123456789'],
    ['Ivory Coast, Moov', '2250140123456', '22540123456'],
    ['Ivory Coast, MTN', '2250504123456', '22504123456'],
    ['Ivory Coast, Orange', '2250707123456', '22507123456'],
    ['Ivory Coast, a line of Orange', '2252722123456', '22522123456'],
  ])('is one: %s', (_where, long, short) => {
    expect(samePhone(long, short)).toBe(true);
    expect(samePhone(short, long)).toBe(true);
    expect(phoneKey(short)).toBe(phoneKey(long));
  });

  it.each([
    ['a line in Brazil, which never had a ninth digit', '551133334444', '5511933334444'],
    ['two people in the Ivory Coast who differ by their operator', '2250140123456', '2250540123456'],
    ['the old number of the one and the new number of the other', '22540123456', '2250540123456'],
    ['two people in Mexico', '5215512345678', '525512345679'],
    ['a number in the United States that begins alike', '15215512345678', '1525512345678'],
    ['half a number', '5215512', '525512'],
  ])('is not: %s', (_who, one, other) => {
    expect(samePhone(one, other)).toBe(false);
  });

  it('has a key that is its own key, and is the same only as itself anywhere else', () => {
    const digits = fc.stringMatching(/^[1-9]\d{6,14}$/);
    fc.assert(
      fc.property(digits, (phone) => {
        expect(phoneKey(phoneKey(phone))).toBe(phoneKey(phone));
        if (!/^(52|54|55|225)/.test(phone)) expect(phoneKey(phone)).toBe(phone);
      }),
    );
  });
});
