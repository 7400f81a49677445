import { describe, expect, it } from 'vitest';
import { phoneNamedBy, samePhone } from './namedPhone.js';

describe('two ways of writing one phone number', () => {
  it.each([
    ['Brazil, with and without the ninth digit', '5511987654321', '551187654321'],
    ['Mexico, with and without the 1', '5215512345678', '525512345678'],
    ['Argentina, with and without the 9', '5491112345678', '541112345678'],
    ['Ivory Coast, ten digits and eight', '2250707123456', '22507123456'],
    ['signs and spaces', '+1 (555) 010-0000', '15550100000'],
  ])('%s', (_where, long, short) => {
    expect(samePhone(long, short)).toBe(true);
    expect(samePhone(short, long)).toBe(true);
  });

  it.each([
    ['15550100000', '15550100001'],
    ['5511987654321', '5511887654321'],
    ['', ''],
    ['no digits', ''],
  ])('%j and %j are not one', (a, b) => {
    expect(samePhone(a, b)).toBe(false);
  });
});

describe('the phone that an event names', () => {
  it.each([
    [{ displayPhone: '15550100000', value: {} }, '15550100000'],
    [{ value: { phone_number: '+1 555 010 0000' } }, '15550100000'],
    [{ value: { phone_number: 15550100000 } }, '15550100000'],
    [{ value: { phone_number: null } }, null],
    [{ value: { phone_number: '' } }, null],
    [{ value: {} }, null],
    // It names one, and nobody can tell which: none of ours.
    [{ value: { phone_number: ['15550100000'] } }, ''],
    [{ value: { phone_number: 'unknown' } }, ''],
  ])('%j: %j', (update, phone) => {
    expect(phoneNamedBy(update as never)).toBe(phone);
  });
});
