'use client';

import { type DoctorFinding, type DoctorReport, doctorChecks, type Fix, type NumberDto } from '@switchboard/contracts';
import { Stethoscope, X } from 'lucide-react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { Spinner } from '@/components/ui/Spinner';
import { VerdictIcon } from '@/components/VerdictIcon';
import { FixButton } from '@/features/fixes/FixButton';
import { cn } from '@/lib/cn';
import type { NumberDialogName } from '@/lib/numberDialog';
import { verdictWords } from '@/lib/numberWords';
import { inLocalTime } from '@/lib/time';
import { checkWords, findingsSum, sharedCause, turnWords } from './doctorWords';
import type { Doctor } from './useDoctor';

interface DoctorPanelProps {
  number: NumberDto;
  doctor: Doctor;
  /** Which fixes the person may use. */
  mayFix: (fix: Fix) => boolean;
  onOpen: (dialog: NumberDialogName) => void;
}

/** Every check on a number: what it found, why, whose turn it is and the button that fixes it. */
export function DoctorPanel({ number, doctor, mayFix, onOpen }: DoctorPanelProps) {
  const { report, running, error } = doctor;
  if (!running && !report && !error) return null;
  return (
    <section
      aria-label={`Doctor’s report for ${number.displayPhone}`}
      aria-busy={running}
      data-doctor={running ? 'running' : 'done'}
      className="border-line border-t px-5 py-5 sm:px-6"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div>
          <h4 className="flex items-center gap-2 font-semibold text-ink text-sm">
            <Stethoscope aria-hidden="true" className="size-4 text-accent" />
            Doctor
          </h4>
          <p role="status" className="mt-0.5 text-muted text-sm">
            {running
              ? `Running ${doctorChecks.length} checks, all at once…`
              : report
                ? `${findingsSum(report.findings)}.`
                : 'The checks could not be run.'}
          </p>
        </div>
        <div className="flex items-center gap-1">
          {report && !running ? <CopyButton value={report.text} what="report" label="Copy report" size="sm" /> : null}
          {running ? null : (
            <Button variant="ghost" size="iconSm" aria-label="Close the report" onClick={doctor.dismiss}>
              <X aria-hidden="true" />
            </Button>
          )}
        </div>
      </div>
      {running ? (
        <Running />
      ) : report ? (
        <Findings report={report} number={number} mayFix={mayFix} onOpen={onOpen} onDone={doctor.run} />
      ) : error ? (
        <div className="mt-4">
          <ErrorNotice error={error} onRetry={doctor.run} />
        </div>
      ) : null}
    </section>
  );
}

function Running() {
  return (
    <ul aria-label="Checks" className="mt-4 grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
      {doctorChecks.map((check) => (
        <li key={check} className="flex items-center gap-2.5 text-muted text-sm">
          <Spinner className="size-3.5 shrink-0 text-accent" />
          {checkWords[check]}
        </li>
      ))}
    </ul>
  );
}

interface FindingsProps extends Pick<DoctorPanelProps, 'number' | 'mayFix' | 'onOpen'> {
  report: DoctorReport;
  onDone: () => void;
}

function Findings({ report, ...rest }: FindingsProps) {
  const fine = report.findings.filter(({ verdict }) => verdict === 'good');
  const open = report.findings.filter(({ verdict }) => verdict !== 'good');
  const shared = sharedCause(open);
  const hasSaid = ({ verdict, cause }: DoctorFinding) => verdict === 'unknown' && cause === shared?.cause;
  return (
    <>
      {shared ? (
        <p className="mt-4 rounded-control bg-sunken px-4 py-3 text-ink text-sm" data-shared-cause>
          {shared.cause} {shared.next}
        </p>
      ) : null}
      {open.length > 0 ? (
        <ul aria-label="To look at" className="mt-4 divide-y divide-line">
          {open.map((finding) => (
            <Finding
              key={finding.check}
              finding={shared && hasSaid(finding) ? { ...finding, cause: null, next: null } : finding}
              {...rest}
            />
          ))}
        </ul>
      ) : null}
      {fine.length > 0 ? (
        <ul
          aria-label="Fine"
          className={cn('mt-4 grid gap-x-6 gap-y-3 sm:grid-cols-2', open.length > 0 && 'border-line border-t pt-4')}
        >
          {fine.map(({ check, verdict, result }) => (
            <li key={check} className="flex gap-3" data-check={check} data-verdict={verdict}>
              <VerdictIcon verdict={verdict} className="mt-0.5" />
              <div className="min-w-0 text-sm">
                <p className="text-ink">{checkWords[check]}</p>
                <p className="text-muted text-xs [overflow-wrap:anywhere]">{inLocalTime(result)}</p>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="num mt-4 text-muted text-xs">
        Examined <RelativeTime at={report.startedAt} />, in {(report.durationMs / 1_000).toFixed(1)} s.
      </p>
    </>
  );
}

function Finding({
  finding,
  number,
  mayFix,
  onOpen,
  onDone,
}: { finding: DoctorFinding } & Omit<FindingsProps, 'report'>) {
  const { check, verdict, result, cause, turn, next, fix, fbtraceId } = finding;
  return (
    <li
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0 sm:grid-cols-[auto_minmax(0,1fr)_auto]"
      data-check={check}
      data-verdict={verdict}
    >
      <VerdictIcon verdict={verdict} className="mt-0.5" />
      <div className="min-w-0 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium text-ink">{checkWords[check]}</span>
          <span className="sr-only">: {verdictWords[verdict].name}.</span>
          {verdict === 'unknown' ? <Badge tone="idle">Not known yet</Badge> : null}
          {turn ? <Badge tone={turn === 'you' ? 'accent' : 'idle'}>{turnWords[turn]}</Badge> : null}
        </p>
        <p className="text-muted [overflow-wrap:anywhere]">{inLocalTime(result)}</p>
        {cause ? <p className="mt-0.5 text-ink [overflow-wrap:anywhere]">{inLocalTime(cause)}</p> : null}
        {next ? <p className="mt-0.5 text-ink [overflow-wrap:anywhere]">{inLocalTime(next)}</p> : null}
        {fbtraceId ? (
          <p className="num mt-0.5 text-muted text-xs">
            Meta’s trace {fbtraceId} <CopyButton value={fbtraceId} what="Meta’s trace" />
          </p>
        ) : null}
      </div>
      {fix && mayFix(fix) ? (
        <div className="col-start-2 sm:col-start-3 sm:self-center">
          <FixButton fix={fix} number={number} onOpen={onOpen} onDone={onDone} />
        </div>
      ) : null}
    </li>
  );
}
