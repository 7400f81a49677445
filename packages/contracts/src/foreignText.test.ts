import { describe, expect, it } from 'vitest';
import { displayName, isolated, safeLine } from './foreignText.js';

const code = (...points: number[]) => String.fromCodePoint(...points);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const named = (points: number[]) =>
  points.map((point) => [`U+${point.toString(16).toUpperCase().padStart(4, '0')}`, point] as const);

const turning = [0x061c, 0x200e, 0x200f, ...range(0x202a, 0x202e), ...range(0x2066, 0x2069)];
const unseen = [
  0x00ad,
  0x034f,
  0x115f,
  0x1160,
  0x17b4,
  0x17b5,
  0x180b,
  0x180e,
  0x200b,
  0x200c,
  0x200d,
  ...range(0x2060, 0x2065),
  ...range(0x206a, 0x206f),
  0x2800,
  0x3164,
  0xfe00,
  0xfe0f,
  0xfeff,
  0xffa0,
  ...range(0xfff9, 0xfffc),
  0x1d159,
  0x1d173,
  0xe0001,
  0xe0041,
  0xe007f,
  0xe0100,
];
const gaps = [
  0x00, 0x07, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x7f, 0x85, 0xa0, 0x1680, 0x2000, 0x2003, 0x200a, 0x2028, 0x2029,
  0x202f, 0x205f, 0x3000,
];

describe('a name that somebody gave himself', () => {
  it.each(named(turning))('cannot turn the words around it: %s', (_name, point) => {
    expect(displayName(`Anna${code(point)} gpj.exe`)).toBe('Anna gpj.exe');
    expect(displayName(code(point))).toBeNull();
  });

  it.each(named([...unseen, ...gaps]))('is no name when nothing of it can be seen: %s', (_name, point) => {
    expect(displayName(code(point))).toBeNull();
    expect(displayName(code(point).repeat(50))).toBeNull();
  });

  it('is no name when it is empty, or only marks that stand on nothing', () => {
    expect([null, undefined, '', ' ', '\u0301\u0301', '\u0489', '\u200b\u0301 \u3164'].map(displayName)).toEqual(
      Array.from({ length: 7 }, () => null),
    );
    expect([...unseen, ...turning, ...gaps].map((point) => code(point)).join('').length).toBeGreaterThan(50);
    expect(displayName([...unseen, ...turning, ...gaps].map((point) => code(point)).join(''))).toBeNull();
  });

  it('stands in one line', () => {
    expect(displayName('Anna\nYou: paid\r\n\u2028\u2029twice\t\u000b!')).toBe('Anna You: paid twice !');
  });

  it('that looks like another is that other: hidden signs within it are dropped', () => {
    expect(displayName('An\u200bn\u2060a \u00adLee\ufeff')).toBe('Anna Lee');
    expect(displayName('A\u200dn\u200cna')).toBe('Anna');
    expect(displayName('Anna\u{E0041}\u{E0042}')).toBe('Anna');
  });

  it('does not draw over other lines', () => {
    const pile = `Z${'\u0351'.repeat(300)}algo`;
    expect(displayName(pile)).toBe(`Z${'\u0351'.repeat(4)}algo`);
    expect(displayName(`\u0301${'\u0489'.repeat(9)}Anna`)).toBe('Anna');
  });

  it('ends somewhere, however long it is, and never within a character', () => {
    const long = displayName('😀'.repeat(100_000)) ?? '';
    expect(Array.from(long)).toHaveLength(100);
    expect(long.endsWith('😀…')).toBe(true);
    expect(displayName(`${'\u200b'.repeat(1_000_000)}Anna`)).toBeNull();
    expect(displayName('a'.repeat(101))).toBe(`${'a'.repeat(99)}…`);
    expect(displayName('a'.repeat(100))).toBe('a'.repeat(100));
  });

  it('has no halves of characters and nothing that Unicode has not given out', () => {
    expect(displayName('An\ud800na\udc00 \uffff\u0378')).toBe('Anna');
  });

  it.each([
    'Anna',
    'Ngô Thị Hồng Nhung',
    'Chloé Dubois 🌷',
    'علی‌رضا',
    'محمد',
    'שִׁרָה',
    'क्‍षमा',
    'ශ්‍රී ලංකා',
    '김민준',
    '辻󠄀さん',
    '👩‍👩‍👧 Family',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿 Harry',
    '🏳️‍🌈',
    '❤️ Rosa',
    '1️⃣ First',
    '👍🏽',
    '🇩🇪',
    'O’Neill & Söhne (Berlin)',
    '<b>Eve</b>',
    '...',
    '5',
  ])('stays as it is when people write so: %s', (name) => {
    expect(displayName(name)).toBe(name);
  });
});

describe('a foreign text where there is no markup', () => {
  it('is between isolates when it runs from right to left, and as it is when it does not', () => {
    expect(isolated('Anna\u202e\n')).toBe('Anna');
    expect(isolated('שרה')).toBe('\u2068שרה\u2069');
    expect(isolated('\u202eмир\u2069\u2068')).toBe('мир');
    // A closing isolate within it closes nothing of ours.
    expect(isolated('שרה\u2069 (admin)')).toBe('\u2068שרה (admin)\u2069');
  });

  it('is a safe line of a length that is asked for', () => {
    expect(safeLine('one\n two   three', 8)).toBe('one two…');
    expect(safeLine(' \u200b ')).toBe('');
  });
});
