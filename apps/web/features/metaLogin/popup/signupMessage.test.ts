import { describe, expect, it } from 'vitest';
import { isMetaOrigin, readSdkOrigin, readSignupMessage } from './signupMessage';

const FACEBOOK = 'https://www.facebook.com';
const finish = {
  type: 'WA_EMBEDDED_SIGNUP',
  event: 'FINISH',
  data: { waba_id: '900100200300', phone_number_id: '700100200300', business_id: '500100200300' },
};
const read = (data: unknown, change: { origin?: string; fromPopup?: boolean; extra?: string | null } = {}) =>
  readSignupMessage(
    { origin: change.origin ?? FACEBOOK, data, fromPopup: change.fromPopup ?? true },
    change.extra ?? null,
  );
const signup = (event: string, data?: unknown) => read({ type: 'WA_EMBEDDED_SIGNUP', event, data });

describe('who is listened to', () => {
  it.each([
    'https://facebook.com',
    'https://www.facebook.com',
    'https://business.facebook.com',
    'https://a.b.facebook.com',
  ])('%s speaks for Meta', (origin) => expect(isMetaOrigin(origin, null)).toBe(true));

  it.each([
    'https://evilfacebook.com',
    'https://facebook.com.evil.test',
    'http://facebook.com',
    'http://www.facebook.com',
    'https://facebook.com:8443',
    'https://facebook.com@evil.test',
    'https://evil.test/facebook.com',
    'https://fаcebook.com',
    'facebook.com',
    'null',
    '',
  ])('%s does not', (origin) => {
    expect(isMetaOrigin(origin, null)).toBe(false);
    expect(read(JSON.stringify(finish), { origin })).toEqual({ kind: 'ignored', because: 'origin' });
  });

  it('the sandbox speaks for Meta where its script is used, by its exact origin', () => {
    const extra = readSdkOrigin('http://localhost:4010/en_US/sdk.js');
    expect(isMetaOrigin('http://localhost:4010', extra)).toBe(true);
    expect(isMetaOrigin('http://localhost:4011', extra)).toBe(false);
    expect(isMetaOrigin('https://localhost:4010', extra)).toBe(false);
  });

  it('the address Meta’s own script comes from gives nobody else a voice', () => {
    expect(readSdkOrigin('https://connect.facebook.net/en_US/sdk.js')).toBeNull();
    expect(readSdkOrigin(null)).toBeNull();
    expect(readSdkOrigin('not an address')).toBeNull();
  });

  it('another window is not, whatever its origin', () => {
    expect(read(JSON.stringify(finish), { fromPopup: false })).toEqual({ kind: 'ignored', because: 'window' });
  });
});

describe('what is understood', () => {
  it.each([
    ['text', JSON.stringify(finish)],
    ['an object', finish],
  ])('%s', (_name, data) => {
    expect(read(data)).toEqual({
      kind: 'message',
      message: { kind: 'finished', report: { event: 'FINISH', ...finish.data } },
    });
  });

  it.each([
    'FINISH',
    'FINISH_ONLY_WABA',
    'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING',
    'FINISH_OBO_MIGRATION',
    'FINISH_GRANT_ONLY_API_ACCESS',
    'FINISH_SOMETHING_OF_NEXT_YEAR',
  ])('%s is a success, also with nothing but the WhatsApp account', (event) => {
    expect(signup(event, { waba_id: '900100200300' })).toEqual({
      kind: 'message',
      message: { kind: 'finished', report: { event, waba_id: '900100200300' } },
    });
  });

  it.each([
    [
      ['900100200300', '900100200301'],
      ['900100200300', '900100200301'],
    ],
    [['900100200300', 'me'], undefined],
    ['900100200300', undefined],
  ])('all accounts that were shared: %j', (said, understood) => {
    const report = { event: 'FINISH', waba_id: '900100200300', ...(understood ? { waba_ids: understood } : {}) };
    expect(signup('FINISH', { waba_id: '900100200300', waba_ids: said })).toEqual({
      kind: 'message',
      message: { kind: 'finished', report },
    });
  });

  it('ids that are none are left out, and the rest still counts', () => {
    expect(signup('FINISH', { waba_id: '../../me', phone_number_id: 7, business_id: { $gt: '' } })).toEqual({
      kind: 'message',
      message: { kind: 'finished', report: { event: 'FINISH', phone_number_id: '7' } },
    });
  });

  it.each([
    'BUSINESS_ACCOUNT_SELECTION',
    'WABA_PHONE_PROFILE_PICKER',
    'WHATSAPP_BUSINESS_PROFILE_SETUP',
    'PHONE_NUMBER_SETUP',
    'PHONE_NUMBER_VERIFICATION',
    'PERMISSIONS',
  ])('leaving at %s', (step) => {
    expect(signup('CANCEL', { current_step: step })).toEqual({ kind: 'message', message: { kind: 'cancelled', step } });
  });

  it('leaving without saying where', () => {
    expect(signup('CANCEL')).toEqual({ kind: 'message', message: { kind: 'cancelled', step: null } });
    expect(signup('CANCEL', null)).toEqual({ kind: 'message', message: { kind: 'cancelled', step: null } });
  });

  it.each(['CANCEL', 'ERROR'])('an error that was shown, as %s', (event) => {
    const data = {
      error_message: 'Something broke.',
      error_code: 524126,
      session_id: 'f34b51dab5e0498',
      timestamp: '1',
    };
    expect(signup(event, data)).toEqual({
      kind: 'message',
      message: { kind: 'failed', message: 'Something broke.', code: '524126', sessionId: 'f34b51dab5e0498' },
    });
  });

  it('what is too long for the API is cut', () => {
    const said = signup('ERROR', { error_message: 'x'.repeat(5000), session_id: 's'.repeat(5000) });
    expect(said).toMatchObject({ message: { message: 'x'.repeat(1000), sessionId: 's'.repeat(200) } });
  });
});

describe('what is ignored', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;

  it.each([
    ['a call of the SDK to itself', 'cb=f3&domain=localhost&origin=x', 'malformed'],
    ['broken JSON', '{"type":"WA_EMBEDDED_SIGNUP"', 'malformed'],
    ['nothing', undefined, 'malformed'],
    ['null', null, 'malformed'],
    ['a number', 7, 'malformed'],
    ['a list', [finish], 'malformed'],
    ['an event that is no text', { type: 'WA_EMBEDDED_SIGNUP', event: { $ne: 1 } }, 'malformed'],
    ['data that is no object', { type: 'WA_EMBEDDED_SIGNUP', event: 'FINISH', data: 'x' }, 'malformed'],
    ['a circle', cyclic, 'malformed'],
    ['another type', { type: 'other', event: 'FINISH' }, 'another_type'],
    ['an event nobody knows', { type: 'WA_EMBEDDED_SIGNUP', event: 'PAUSED' }, 'unknown_event'],
    ['a huge text', JSON.stringify({ ...finish, more: 'x'.repeat(70_000) }), 'too_large'],
    ['a huge object', { ...finish, more: 'x'.repeat(70_000) }, 'too_large'],
  ])('%s', (_name, data, because) => {
    expect(read(data)).toEqual({ kind: 'ignored', because });
  });
});
