import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeSignedRequest, readSignedRequest } from './signedRequest.js';

const secret = 'sandbox-app-secret';
// meta-platform 11: made elsewhere, with the same secret.
const vector =
  'l5cWQWlAeg6yWDJWFNaz1tCwtfzEXk91PIgc-LaVHyc.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjE3OTAwMDAwMDAsImlzc3VlZF9hdCI6MTc4OTk5NjQwMCwidXNlcl9pZCI6IjU1NTAwMDEifQ';
const payload = { algorithm: 'HMAC-SHA256', expires: 1790000000, issued_at: 1789996400, user_id: '5550001' };

const readProblem = (signedRequest: string, appSecret = secret) => {
  const result = readSignedRequest(signedRequest, appSecret);
  return result.ok ? 'none' : result.problem;
};

describe('reading a signed request', () => {
  it('reads the known one', () => {
    expect(readSignedRequest(vector, secret)).toEqual({
      ok: true,
      request: { userId: '5550001', issuedAt: new Date(1789996400_000), expiresAt: new Date(1790000000_000) },
    });
  });

  it('is made the way Meta makes it', () => {
    expect(makeSignedRequest(payload, secret)).toBe(vector);
  });

  it.each([
    ['no expiry', { expires: undefined }, {}],
    ['0 for no expiry', { expires: 0 }, {}],
    ['a number for an id', { user_id: 5550001 }, { expiresAt: new Date(1790000000_000) }],
    ['more than is known', { oauth_token: 'x' }, { expiresAt: new Date(1790000000_000) }],
  ])('takes %s', (_what, change, expected) => {
    expect(readSignedRequest(makeSignedRequest({ ...payload, ...change }, secret), secret)).toEqual({
      ok: true,
      request: { userId: '5550001', issuedAt: new Date(1789996400_000), ...expected },
    });
  });

  it('refuses every other secret', () => {
    expect(readProblem(vector, 'another-secret')).toBe('wrong_signature');
  });

  it('refuses a signature or a payload that differs in one character, wherever it is', () => {
    for (let place = 0; place < vector.length; place += 1) {
      const other = vector[place] === 'A' ? 'B' : 'A';
      expect(readProblem(vector.slice(0, place) + other + vector.slice(place + 1))).not.toBe('none');
    }
  });

  it('refuses a payload that is signed in its decoded form', () => {
    const encoded = vector.split('.')[1] ?? '';
    const overJson = createHmac('sha256', secret).update(Buffer.from(encoded, 'base64url')).digest('base64url');
    expect(readProblem(`${overJson}.${encoded}`)).toBe('wrong_signature');
  });

  it.each(['', '.', 'a.b', `${vector}.x`, `${vector}=`, `${vector}\n`, ` ${vector}`, vector.replace('-', '+'), '€'])(
    'refuses %j as malformed',
    (text) => {
      expect(readProblem(text)).toBe('malformed');
    },
  );

  it('refuses another spelling of the same bytes', () => {
    const [signature = '', encoded = ''] = vector.split('.');
    // The last of 43 characters carries two bits that do not count: `c` and `d` are the same bytes.
    expect(signature.endsWith('c')).toBe(true);
    expect(Buffer.from(`${signature.slice(0, -1)}d`, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    expect(readProblem(`${signature.slice(0, -1)}d.${encoded}`)).toBe('malformed');
  });

  it('refuses what is far longer than Meta sends before computing anything over it', () => {
    expect(readProblem(makeSignedRequest({ ...payload, filler: 'x'.repeat(10_000) }, secret))).toBe('malformed');
  });

  it.each(['HMAC-SHA1', 'hmac-sha256', 'none', '', 'HMAC-SHA256 '])('refuses the algorithm %j', (algorithm) => {
    expect(readProblem(makeSignedRequest({ ...payload, algorithm }, secret))).toBe('wrong_algorithm');
  });

  it.each([
    { user_id: undefined },
    { user_id: '' },
    { user_id: 'x' },
    { user_id: { $ne: null } },
    { user_id: -1 },
    { issued_at: undefined },
    { issued_at: '1789996400' },
    { issued_at: 1e300 },
    { expires: 'soon' },
    { algorithm: undefined },
    { algorithm: 256 },
  ])('refuses a signed payload with %j', (change) => {
    expect(readProblem(makeSignedRequest({ ...payload, ...change }, secret))).toBe('wrong_payload');
  });

  it.each(['null', '[]', '"text"', 'not json', ''])('refuses the signed payload %j', (text) => {
    const encoded = Buffer.from(text).toString('base64url');
    const signature = createHmac('sha256', secret).update(encoded).digest('base64url');
    expect(readProblem(`${signature}.${encoded}`)).toBe(text === '' ? 'malformed' : 'wrong_payload');
  });

  it('does not work with an empty secret: anybody could sign with it', () => {
    expect(() => readSignedRequest(makeSignedRequest(payload, ''), '')).toThrow(RangeError);
  });
});
