import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphError } from '../test/graphFixture.js';
import { graphFailureKinds } from './graphFailure.js';
import { toGraphFailure } from './toGraphFailure.js';

describe('what a failure says', () => {
  it('keeps what Meta said, down to the trace id', () => {
    const answer = graphError({
      message: '(#133010) Account not registered',
      code: 133010,
      error_subcode: 2593006,
      is_transient: false,
      error_data: { messaging_product: 'whatsapp', details: 'Register the number first' },
    });
    expect(toGraphFailure(answer, { httpStatus: 400, fbtraceId: 'from the header' })).toEqual({
      kind: 'number_not_registered',
      turn: 'business',
      retry: 'later',
      outcome: 'refused',
      message: '(#133010) Account not registered',
      code: 133010,
      subcode: 2593006,
      details: 'Register the number first',
      isTransient: false,
      httpStatus: 400,
      fbtraceId: 'AbCdEf123',
    });
  });

  it('takes the trace id from the header when the body has none', () => {
    const answer = { error: { message: 'No', code: 10 } };
    expect(toGraphFailure(answer, { httpStatus: 403, fbtraceId: 'from the header' }).fbtraceId).toBe('from the header');
  });

  it('advises a retry with growing waits when Meta calls the fault transient', () => {
    expect(toGraphFailure(graphError({ code: 1 }), { httpStatus: 400 }).retry).toBe('few');
    expect(toGraphFailure(graphError({ code: 1, is_transient: true }), { httpStatus: 400 }).retry).toBe('backoff');
    expect(toGraphFailure(graphError({ code: 190, is_transient: true }), { httpStatus: 400 }).retry).toBe('backoff');
  });

  it('understands codes that come as strings', () => {
    const answer = graphError({ code: '190', error_subcode: '458' });
    expect(toGraphFailure(answer, { httpStatus: 401 })).toMatchObject({
      kind: 'token_invalid',
      code: 190,
      subcode: 458,
    });
  });

  it.each([
    [400, 'unknown', 'no'],
    [404, 'unknown', 'no'],
    [429, 'rate_limited', 'backoff'],
    [500, 'meta_unavailable', 'backoff'],
    [503, 'meta_unavailable', 'backoff'],
  ])('judges a code it has never seen by HTTP status %i: %s', (httpStatus, kind, retry) => {
    const failure = toGraphFailure(graphError({ code: 987654 }), { httpStatus });
    expect(failure).toMatchObject({ kind, retry, code: 987654, outcome: 'refused' });
  });

  it('does not call an answer of a stranger a refusal of Meta', () => {
    expect(toGraphFailure({ message: 'Bad gateway' }, { httpStatus: 502 })).toMatchObject({
      kind: 'meta_unavailable',
      outcome: 'unknown',
    });
  });

  it('never throws, whatever JSON arrives', () => {
    const oddError = fc.record({ error: fc.jsonValue() });
    const oddFields = fc.record({
      error: fc.record({
        code: fc.jsonValue(),
        message: fc.jsonValue(),
        error_subcode: fc.jsonValue(),
        is_transient: fc.jsonValue(),
        fbtrace_id: fc.jsonValue(),
        error_data: fc.jsonValue(),
      }),
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), oddError, oddFields),
        fc.integer({ min: 100, max: 599 }),
        (answer, httpStatus) => {
          const failure = toGraphFailure(answer, { httpStatus });
          expect(graphFailureKinds).toContain(failure.kind);
          expect(typeof failure.message).toBe('string');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
