import type { StepDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { firstSteps, progressSentence, stepTitle } from './stepWords';

const inStates = (states: Array<StepDto['state']>): StepDto[] =>
  firstSteps.map((step, index) => ({ ...step, state: states[index] ?? 'waiting' }));

describe('the steps of connecting', () => {
  it('begin with the code, before the API has answered', () => {
    expect(progressSentence(firstSteps)).toBe('Step 1 of 6: Exchanging Meta’s login code.');
  });

  it('are told one by one', () => {
    expect(progressSentence(inStates(['done', 'done', 'running']))).toBe('Step 3 of 6: Finding your business.');
    expect(progressSentence(inStates(['done', 'done', 'done', 'done', 'failed', 'done']))).toContain('did not work');
    expect(progressSentence(inStates(['done', 'done', 'done', 'done', 'skipped', 'done']))).toBe(
      'Every step of the login is done.',
    );
  });

  it('change their words when they are done', () => {
    const step = { name: 'webhooks' as const, at: null, problem: null };
    expect(stepTitle({ ...step, state: 'waiting' })).toBe('Subscribe to messages');
    expect(stepTitle({ ...step, state: 'running' })).toBe('Subscribing to messages');
    expect(stepTitle({ ...step, state: 'done' })).toBe('Webhooks subscribed');
    const code = { ...step, name: 'code', state: 'done' } as const;
    expect(stepTitle(code)).toBe('Login code exchanged');
    expect(stepTitle(code, 'hosted')).toBe('Access fetched from Meta');
  });
});
