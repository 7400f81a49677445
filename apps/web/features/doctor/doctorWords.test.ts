import { describe, expect, it } from 'vitest';
import { findingsSum } from './doctorWords';

const found = (...verdicts: ('good' | 'bad' | 'waiting' | 'unknown')[]) => verdicts.map((verdict) => ({ verdict }));

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
