import { describe, expect, it } from 'vitest';
import { fileNameHeader, readFileName } from './fileName.js';

describe('the name of a file in a header', () => {
  it.each(['a.pdf', 'Rechnung März.pdf', 'a "quoted"; name.pdf', '日本.pdf', '100%.txt', "it's (1)*.csv"])(
    'is ASCII on the way, and arrives as it was: %s',
    (name) => {
      expect(fileNameHeader(name)).toMatch(/^[\x20-\x7e]+$/);
      expect(readFileName(fileNameHeader(name))).toBe(name);
    },
  );

  it('is sent without half of a character', () => {
    expect(readFileName(fileNameHeader('a\ud83d.pdf'))).toBe('a\ufffd.pdf');
  });

  it.each([
    null,
    undefined,
    '',
    'attachment',
    'filename',
    "attachment; filename*=UTF-8''%zz",
    'attachment; filename="',
  ])('is none where there is none to be read: %s', (header) => {
    expect(readFileName(header)).toBeUndefined();
  });
});
