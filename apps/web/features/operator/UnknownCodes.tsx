'use client';

import type { UnknownCodesReply } from '@switchboard/contracts';
import { Badge } from '@/components/ui/Badge';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { formatCount } from '@/lib/numberWords';

type UnknownCode = UnknownCodesReply['codes'][number];

const kindWords: Record<UnknownCode['kind'], string> = {
  error: 'Error code',
  cancel_step: 'Screen of the login',
  account_event: 'Account event',
  webhook_field: 'Webhook field',
  message_type: 'Message type',
};

export function UnknownCodes({ codes }: { codes: readonly UnknownCode[] }) {
  return (
    <Card aria-labelledby="codes-title">
      <CardHeader
        id="codes-title"
        title="Not in the dictionary"
        description="What Meta said that has no words here yet. People see Meta’s own until there are some."
      />
      <CardBody>
        {codes.length === 0 ? (
          <p className="text-muted">Everything that Meta has said so far is in the dictionary.</p>
        ) : (
          <ul className="divide-y divide-line">
            {codes.map(({ kind, code, sample, count, firstSeen, lastSeen }) => (
              <li key={`${kind} ${code}`} className="py-3.5 text-sm first:pt-0 last:pb-0" data-unknown={code}>
                <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                  <code className="num font-medium text-ink">{code}</code>
                  <Badge tone="idle">{kindWords[kind]}</Badge>
                  <span className="num text-muted text-xs">{formatCount(count, 'time')}</span>
                </p>
                <p className="mt-1 text-ink/85 [overflow-wrap:anywhere]">{sample}</p>
                <p className="mt-0.5 text-muted text-xs">
                  First <RelativeTime at={firstSeen} />, last <RelativeTime at={lastSeen} />
                </p>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
