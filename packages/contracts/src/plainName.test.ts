import { describe, expect, it } from 'vitest';
import { plainName } from './plainName.js';

const name = plainName('Enter your name', 100);

describe('a name', () => {
  it.each([
    ['  Olive  ', 'Olive'],
    ['Olive\r\nBcc: all@example.test', 'Olive Bcc: all@example.test'],
    ['Olive\u0000\u0007\u001b[31m Owner', 'Olive [31m Owner'],
    // Turned around, it would read as something else; hidden letters make two equal names differ.
    ['Olive\u202egpj.exe', 'Olivegpj.exe'],
    ['Ol\u200bive\u2066', 'Olive'],
    ['Zoë Ångström', 'Zoë Ångström'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['👩‍👩‍👧 Flowers', '👩‍👩‍👧 Flowers'],
  ])('%j is kept as %j', (given, kept) => {
    expect(name.parse(given)).toBe(kept);
  });

  it.each(['', '   ', '\u0000', '\u202e\u2066', '\u200b'])('that cannot be seen is none: %j', (given) => {
    expect(name.safeParse(given).error?.issues[0]?.message).toBe('Enter your name');
  });

  it('that is too long is refused, not cut', () => {
    expect(name.safeParse('x'.repeat(100)).success).toBe(true);
    expect(name.safeParse('x'.repeat(101)).success).toBe(false);
    expect(name.safeParse('\u202e'.repeat(10_000)).success).toBe(false);
  });
});
