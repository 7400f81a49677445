import { type ReadinessReply, verdicts } from '@switchboard/contracts';

const indent = ' '.repeat(10);

/** The findings for a terminal: verdict and result of each, and below it what to do where it is not good. Pure. */
export function toTable({ appId, findings }: Pick<ReadinessReply, 'appId' | 'findings'>): string[] {
  const lines = findings.flatMap(({ title, verdict, result, reason, next, page }) => {
    const head = `${verdict.padEnd(indent.length)}${title}: ${result}`;
    if (verdict === 'good') return [head];
    return [head, ...[reason, next, page.url].flatMap((line) => (line === null ? [] : [indent + line]))];
  });
  const counts = verdicts.map((verdict) => `${findings.filter((one) => one.verdict === verdict).length} ${verdict}`);
  return [`Meta app ${appId}`, '', ...lines, '', counts.join(', ')];
}
