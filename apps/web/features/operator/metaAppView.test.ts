import type { ReadinessFinding, Verdict } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { readinessSum, sortByUrgency } from './metaAppView';

const finding = (verdict: Verdict, title: string): ReadinessFinding => ({
  check: 'app_published',
  ...{ title, verdict, result: '', reason: null, next: null, tick: null, mayBeTicked: false },
  page: { name: 'Basic', url: 'https://meta.test/' },
});

describe('the checks of the app at Meta', () => {
  it('show what is wrong first, and equals in their order', () => {
    const findings = [finding('unknown', 'a'), finding('bad', 'b'), finding('waiting', 'c'), finding('bad', 'd')];
    expect(sortByUrgency(findings).map(({ title }) => title)).toEqual(['b', 'd', 'c', 'a']);
  });

  it.each<[Verdict[], string]>([
    [['good', 'good'], 'All 2 checks are good.'],
    [['bad', 'unknown', 'good', 'unknown'], '1 wrong, 2 to look at, 1 good.'],
    [['waiting', 'good'], '1 not finished, 1 good.'],
  ])('are summed up: %j', (verdicts, sum) => {
    expect(readinessSum(verdicts.map((verdict) => finding(verdict, '')))).toBe(sum);
  });
});
