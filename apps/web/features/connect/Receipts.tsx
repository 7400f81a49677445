import type { DisconnectPreviewReply, ReceiptDto } from '@switchboard/contracts';
import { CircleCheck, Clock, Link2 } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { exactTime } from '@/lib/time';

const outcomes: Record<ReceiptDto['outcome'], { name: string; icon: typeof Clock; color: string }> = {
  done: { name: 'Done', icon: CircleCheck, color: 'text-good' },
  already: { name: 'Was done already', icon: CircleCheck, color: 'text-good' },
  kept: { name: 'Kept', icon: Link2, color: 'text-idle' },
  pending: { name: 'Tried again by itself', icon: Clock, color: 'text-warn' },
};

interface ReceiptsProps {
  receipts: ReceiptDto[];
  wabas: DisconnectPreviewReply['wabas'];
}

export function Receipts({ receipts, wabas }: ReceiptsProps) {
  const nameOf = new Map(wabas.map((waba) => [waba.wabaId, waba.wabaName]));
  return (
    <ul aria-label="Receipts" className="mt-4 divide-y divide-line rounded-control border border-line">
      {receipts.map((receipt) => {
        const { name, icon: Icon, color } = outcomes[receipt.outcome];
        // A receipt about a number names it in its message.
        const waba = receipt.phoneNumberId === null && receipt.wabaId !== null ? nameOf.get(receipt.wabaId) : null;
        return (
          <li
            key={`${receipt.step} ${receipt.phoneNumberId} ${receipt.wabaId}`}
            className="flex gap-3 px-4 py-3 text-sm"
            data-outcome={receipt.outcome}
          >
            <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${color}`} />
            <div className="min-w-0 flex-1">
              <p className="text-ink">{receipt.message}</p>
              <p className="num text-muted text-xs">
                {name}
                {waba ? (
                  <>
                    {' '}
                    · <Foreign text={waba} />
                  </>
                ) : null}{' '}
                · {exactTime(receipt.at)}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
