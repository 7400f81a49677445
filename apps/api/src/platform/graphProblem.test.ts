import { errorCatalogue, findMetaErrorEntry } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { toProblem } from './graphProblem.js';

const failure = (over: Partial<GraphFailure>): GraphFailure => ({
  kind: 'unknown',
  turn: 'switchboard',
  retry: 'no',
  outcome: 'refused',
  message: 'Meta’s own words about +1 555-019-0001',
  ...over,
});

describe('what people are told about a call that failed', () => {
  it('is the dictionary’s reason where Meta refused with a code', () => {
    const entry = findMetaErrorEntry(133016);
    const problem = toProblem(failure({ kind: 'registration_limited', code: 133016, fbtraceId: 'Abc' }));
    expect(problem).toEqual({
      code: 'meta_refused',
      message: `${entry?.what} ${entry?.press}`,
      details: { turn: 'switchboard', metaCode: 133016 },
      fbtraceId: 'Abc',
    });
  });

  it('is the ending of our own code where there is a closer one', () => {
    expect(toProblem(failure({ kind: 'token_invalid', code: 190, subcode: 460 }))).toMatchObject({
      code: 'token_invalid',
      message: errorCatalogue.token_invalid.message,
      details: { metaCode: 190, metaSubcode: 460 },
    });
  });

  it.each([[987_654], [undefined]])('is the ending alone for code %s, and never Meta’s own words', (code) => {
    const problem = toProblem(failure({ code }));
    expect(problem).toMatchObject({ code: 'meta_refused', message: errorCatalogue.meta_refused.message });
    expect(JSON.stringify(problem)).not.toContain('555');
  });
});
