'use client';

import type { FunnelReply } from '@switchboard/contracts';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { durationWords } from '@/lib/historyWords';
import { funnelStages, percentWords } from './funnelView';

export function Funnel({ funnel }: { funnel: FunnelReply }) {
  const { days, started, stoppedAt, medianSeconds } = funnel;
  const max = stoppedAt[0]?.count ?? 0;
  return (
    <Card aria-labelledby="funnel-title">
      <CardHeader
        id="funnel-title"
        title="Connecting"
        description={`Attempts of the last ${days} days.${
          medianSeconds === null
            ? ''
            : ` Half of those that connected took at most ${durationWords(medianSeconds * 1_000)}.`
        }`}
      />
      <CardBody className="grid gap-8 lg:grid-cols-2">
        {started === 0 ? (
          <p className="text-muted">No attempt yet.</p>
        ) : (
          <ol aria-label="Stages" className="space-y-3.5">
            {funnelStages(funnel).map(({ name, count, share }) => (
              <li key={name}>
                <p className="flex justify-between gap-3 text-sm">
                  <span className="text-ink">{name}</span>
                  <span className="num text-muted">
                    <span className="font-medium text-ink">{count}</span> · {percentWords(share)}
                  </span>
                </p>
                <div aria-hidden="true" className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken">
                  <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
                </div>
              </li>
            ))}
          </ol>
        )}
        <div>
          <h3 className="mb-3 font-semibold text-ink text-sm">Where they stopped</h3>
          {stoppedAt.length === 0 ? (
            <p className="text-muted text-sm">None stopped on the way.</p>
          ) : (
            <ul className="space-y-2.5">
              {stoppedAt.map(({ where, count }) => (
                <li key={where} className="flex items-center gap-3 text-sm">
                  <code className="min-w-0 flex-1 truncate text-ink text-xs">{where}</code>
                  <div aria-hidden="true" className="h-1.5 w-24 overflow-hidden rounded-full bg-sunken">
                    <div className="h-full rounded-full bg-warn" style={{ width: `${(count / max) * 100}%` }} />
                  </div>
                  <span className="num w-8 text-right text-muted">{count}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </CardBody>
    </Card>
  );
}
