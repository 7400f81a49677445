import type { ReadinessFinding, Verdict } from '@switchboard/contracts';
import type { Tone } from '@/components/ui/Badge';
import { formatCount } from '@/lib/numberWords';

export const readinessWords: Record<Verdict, { name: string; tone: Tone }> = {
  good: { name: 'Right', tone: 'good' },
  bad: { name: 'Wrong', tone: 'bad' },
  waiting: { name: 'Not finished', tone: 'warn' },
  unknown: { name: 'To look at', tone: 'idle' },
};

const urgency: Record<Verdict, number> = { bad: 0, waiting: 1, unknown: 2, good: 3 };

/** What is wrong comes first; equals stay in their order. */
export const sortByUrgency = (findings: readonly ReadinessFinding[]): ReadinessFinding[] =>
  findings.toSorted((a, b) => urgency[a.verdict] - urgency[b.verdict]);

/** One sentence over all checks. */
export function readinessSum(findings: readonly ReadinessFinding[]): string {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const [bad, waiting, unknown] = [count('bad'), count('waiting'), count('unknown')];
  const parts = [
    bad > 0 ? `${bad} wrong` : null,
    waiting > 0 ? `${waiting} not finished` : null,
    unknown > 0 ? `${unknown} to look at` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return `All ${formatCount(findings.length, 'check')} are good.`;
  return `${parts.join(', ')}, ${count('good')} good.`;
}
