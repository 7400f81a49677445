import { describe, expect, it } from 'vitest';
import { signupEnd } from './signupEnd';

const report = { event: 'FINISH', waba_id: '900100200300' };

describe('what Meta’s window ends with', () => {
  it('a code and what the session said are submitted together', () => {
    expect(signupEnd('c', { kind: 'finished', report })).toEqual({ kind: 'code', code: 'c', signup: report });
  });

  it('a code alone is submitted as well', () => {
    expect(signupEnd('c', null)).toEqual({ kind: 'code', code: 'c' });
  });

  it('a code counts, whatever the session said', () => {
    expect(signupEnd('c', { kind: 'cancelled', step: 'PERMISSIONS' })).toEqual({ kind: 'code', code: 'c' });
  });

  it('closed early, with and without a word', () => {
    expect(signupEnd(null, null)).toEqual({ kind: 'stopped', report: { reason: 'closed' } });
    expect(signupEnd(null, { kind: 'cancelled', step: 'PERMISSIONS' })).toEqual({
      kind: 'stopped',
      report: { reason: 'closed', step: 'PERMISSIONS' },
    });
  });

  it('an error, with the session that Meta’s support asks for', () => {
    expect(signupEnd(null, { kind: 'failed', message: 'Broken', code: '1', sessionId: 's' })).toEqual({
      kind: 'stopped',
      report: { reason: 'failed', errorMessage: 'Broken', errorCode: '1', metaSessionId: 's' },
    });
  });

  it('finished without a code is a window closed before the login was given', () => {
    expect(signupEnd(null, { kind: 'finished', report })).toEqual({ kind: 'stopped', report: { reason: 'closed' } });
  });
});
