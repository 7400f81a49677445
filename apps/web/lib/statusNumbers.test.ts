import type { NumberDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { byWhatsAppAccount, countNumbers, withNumbers } from './statusNumbers';

const number = (phoneNumberId: string, change: Partial<NumberDto> = {}): NumberDto => ({
  id: phoneNumberId,
  phoneNumberId,
  wabaId: '100',
  wabaName: 'Acme Flowers',
  businessName: 'Acme',
  displayPhone: '+1 555 010 0001',
  displayName: 'Acme',
  isActive: true,
  state: 'connected',
  qualityRating: 'GREEN',
  quality: 'HIGH',
  verifiedAt: null,
  lastVerified: null,
  connectedAt: '2026-11-22T10:00:00.000Z',
  disconnectedAt: null,
  tokenExpiresAt: null,
  readMarks: 'on_open',
  ladder: [],
  pausedAt: null,
  handoversSeenAt: null,
  undoUntil: null,
  isOnBizApp: false,
  numberStatus: null,
  nameStatus: null,
  messagingLimit: null,
  registration: { triesLeft: 10, nextTryFreeAt: null, pin: 'none' },
  rhythm: null,
  billing: null,
  sync: null,
  ...change,
});

describe('numbers after a check', () => {
  it('keep their places, and those not checked keep what was known', () => {
    const checked = withNumbers([number('1'), number('2')], [number('2', { quality: 'LOW' }), number('3')]);
    expect(checked.map(({ phoneNumberId, quality }) => [phoneNumberId, quality])).toEqual([
      ['1', 'HIGH'],
      ['2', 'LOW'],
    ]);
  });
});

describe('numbers on the page', () => {
  it('stand under the WhatsApp account they belong to', () => {
    const other = { wabaId: '200', wabaName: 'Acme Events' };
    const groups = byWhatsAppAccount([number('1'), number('2', other), number('3')]);
    expect(groups.map((group) => [group.wabaName, group.numbers.length])).toEqual([
      ['Acme Flowers', 2],
      ['Acme Events', 1],
    ]);
  });

  it('are counted by state', () => {
    const phoneNumbers = [
      number('1'),
      number('2', { state: 'needs_attention' }),
      number('3', { state: 'disconnected', isActive: false }),
    ];
    expect(countNumbers({ phoneNumbers })).toEqual({
      connected: 1,
      attention: 1,
      paused: 0,
      disconnected: 1,
      active: 2,
    });
  });
});
