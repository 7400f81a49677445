import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './readJson.js';

describe('reading JSON', () => {
  it('keeps every digit of a long id that Meta sends as a number', () => {
    expect(readJson('{"id":10152368852405295123,"ids":[ 9007199254740993 ,1]}')).toEqual({
      id: '10152368852405295123',
      ids: ['9007199254740993', 1],
    });
  });

  it('leaves digits inside strings and long decimals alone', () => {
    const text =
      '{"a \\" 12345678901234567890":"x 12345678901234567890","b":1.12345678901234567890,"c":"\\\\","d":1e2}';
    expect(readJson(text)).toEqual(JSON.parse(text));
  });

  it.each(['', '<html>1234567890123456</html>', '{"a":', '{"a":1}x', 'undefined'])('finds no JSON in %j', (text) => {
    expect(readJson(text)).toBeUndefined();
  });

  it('reads everything else exactly like JSON.parse', () => {
    const isShort = (text: string) => !/(?<![\d.])\d{16}/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
    fc.assert(
      fc.property(fc.json().filter(isShort), (text) => {
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
