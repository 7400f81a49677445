import { describe, expect, it } from 'vitest';
import { ApiError, asApiError, findEnding, readMessage, toApiError } from './apiError';

describe('an answer that is not a success', () => {
  it('keeps the code, the words and the request id of the API', () => {
    const error = toApiError(410, {
      success: false,
      code: 'code_expired',
      message: 'Too late.',
      requestId: 'req_1',
      details: { a: 1 },
    });
    expect(error).toMatchObject({
      code: 'code_expired',
      message: 'Too late.',
      requestId: 'req_1',
      status: 410,
      details: { a: 1 },
      isTransport: false,
    });
  });

  it.each(['Internal Server Error', null, {}, { success: false, code: 'made_up', message: '', requestId: '' }])(
    'is "not answering" when something else than our API wrote it: %j',
    (body) => {
      expect(toApiError(502, body)).toMatchObject({ code: 'unreachable', status: 502, isTransport: true });
    },
  );

  it('says how long to wait after too many tries', () => {
    const reply = { success: false, code: 'too_many_requests', message: 'Wait.', requestId: 'r' };
    expect(readMessage(toApiError(429, reply, '40'))).toContain('in 40 seconds');
    expect(readMessage(toApiError(429, reply, '600'))).toContain('in 10 minutes');
    expect(readMessage(toApiError(429, reply, null))).toBe('Wait.');
    expect(readMessage(toApiError(429, reply, 'tomorrow'))).toBe('Wait.');
  });
});

describe('words for an error', () => {
  it('exist for what only the browser can know', () => {
    expect(findEnding('offline')).toMatchObject({ title: 'You seem to be offline', next: 'retry' });
    expect(new ApiError({ code: 'unreachable' }).message).toMatch(/cannot be reached/);
  });

  it('exist for a mistake of ours', () => {
    expect(asApiError(new TypeError('x is undefined'))).toMatchObject({ code: 'internal' });
    expect(asApiError(new TypeError('x is undefined')).message).not.toContain('undefined');
  });
});
