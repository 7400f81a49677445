import { describe, expect, it } from 'vitest';
import { findingsSum, sharedCause } from './doctorWords';

const found = (...verdicts: ('good' | 'bad' | 'waiting' | 'unknown')[]) => verdicts.map((verdict) => ({ verdict }));

describe('a cause that several checks share', () => {
  const unknown = (cause: string | null) => ({ verdict: 'unknown' as const, cause, next: 'Later.' });

  it('is the most frequent one', () => {
    const findings = [unknown('Slow.'), unknown('Down.'), unknown('Down.'), unknown('Down.'), unknown('Slow.')];
    expect(sharedCause(findings)).toEqual({ cause: 'Down.', next: 'Later.' });
  });

  it('is not one of a single check, of none, or of what is wrong', () => {
    expect(sharedCause([unknown('Slow.'), unknown('Down.')])).toBeNull();
    expect(sharedCause([unknown(null), unknown(null)])).toBeNull();
    expect(sharedCause([{ ...unknown('Gone.'), verdict: 'bad' }, unknown('Gone.')])).toBeNull();
  });
});

describe('the sum of what the doctor found', () => {
  it('names what is wrong first', () => {
    expect(findingsSum(found('good', 'bad', 'unknown', 'waiting', 'good', 'bad'))).toBe(
      '2 problems, 1 waiting, 1 not known, 2 fine',
    );
  });

  it('does not call a problem what is only not known', () => {
    expect(findingsSum(found('unknown', 'unknown', 'good'))).toBe('2 not known, 1 fine');
  });

  it('says nothing of what there is none of', () => {
    expect(findingsSum(found('good'))).toBe('1 fine');
  });
});
