import type { DisconnectPreviewReply, NumberDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { inUseWords, tokenWords, undoable, whichNumbers } from './disconnectWords';

const preview = (openChats: number, peopleWriting: number): DisconnectPreviewReply => ({
  success: true,
  numbers: [{ phoneNumberId: '1', displayPhone: '+1 555 0100', displayName: 'Acme' }],
  wabas: [],
  openChats,
  peopleWriting,
  mayRevoke: true,
});

describe('who is in the middle of it', () => {
  it.each([
    [0, 0, null],
    [1, 0, '1 open chat of this number can still be answered without a template.'],
    [0, 2, '2 people wrote from this number in the last seven days.'],
    [
      3,
      1,
      '3 open chats of this number can still be answered without a template, and 1 person wrote from this number in the last seven days.',
    ],
  ])('%i chats and %i people', (chats, people, words) => {
    expect(inUseWords(preview(chats, people))).toBe(words);
  });
});

describe('what becomes of the access', () => {
  it('is not called destroyed while it is kept for undoing', () => {
    expect(tokenWords.disconnect('this number')).toContain('For ten minutes it is kept sealed');
    expect(tokenWords.revoke('this number')).toMatch(/^The access token of this number is destroyed\./);
    expect(tokenWords.pause('this number')).not.toContain('destroyed');
  });
});

describe('what can be undone', () => {
  const now = Date.parse('2026-11-22T10:00:00.000Z');
  const number = (phoneNumberId: string, undoUntil: string | null, isActive = false) =>
    ({ phoneNumberId, displayPhone: `+1 ${phoneNumberId}`, undoUntil, isActive }) as NumberDto;

  it('is together what one press took out, the latest first', () => {
    const groups = undoable(
      [
        number('1', '2026-11-22T10:05:00.000Z'),
        number('2', '2026-11-22T10:09:00.000Z'),
        number('3', '2026-11-22T10:09:00.000Z'),
      ],
      now,
    );
    expect(groups.map((group) => group.numbers.map((n) => n.phoneNumberId))).toEqual([['2', '3'], ['1']]);
  });

  it('is nothing that is late, connected, or gone for good', () => {
    const list = [
      number('1', '2026-11-22T10:00:00.000Z'),
      number('2', '2026-11-22T10:09:00.000Z', true),
      number('3', null),
    ];
    expect(undoable(list, now)).toEqual([]);
  });

  it('is named by its number, or counted', () => {
    expect(whichNumbers([{ displayPhone: '+1 1' }])).toBe('+1 1');
    expect(whichNumbers([{ displayPhone: '+1 1' }, { displayPhone: '+1 2' }])).toBe('2 numbers');
  });
});
