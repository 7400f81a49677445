import type { PendingAtMetaDto } from '@switchboard/contracts';
import { Foreign } from '@/components/Foreign';
import { Notice } from '@/components/ui/Notice';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { clockTime } from '@/lib/time';

const notConfirmed: Record<PendingAtMetaDto['what'], string> = {
  unsubscribe: 'Meta has not yet confirmed that it stops sending webhooks for',
  revoke: 'Meta has not yet confirmed that Switchboard’s access is removed for',
  subscribe: 'Meta has not yet confirmed that it sends webhooks again for',
};

export function PendingAtMeta({ pending }: { pending: PendingAtMetaDto[] }) {
  return pending.map((item) => (
    <Notice key={`${item.what} ${item.wabaId}`} tone="info" title="One step is left to do at Meta">
      <p>
        {notConfirmed[item.what]}{' '}
        <strong className="font-medium text-ink">
          <Foreign text={item.wabaName ?? `WhatsApp account ${item.wabaId}`} />
        </strong>
        . Switchboard tries again by itself; there is nothing for you to do.
      </p>
      <p className="text-muted text-xs">
        Open since <RelativeTime at={item.since} />, tried {item.tries} {item.tries === 1 ? 'time' : 'times'}, next try
        at {clockTime(item.nextTryAt)}.{item.problem ? ` ${item.problem.message}` : ''}
      </p>
    </Notice>
  ));
}
