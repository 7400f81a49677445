import { describe, expect, it } from 'vitest';
import {
  addNumberRequest,
  cancelConnectRequest,
  errorCatalogue,
  errorCodes,
  finishConnectRequest,
  loginRequest,
  parseAttemptId,
  phoneNumberSelection,
  signupRequest,
  toQuality,
} from './index.js';

describe('the words for each code', () => {
  it.each(errorCodes.map((code) => [code]))('%s says what happened and what to do', (code) => {
    const { title, message } = errorCatalogue[code];
    expect(title.length).toBeGreaterThan(3);
    expect(message).toMatch(/\.$/);
    // People read these: no code, no Meta jargon.
    expect(`${title} ${message}`).not.toMatch(/undefined|null|OAuth|WABA|HTTP|\b\d{3}\b/);
  });
});

describe('the quality of a number', () => {
  it.each([
    ['GREEN', 'HIGH'],
    ['YELLOW', 'MEDIUM'],
    ['RED', 'LOW'],
    ['UNKNOWN', 'NOT_RATED'],
    ['NA', 'NOT_RATED'],
    ['HIGH', 'NOT_RATED'],
    [undefined, 'NOT_RATED'],
    [null, 'NOT_RATED'],
  ])('%s at Meta is shown as %s', (rating, word) => {
    expect(toQuality(rating)).toBe(word);
  });
});

describe('the attempt a state belongs to', () => {
  const secret = 'A'.repeat(43);
  it('is read from its beginning', () => {
    expect(parseAttemptId(`att_HG-Rfdwjv9ILd4rD.${secret}`)).toBe('att_HG-Rfdwjv9ILd4rD');
  });
  it.each([
    '',
    'att_',
    secret,
    `acc_HG-Rfdwjv9ILd4rD.${secret}`,
    `att_HG-Rfdwjv9ILd4rD.${secret}x`,
    `att_../../x.${secret}`,
  ])('%j is none of ours', (state) => {
    expect(parseAttemptId(state)).toBeNull();
  });
});

describe('requests', () => {
  const login = { email: 'Ana@Example.Test ', password: 'secret-words' };
  it('takes an e-mail address in any case and with stray blanks', () => {
    expect(loginRequest.parse(login).email).toBe('ana@example.test');
  });
  it.each([
    ['an operator for a text', loginRequest, { ...login, email: { $ne: 1 } }],
    ['a key that is not asked for', loginRequest, { ...login, role: 'owner' }],
    ['a list for a text', loginRequest, { ...login, password: ['x'] }],
    ['a short password', signupRequest, { ...login, password: 'short', name: 'Ana', accountName: 'Acme' }],
    ['an empty code', finishConnectRequest, { code: ' ', state: 'x' }],
    ['a WABA id that is not digits', finishConnectRequest, { code: 'c', state: 's', signup: { waba_id: '../me' } }],
    ['a reason nobody knows', cancelConnectRequest, { state: 's', reason: 'bored' }],
    ['an empty selection', phoneNumberSelection, { phoneNumberIds: [] }],
    ['an id that is a path', addNumberRequest, { phoneNumberId: '1/2', wabaId: '1', accessToken: 'EAAtokentoken' }],
  ])('refuse %s', (_what, schema, body) => {
    expect(schema.safeParse(body).success).toBe(false);
  });
  it('drop what Meta adds to its popup report', () => {
    const parsed = finishConnectRequest.parse({ code: 'c', state: 's', signup: { waba_id: '1', page_ids: ['2'] } });
    expect(parsed.signup).toEqual({ waba_id: '1' });
  });
});
