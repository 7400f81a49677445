import type { AttemptNumberDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { connectedWords } from './connectedWords';

const number = (over: Partial<AttemptNumberDto> = {}): AttemptNumberDto => ({
  phoneNumberId: '1',
  wabaId: '2',
  displayPhone: '+1 555 010 0001',
  displayName: 'Acme',
  saved: true,
  subscribed: true,
  registered: 'good',
  problem: null,
  ...over,
});

describe('the words when every step worked', () => {
  it.each([
    ['one number', [number()], 'Your number is connected', true],
    ['two numbers', [number(), number()], '2 numbers are connected', true],
    ['one that is not registered', [number({ registered: 'bad' })], 'Your number is saved, not connected yet', false],
    ['one of two not registered', [number(), number({ registered: 'waiting' })], '1 of 2 numbers are connected', false],
  ])('for %s', (_what, numbers, title, whole) => {
    expect(connectedWords({ numbers, reconnect: null })).toMatchObject({ title, whole });
  });

  it('say so when a number was brought back', () => {
    expect(connectedWords({ numbers: [number()], reconnect: ['1'] }).title).toBe('Your number is connected again');
  });
});
