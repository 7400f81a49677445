import { describe, expect, it } from 'vitest';
import { findGraphErrorEntry, graphErrorTable } from './graphErrorTable.js';
import { graphFailureKinds } from './graphFailure.js';

/** Every code that Meta documents for the WhatsApp Business Platform, as of 2026-11. */
const documentedCodes = [
  0, 1, 2, 3, 4, 10, 33, 100, 104, 190, 200, 299, 368, 803, 80007, 80008, 130403, 130429, 130472, 130497, 131000,
  131005, 131008, 131009, 131016, 131021, 131026, 131030, 131031, 131037, 131042, 131045, 131047, 131048, 131049,
  131050, 131051, 131052, 131053, 131056, 131057, 131060, 131062, 131063, 131064, 132000, 132001, 132005, 132007,
  132012, 132015, 132016, 132018, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015,
  133016, 134011, 135000, 136024, 2388012, 2388091, 2388093, 2388103, 2494100, 2388019, 2388039, 2388040, 2388047,
  2388072, 2388073, 2388293, 2388299, 2593107, 2593108, 2593109, 131020, 131041, 131044, 131055, 131059, 131201, 131202,
  131204, 131207, 131208, 131209, 131210, 131211, 131212, 131213, 131214, 131215, 134100, 134101, 134102, 138000,
  138001, 138002, 138003, 138004, 138005, 138006, 138007, 138009, 138012, 138013, 138014, 138015, 138017, 138018,
  138019, 138020, 138021, 138022, 138023, 138024, 138025, 138038, 139100, 139101, 139102, 139103, 141002, 141006,
  141010, 147001, 1752041, 2388001, 2494164, 2494165, 2494191,
];

/** Codes of which Meta's pages give the number only: nothing is decided by them. */
const undescribedCodes = [131203, 131205, 131206, 138008, 138010, 138011, 138016, 141014, 2494166, 2494179];

describe('the table of error codes', () => {
  it.each(documentedCodes)('knows what to do about %i', (code) => {
    expect(findGraphErrorEntry(code)).toMatchObject({ kind: expect.stringMatching(/^[a-z_]+$/) });
  });

  it.each(undescribedCodes)('leaves %i to the HTTP status', (code) => {
    expect(findGraphErrorEntry(code)).toBeUndefined();
  });

  it('knows the codes of the login as well', () => {
    expect(findGraphErrorEntry(101)?.kind).toBe('app_misconfigured');
    expect(findGraphErrorEntry(102)?.kind).toBe('token_invalid');
    expect(findGraphErrorEntry(452)?.kind).toBe('token_invalid');
  });

  it('reads 200 to 299 as one range, ends included', () => {
    expect([200, 230, 299].map((code) => findGraphErrorEntry(code)?.kind)).toEqual(Array(3).fill('permission_missing'));
    expect(findGraphErrorEntry(199)).toBeUndefined();
    expect(findGraphErrorEntry(300)).toBeUndefined();
  });

  it.each([
    [undefined, 'no'],
    [458, 'no'],
    [459, 'later'],
    [460, 'no'],
    [463, 'no'],
    [464, 'later'],
    [467, 'no'],
    [492, 'no'],
  ])('reads 190 with subcode %s as a token that is not valid, retry %s', (subcode, retry) => {
    const entry = findGraphErrorEntry(190, subcode);
    expect(entry).toMatchObject({ kind: 'token_invalid', retry });
    expect(entry?.subcode).toBe(subcode);
  });

  it.each([
    [36007, 'code_expired'],
    [36008, 'redirect_uri_mismatch'],
    [36009, 'code_used'],
    [33, 'not_found'],
    [2388001, 'invalid_request'],
    [undefined, 'invalid_request'],
    [424242, 'invalid_request'],
  ])('reads 100 with subcode %s as %s', (subcode, kind) => {
    expect(findGraphErrorEntry(100, subcode)?.kind).toBe(kind);
  });

  it.each([
    [100, 36009, 'Invalid verification code format.', 'code_invalid'],
    [100, undefined, 'This authorization code has expired.', 'code_expired'],
    [100, undefined, 'This authorization code has been used.', 'code_used'],
    [100, undefined, 'Please make sure your redirect_uri is identical to the one you used', 'redirect_uri_mismatch'],
    [100, undefined, 'Invalid appsecret_proof provided in the API argument', 'app_misconfigured'],
    [1, undefined, 'Error validating client secret.', 'app_misconfigured'],
    [1, undefined, 'An unknown error has occurred.', 'unknown'],
  ])('tells %i, subcode %s, "%s" from its neighbours', (code, subcode, message, kind) => {
    expect(findGraphErrorEntry(code, subcode, message)?.kind).toBe(kind);
  });

  it('asks for no retry where Meta forbids one', () => {
    const retries = [131047, 131049, 131050, 368, 130497, 131031].map((code) => findGraphErrorEntry(code)?.retry);
    expect(retries).not.toContain('backoff');
    expect(retries).not.toContain('few');
  });

  it('says each thing once', () => {
    const keys = graphErrorTable.map((entry) => `${entry.code}/${entry.subcode}/${entry.says}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(graphFailureKinds).toEqual(expect.arrayContaining(graphErrorTable.map((entry) => entry.kind)));
  });
});
