'use client';

import type { ReadinessFinding } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { toast } from 'sonner';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { VerdictIcon } from '@/components/VerdictIcon';
import { asApiError, readMessage } from '@/lib/apiError';
import { cn } from '@/lib/cn';
import { readinessWords } from './metaAppView';
import { readinessKey, untickReadiness } from './operatorApi';

/** Where at Meta it is seen and changed. */
export function PageAtMeta({ page, className }: { page: ReadinessFinding['page']; className?: string }) {
  return (
    <a
      href={page.url}
      target="_blank"
      rel="noreferrer"
      className={cn(
        'inline-flex items-center gap-1 text-accent-strong underline decoration-accent/40 underline-offset-4 hover:decoration-accent',
        className,
      )}
    >
      {page.name}
      <ExternalLink aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="sr-only"> at Meta, in a new tab</span>
    </a>
  );
}

interface MetaAppFindingProps {
  token: string;
  finding: ReadinessFinding;
  onTick: () => void;
}

/** One check that is not simply fine: what was found, what to do, and the tick of a person. */
export function MetaAppFinding({ token, finding, onTick }: MetaAppFindingProps) {
  const { check, title, verdict, result, reason, next, page, mayBeTicked, tick } = finding;
  return (
    <li
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-2.5 py-4 first:pt-0 last:pb-0 sm:grid-cols-[auto_minmax(0,1fr)_auto]"
      data-check={check}
      data-verdict={verdict}
    >
      <VerdictIcon verdict={verdict} className="mt-0.5" />
      <div className="min-w-0 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium text-ink">{title}</span>
          {tick ? null : <Badge tone={readinessWords[verdict].tone}>{readinessWords[verdict].name}</Badge>}
        </p>
        {tick ? (
          <p className="text-muted">
            <Foreign text={tick.by} /> looked at it <RelativeTime at={tick.at} />.
          </p>
        ) : (
          <p className="text-muted [overflow-wrap:anywhere]">{result}</p>
        )}
        {reason ? <p className="mt-0.5 text-muted [overflow-wrap:anywhere]">{reason}</p> : null}
        {next ? <p className="mt-0.5 text-ink [overflow-wrap:anywhere]">{next}</p> : null}
        <PageAtMeta page={page} className="mt-1" />
      </div>
      {mayBeTicked ? (
        <div className="col-start-2 sm:col-start-3 sm:self-center">
          {tick ? (
            <TakeBack token={token} finding={finding} />
          ) : (
            <Button size="sm" aria-label={`I looked, it is so: ${title}`} onClick={onTick}>
              I looked, it is so
            </Button>
          )}
        </div>
      ) : null}
    </li>
  );
}

function TakeBack({ token, finding: { check, title } }: Pick<MetaAppFindingProps, 'token' | 'finding'>) {
  const queryClient = useQueryClient();
  const untick = useMutation({
    mutationFn: () => untickReadiness(token, check),
    // Waited for, so that the button is busy until the list is new.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: readinessKey }),
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={`Take back: ${title}`}
      pending={untick.isPending}
      pendingLabel="Taking back…"
      onClick={() => untick.mutate()}
    >
      Take back
    </Button>
  );
}
