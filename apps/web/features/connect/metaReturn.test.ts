import { describe, expect, it } from 'vitest';
import { readMetaReturn } from './metaReturn';

describe('coming back from Meta', () => {
  it('with a code and a state is a login to finish', () => {
    expect(readMetaReturn('?code=AQB-1&state=att_1.abc')).toEqual({ kind: 'code', code: 'AQB-1', state: 'att_1.abc' });
  });

  it('keeps a code exactly as Meta wrote it', () => {
    expect(readMetaReturn('?code=AQ%2Bx%2F%3D%3D&state=s')).toMatchObject({ code: 'AQ+x/==' });
  });

  it('with access_denied is a denial, with everything Meta said', () => {
    const search =
      '?error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied&state=att_1.abc';
    expect(readMetaReturn(search)).toEqual({
      kind: 'refused',
      state: 'att_1.abc',
      report: {
        reason: 'denied',
        error: 'access_denied',
        errorReason: 'user_denied',
        errorDescription: 'Permissions error',
      },
    });
  });

  it('with error_reason=user_denied alone is a denial too', () => {
    expect(readMetaReturn('?error=other&error_reason=user_denied&state=s')).toMatchObject({
      report: { reason: 'denied' },
    });
  });

  it('with any other error is a failure, not a denial', () => {
    expect(readMetaReturn('?error=server_error&state=s')).toMatchObject({
      kind: 'refused',
      report: { reason: 'failed', error: 'server_error' },
    });
  });

  it('with an error and without a state still says that it was refused', () => {
    expect(readMetaReturn('?error=access_denied')).toMatchObject({ kind: 'refused', state: null });
  });

  it('never uses a code that comes with an error', () => {
    expect(readMetaReturn('?code=c&state=s&error=access_denied').kind).toBe('refused');
  });

  it('never uses a code that comes without a state', () => {
    expect(readMetaReturn('?code=c')).toEqual({ kind: 'stray_code' });
  });

  it('after the answer is a look at the attempt', () => {
    expect(readMetaReturn('?attempt=att_12345678')).toEqual({ kind: 'attempt', attemptId: 'att_12345678' });
  });

  it.each(['', '?', '?state=only', '?code=&state=s', '?code=%20&state=s', '?attempt=../../status', '?fbclid=1'])(
    'with %j says nothing',
    (search) => {
      expect(readMetaReturn(search)).toEqual({ kind: 'nothing' });
    },
  );

  it('cuts what is too long for the API instead of failing there', () => {
    const back = readMetaReturn(`?error=x&error_description=${'d'.repeat(5000)}&state=${'s'.repeat(500)}`);
    expect(back).toMatchObject({ state: 's'.repeat(200), report: { errorDescription: 'd'.repeat(1000) } });
  });
});
