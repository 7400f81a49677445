import { describe, expect, it } from 'vitest';
import { leaves, type PressedKey, sends } from './enterKey';

const pressed = (change: Partial<PressedKey>): PressedKey => ({
  key: 'Enter',
  isComposing: false,
  keyCode: 13,
  shiftKey: false,
  ...change,
});

describe('Enter', () => {
  it('sends', () => {
    expect(sends(pressed({}))).toBe(true);
  });

  it.each([
    ['chooses a word (Chrome, Firefox)', { isComposing: true, keyCode: 229 }],
    ['chooses a word, without a key code', { isComposing: true, keyCode: 0 }],
    ['has ended a composition (Safari: no longer composing)', { isComposing: false, keyCode: 229 }],
    ['was taken by the input method (Windows)', { key: 'Process', keyCode: 229 }],
    ['is not named (keyboards of Android)', { key: 'Unidentified', keyCode: 229 }],
    ['is not named and has no code', { key: 'Unidentified', keyCode: 0 }],
    ['begins a line', { shiftKey: true }],
    ['is another key', { key: 'a', keyCode: 65 }],
  ])('does not send when it %s', (_why, change) => {
    expect(sends(pressed(change))).toBe(false);
  });

  it('sends again right after a composition has ended', () => {
    const keys = [pressed({ isComposing: true, keyCode: 229 }), pressed({ keyCode: 229 }), pressed({})];
    expect(keys.map(sends)).toEqual([false, false, true]);
  });
});

describe('Escape', () => {
  it('leaves, but while a word is composed it gives up that word only', () => {
    const pressedEscape = { key: 'Escape', keyCode: 27 };
    expect(leaves(pressed(pressedEscape))).toBe(true);
    expect(leaves(pressed({ ...pressedEscape, isComposing: true }))).toBe(false);
    expect(leaves(pressed({ ...pressedEscape, keyCode: 229 }))).toBe(false);
    expect(leaves(pressed({}))).toBe(false);
  });
});
