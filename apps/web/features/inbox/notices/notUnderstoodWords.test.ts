import type { NotUnderstood } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { isAboutMessages, unclearTitle, unclearWords, waitingForNumbers } from './notUnderstoodWords';

const at = '2026-11-24T10:00:00.000Z';
const unclear = (change: Partial<NotUnderstood> = {}): NotUnderstood => ({
  phoneNumberId: '700',
  field: 'messages',
  type: 'image',
  why: 'malformed',
  waiting: 2,
  since: at,
  latest: at,
  ...change,
});

describe('what was not understood', () => {
  it('is said in words, with Meta’s own where there are none', () => {
    expect(unclearWords(unclear())).toBe('2 messages (image) that cannot be read');
    expect(unclearWords(unclear({ waiting: 1, type: null }))).toBe('1 message that cannot be read');
    expect(unclearWords(unclear({ field: 'telepathy', type: null, why: 'field_unknown', waiting: 1 }))).toBe(
      '1 update (telepathy) of a kind Switchboard does not know',
    );
    expect(unclearWords(unclear({ field: null, type: null }))).toBe('2 updates that cannot be read');
    expect(unclearWords(unclear({ field: 'calls', type: null, why: 'no_place', waiting: 1 }))).toBe(
      '1 call that has no place here yet',
    );
    expect(unclearWords(unclear({ field: 'constructor', type: null }))).toBe(
      '2 updates (constructor) that cannot be read',
    );
  });

  it('is counted in its title', () => {
    expect(unclearTitle([unclear({ waiting: 1 })])).toBe('1 update from Meta is not understood yet');
    expect(unclearTitle([unclear(), unclear({ type: 'order' })])).toBe('4 updates from Meta are not understood yet');
  });

  it('is told beside the conversations when it may be what a customer wrote', () => {
    expect([unclear(), unclear({ field: 'telepathy' }), unclear({ field: null })].map(isAboutMessages)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what waits for a number', () => {
  it('is counted without what waits for a newer Switchboard', () => {
    const number = { phoneNumberId: '700', waiting: 3, since: at };
    const numbers = [
      { ...number, reason: 'number_paused' as const },
      { ...number, waiting: 2, reason: 'not_understood' as const },
    ];
    expect(waitingForNumbers({ numbers })).toEqual({ waiting: 3, numbers: numbers.slice(0, 1) });
  });
});
