import { findMetaErrorEntry, messageProblem } from '@switchboard/contracts';
import { graphErrorTable, graphFailureKinds } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { toMessageProblem, toSendProblem } from '../../platform/messageProblem.js';
import { ourProblems } from './sendProblems.js';

/** Every code of messages in Meta's table (meta-platform 10), and what sending the same again does. */
const helps: Record<number, boolean> = {
  0: true,
  1: true,
  2: true,
  3: false,
  4: true,
  10: true,
  33: false,
  100: false,
  190: true,
  200: true,
  368: false,
  80007: true,
  80008: true,
  130403: false,
  130429: true,
  130472: false,
  130497: false,
  131000: true,
  131005: true,
  131008: false,
  131009: false,
  131016: true,
  131021: false,
  131026: false,
  131030: false,
  131031: false,
  131037: true,
  131042: true,
  131045: true,
  131047: false,
  131048: true,
  131049: true,
  131050: false,
  131051: false,
  131052: false,
  131053: true,
  131056: true,
  131057: true,
  131060: false,
  131062: false,
  131063: true,
  131064: true,
  132000: false,
  132001: false,
  132005: false,
  132007: false,
  132012: false,
  132015: true,
  132016: false,
  132018: false,
  132068: true,
  132069: true,
  133004: true,
  133010: true,
  134011: false,
  135000: false,
};

describe('the words for a message that failed', () => {
  it.each(Object.entries(helps))('with %s say what to do', (code, retryHelps) => {
    const problem = messageProblem.parse(toMessageProblem(Number(code)));
    expect(problem.metaCode).toBe(Number(code));
    expect(problem.retryHelps).toBe(retryHelps);
    expect(problem.title).not.toBe(toMessageProblem(999_999).title);
    expect(problem.message).toMatch(/\.$/);
    expect(`${problem.title} ${problem.message}`).not.toMatch(/error|code \d|API|webhook|parameter/i);
  });

  it('name Meta’s own reason for a code that Meta describes nowhere', () => {
    expect(findMetaErrorEntry(138008)).toBeDefined();
    expect(toMessageProblem(138008, 'Call failed', 'The moon is in the way').message).toContain(
      'The moon is in the way',
    );
    const failure = { turn: 'switchboard', retry: 'no', outcome: 'refused', message: '' } as const;
    const problem = toSendProblem({ ...failure, kind: 'unknown', code: 131203, details: 'The moon is in the way' });
    expect(problem.message).toContain('The moon is in the way');
  });

  it('name Meta’s own reason for a code that nobody knows, and never more than a sentence of it', () => {
    expect(toMessageProblem(999_999, 'Something new', 'The moon is in the way').message).toContain(
      'The moon is in the way',
    );
    expect(toMessageProblem(999_999, 'Something new').message).toContain('Something new');
    expect(toMessageProblem(999_999, 'x'.repeat(5000)).message.length).toBeLessThan(400);
    expect(toMessageProblem(null)).toMatchObject({ metaCode: null, retryHelps: true });
  });

  it('are there for every code and for every kind of failure', () => {
    for (const { code, subcode } of graphErrorTable) {
      expect(findMetaErrorEntry(code, subcode), `${code}/${subcode}`).toBeDefined();
      expect(toMessageProblem(code).title).not.toBe('');
    }
    for (const kind of graphFailureKinds) {
      const problem = toSendProblem({ kind, turn: 'meta', retry: 'no', outcome: 'refused', message: 'EAA-secret' });
      expect(messageProblem.parse(problem).title).not.toBe('');
      expect(JSON.stringify(problem)).not.toContain('EAA-secret');
    }
  });

  it('go by the code before they go by the kind', () => {
    const failure = { turn: 'business', retry: 'later', outcome: 'refused', message: '' } as const;
    expect(toSendProblem({ ...failure, kind: 'account_restricted', code: 131048 }).title).toBe(
      'This number is limited',
    );
    expect(toSendProblem({ ...failure, kind: 'permission_missing', code: 299 }).title).toBe('A permission is missing');
  });

  it('are those of the dictionary, and go by the subcode where it says more', () => {
    const { title, what, press } = findMetaErrorEntry(131047) ?? {};
    expect(toMessageProblem(131047)).toMatchObject({ title, message: `${what} ${press}` });
    expect(toMessageProblem(130472).message).toBe(findMetaErrorEntry(130472)?.what);
    const failure = { kind: 'token_invalid', turn: 'business', retry: 'no', outcome: 'refused', message: '' } as const;
    expect(toSendProblem({ ...failure, code: 190, subcode: 460 }).title).toBe(findMetaErrorEntry(190, 460)?.title);
    expect(toSendProblem(failure)).toMatchObject({ metaCode: null, title: findMetaErrorEntry(190)?.title });
  });

  it('of ours fit the contract too', () => {
    for (const problem of Object.values(ourProblems)) expect(messageProblem.parse(problem)).toEqual(problem);
  });
});
