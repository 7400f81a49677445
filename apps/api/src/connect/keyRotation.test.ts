import { expect, it } from 'vitest';
import { movedWords } from './keyRotation.js';

it.each([
  [{ token: 1 }, 'One access token was'],
  [{ token: 2 }, '2 access tokens were'],
  [{ pin: 1 }, 'One PIN was'],
  [{ token: 1, pin: 1 }, 'One access token and one PIN were'],
  [{ token: 3, pin: 2 }, '3 access tokens and 2 PINs were'],
])('what moved is said in words: %j', (counts, words) => {
  expect(movedWords(counts)).toBe(words);
});
