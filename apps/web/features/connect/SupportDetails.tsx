import { CopyButton } from '@/components/ui/CopyButton';

interface SupportDetailsProps {
  fbtraceId: string | null;
  metaSessionId?: string | null;
  requestId?: string | null;
  attemptId?: string | null;
}

export function SupportDetails({ fbtraceId, metaSessionId, requestId, attemptId }: SupportDetailsProps) {
  const rows = [
    { name: 'Meta’s trace', value: fbtraceId },
    { name: 'Meta’s session', value: metaSessionId },
    { name: 'Request', value: requestId },
    { name: 'Attempt', value: attemptId },
  ].filter((row): row is { name: string; value: string } => Boolean(row.value));
  if (rows.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-ink">Details for support</summary>
      <dl className="mt-2 space-y-1">
        {rows.map(({ name, value }) => (
          <div key={name} className="flex items-center gap-2">
            <dt className="w-24 shrink-0 text-muted">{name}</dt>
            <dd className="num min-w-0 break-all text-ink">{value}</dd>
            <dd>
              <CopyButton value={value} what={name} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
