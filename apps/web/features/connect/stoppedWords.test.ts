import { cancelSteps } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { readMetaSession, stoppedWords } from './stoppedWords';

const closed = (step?: string) => ({
  code: 'connect_closed' as const,
  message: 'Nothing was connected.',
  ...(step === undefined ? {} : { details: { step } }),
});

describe('a signup window that was left', () => {
  it.each(cancelSteps.map((step) => [step]))('at %s names the screen', (step) => {
    expect(stoppedWords(closed(step))?.message).toMatch(/^You stopped at [a-z].*Nothing was connected\./);
  });

  it('at a screen nobody knows names it as Meta does', () => {
    expect(stoppedWords(closed('NEW_SCREEN'))?.message).toContain('“NEW_SCREEN”');
    expect(stoppedWords(closed('constructor'))?.message).toContain('“constructor”');
  });

  it('without a screen keeps its own words', () => {
    expect(stoppedWords(closed())).toBeNull();
    expect(stoppedWords(null)).toBeNull();
  });
});

describe('a signup window that broke', () => {
  const problem = {
    code: 'signup_error' as const,
    message: 'It broke.',
    details: { errorMessage: 'Your verified name violates guidelines.', metaSessionId: 'f34b' },
  };

  it('says what Meta said, with the session for its support', () => {
    expect(stoppedWords(problem)?.message).toContain('“Your verified name violates guidelines.”');
    expect(readMetaSession(problem)).toBe('f34b');
  });

  it('keeps its own words where Meta said nothing', () => {
    expect(stoppedWords({ ...problem, details: {} })).toBeNull();
    expect(readMetaSession({ ...problem, details: { metaSessionId: { $ne: 1 } } })).toBeNull();
  });
});
