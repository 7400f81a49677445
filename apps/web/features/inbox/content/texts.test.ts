import { describe, expect, it } from 'vitest';
import { linkify } from './linkify';
import { LONG_TEXT, shortened } from './longText';

const hrefs = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

describe('addresses in a text', () => {
  it('can be opened, without the punctuation around them', () => {
    expect(linkify('See https://example.com/a?b=1. Thanks')).toEqual([
      { text: 'See ', href: null },
      { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { text: '. Thanks', href: null },
    ]);
    expect(hrefs('(http://example.com/x)')).toEqual(['http://example.com/x']);
  });

  it.each([
    'javascript:alert(1)',
    'mailto:a@example.com',
    'example.com',
    '//example.com',
    'ftp://example.com',
    'data:text/html,x',
  ])('are not guessed and not of other kinds: %s', (text) => {
    expect(linkify(`a ${text} b`)).toEqual([{ text: `a ${text} b`, href: null }]);
  });

  it('leave every character of the text in its place', () => {
    const text = '<b>https://example.com/<script></b> 👩‍👩‍👧 https://example.org';
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it('do not hold up the page in a text without end', () => {
    // Work that grew with the square of the text would not end within the test's time.
    expect(linkify(`https://example.com/${'a'.repeat(1_000_000)}`)).toHaveLength(1);
    expect(linkify('https://a '.repeat(1_990)).length).toBeGreaterThan(1_990);
  });
});

describe('a long text', () => {
  it('is cut between words, and never inside a character', () => {
    const words = 'word '.repeat(1_000);
    expect(shortened(words).endsWith('word…')).toBe(true);
    expect(shortened('a'.repeat(100_000)).length).toBe(LONG_TEXT + 1);
    expect(() => encodeURIComponent(shortened(`a${'😀'.repeat(5_000)}`))).not.toThrow();
    expect(shortened('short')).toBe('short');
  });
});
