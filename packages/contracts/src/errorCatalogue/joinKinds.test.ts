import { describe, expect, it } from 'vitest';
import { errorCodes } from '../errorCodes.js';
import type { CatalogueEntry } from './entry.js';
import { errorCatalogue } from './index.js';
import { joinKinds } from './joinKinds.js';

const entryOf = (title: string): CatalogueEntry => ({ title, message: 'What happened.', next: 'none' });
const [first, second, third] = [entryOf('First'), entryOf('Second'), entryOf('Third')];

describe('the kinds of the error catalogue', () => {
  it('are one list of codes with their words', () => {
    const joined = joinKinds({ one: { first }, others: { second, third } });
    expect(joined).toEqual({ first, second, third });
    // @ts-expect-error There is no such code.
    expect(joined.fourth).toBeUndefined();
    expect(errorCodes).toEqual(Object.keys(errorCatalogue));
  });

  it('have each code once: in two of them it does not compile', () => {
    // @ts-expect-error `second` is in both.
    expect(joinKinds({ one: { first, second }, other: { second: third } })).toEqual({ first, second: third });
  });
});
