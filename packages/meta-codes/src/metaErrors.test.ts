import { describe, expect, it } from 'vitest';
import { codeFamilies, metaCode, metaErrorKinds, metaErrors, typicalCode } from './index.js';

const covered = (code: number) =>
  metaErrors.some(({ code: first, lastCode = first }) => code >= first && code <= lastCode);

describe('the table of Meta’s error codes', () => {
  it('has one entry for each code, subcode and message that is told apart', () => {
    const keys = metaErrors.map(({ code, subcode, says }) => `${code}/${subcode ?? ''}/${subcode ? '' : (says ?? '')}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('says for each code what the product does, what people read, or both', () => {
    for (const { code, judgement, words } of metaErrors) {
      expect(judgement !== null || words !== null, String(code)).toBe(true);
      if (judgement) expect(metaErrorKinds).toContain(judgement.kind);
    }
  });

  it('has every code that is used by its name, and those that stand for a kind', () => {
    const { wrongVerificationCode, ...named } = metaCode;
    expect(Object.values(named).filter((code) => !covered(code))).toEqual([]);
    expect(covered(wrongVerificationCode), 'has words by now: take it out of the exceptions').toBe(false);
    for (const [kind, code] of Object.entries(typicalCode)) {
      const entry = metaErrors.find((one) => one.code === code && one.subcode === undefined && !one.says);
      expect(entry?.judgement?.kind, `${code} for ${kind}`).toBe(kind);
    }
  });

  it('keeps families in ranges of their own', () => {
    for (const { first, last } of codeFamilies) expect(first).toBeLessThan(last);
  });
});
