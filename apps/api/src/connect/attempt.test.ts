import {
  type AttemptPhase,
  attemptDto,
  attemptPhase,
  errorCodes,
  type StepState,
  stepNames,
  stepState,
} from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { isPassing, makeProblem } from '../platform/problem.js';
import { canRetry, currentPhase, freshSteps, isAbandoned, toAttemptDto, withEndedSteps, withStep } from './attempt.js';
import type { AttemptRecord, AttemptStep } from './attempt.model.js';

const now = new Date('2026-11-22T12:00:00Z');
const inMs = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const phases = attemptPhase.options;

const attempt = (over: Partial<AttemptRecord> = {}): AttemptRecord => ({
  attemptId: 'att_1',
  accountId: 'acc_1',
  userId: 'usr_1',
  sessionId: 'ses_1',
  flow: 'redirect',
  stateHash: 'hash-of-the-state',
  redirectUri: 'https://app.test/integrations/whatsapp/callback',
  knownNumbersOnly: false,
  expiresAt: inMs(60_000),
  phase: 'waiting',
  revision: 3,
  steps: freshSteps(),
  numbers: [],
  problem: null,
  createdAt: inMs(-60_000),
  ...over,
});

/** Every time that matters, on both sides of now and exactly on it. */
const moments: [string, Date | undefined][] = [
  ['never set', undefined],
  ['past', inMs(-1)],
  ['this very moment', now],
  ['a moment ahead', inMs(1)],
];
const cases = phases.flatMap((phase) =>
  moments.flatMap(([lease, leaseUntil]) =>
    moments.flatMap(([token, tokenHeldUntil]) =>
      [inMs(-1), now, inMs(1)].map((expiresAt) => ({ phase, lease, leaseUntil, token, tokenHeldUntil, expiresAt })),
    ),
  ),
);
const isAhead = (date: Date | undefined) => date !== undefined && date.getTime() > now.getTime();

describe('an attempt, in every phase, lease, held token and expiry', () => {
  it.each(cases)('$phase, lease $lease, token $token, expiring $expiresAt', (given) => {
    const { phase, leaseUntil, tokenHeldUntil, expiresAt } = given;
    const record = attempt({ phase, leaseUntil, tokenHeldUntil, expiresAt, choice: { until: expiresAt, wabas: [] } });
    const abandoned = phase === 'working' && !isAhead(leaseUntil);
    expect(isAbandoned(record, now)).toBe(abandoned);

    const isOver = (phase === 'waiting' || phase === 'choosing') && !isAhead(expiresAt);
    const shown: AttemptPhase = isOver ? 'expired' : abandoned ? 'failed' : phase;
    expect(currentPhase(record, now)).toBe(shown);

    const retryable = isAhead(tokenHeldUntil) && (shown === 'failed' || shown === 'partial');
    expect(canRetry(record, now)).toBe(retryable);

    const dto = attemptDto.parse(toAttemptDto(record, 'Olive', now));
    expect(dto).toMatchObject({ phase: shown, canRetry: retryable, revision: 3, startedBy: 'Olive' });
    if (shown === 'expired' && phase === 'waiting') expect(dto.problem?.code).toBe('state_expired');
    if (shown === 'expired' && phase === 'choosing') expect(dto.problem?.code).toBe('choice_expired');
    expect(dto.choice !== null).toBe(shown === 'choosing');
    if (abandoned) {
      expect(dto.problem?.code).toBe('connect_interrupted');
      expect(dto.problem?.message.includes('no new login is needed')).toBe(retryable);
      expect(dto.steps.map((step) => step.state)).not.toContain('running');
    }
  });

  it('never shows the state, the code or the token', () => {
    const record = attempt({
      codeHash: 'hash-of-the-code',
      accessToken: 'v1.k1.sealed',
      runId: 'run',
      leaseUntil: inMs(1),
    });
    const shown = JSON.stringify(toAttemptDto(record, 'Olive', now));
    for (const hidden of ['hash-of', 'v1.k1', 'acc_1', 'ses_1', 'usr_1', 'runId']) expect(shown).not.toContain(hidden);
  });
});

describe('the steps', () => {
  it('begin waiting, in the order of the contract, and are not shared between attempts', () => {
    expect(freshSteps().map((step) => [step.name, step.state])).toEqual(stepNames.map((name) => [name, 'waiting']));
    expect(freshSteps()[0]).not.toBe(freshSteps()[0]);
  });

  it.each(stepNames)('change one at a time: %s', (name) => {
    const problem = makeProblem('internal');
    const before = freshSteps().map((step): AttemptStep => ({ ...step, problem }));
    const after = withStep(before, name, { state: 'done' }, now);
    expect(after.find((step) => step.name === name)).toEqual({ name, state: 'done', at: now, problem: null });
    expect(after.filter((step) => step.name !== name)).toEqual(before.filter((step) => step.name !== name));
  });

  const states = stepState.options;
  const triples = states.flatMap((a) =>
    states.flatMap((b) => states.map((c): [StepState, StepState, StepState] => [a, b, c])),
  );
  const names = stepNames.slice(0, 3);

  it.each(triples)(
    'that stand at %s, %s, %s when the run ends all come to rest, and one is blamed at most once',
    (...given) => {
      const problem = makeProblem('meta_timed_out');
      const before = given.map(
        (state, index): AttemptStep => ({
          name: names[index] ?? 'code',
          state,
          at: null,
          problem: state === 'failed' ? makeProblem('code_expired') : null,
        }),
      );
      const after = withEndedSteps(before, problem, now);
      for (const [index, step] of after.entries()) {
        const was = given[index];
        if (was === 'done' || was === 'failed' || was === 'skipped') expect(step).toEqual(before[index]);
        else expect(['failed', 'skipped']).toContain(step.state);
        if (was === 'waiting') expect(step).toMatchObject({ state: 'skipped', at: now });
      }
      const blamed = after.filter((step) => step.problem?.code === 'meta_timed_out');
      const somebodyToBlame = !given.includes('failed') && given.includes('running');
      expect(blamed.map((step) => step.name)).toEqual(somebodyToBlame ? [names[given.indexOf('running')]] : []);
      // A second end changes nothing more.
      expect(withEndedSteps(after, problem, inMs(5))).toEqual(after);
    },
  );
});

describe('a problem', () => {
  it('may pass by itself only when the fault lies with the moment, not with the login', () => {
    expect(errorCodes.filter(isPassing)).toEqual([
      'connect_interrupted',
      'subscription_failed',
      'save_failed',
      'meta_unreachable',
      'meta_unavailable',
      'meta_timed_out',
      'meta_unexpected_answer',
      'meta_rate_limited',
      'key_missing',
      'database_unavailable',
      'internal',
    ]);
  });

  it('has words for every code, and details only when there are some', () => {
    for (const code of errorCodes) expect(makeProblem(code)).toEqual({ code, message: expect.stringMatching(/\.$/) });
    expect(makeProblem('permission_missing', { missing: ['x'] })).toMatchObject({ details: { missing: ['x'] } });
  });
});
