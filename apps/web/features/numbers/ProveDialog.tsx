'use client';

import type { NumberDto } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, ExternalLink } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { SandboxPhones } from '@/components/SandboxPhones';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { Dialog } from '@/components/ui/Dialog';
import { Skeleton } from '@/components/ui/Skeleton';
import { Spinner } from '@/components/ui/Spinner';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { loadProof } from '@/lib/numbersApi';
import { queryKeys } from '@/lib/queryClient';

const QR_PIXELS = 176;

const heardAt = (number: NumberDto): string | null => number.ladder.find(({ rung }) => rung === 'heard')?.at ?? null;

export function ProveDialog({ number, open, onClose }: NumberDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Prove that messages arrive"
      description={`Write to ${number.displayPhone} from a phone with WhatsApp.`}
    >
      <Proof number={number} onClose={onClose} />
    </Dialog>
  );
}

function Proof({ number, onClose }: { number: NumberDto; onClose: () => void }) {
  const [before] = useState(() => heardAt(number));
  const proof = useQuery({
    queryKey: queryKeys.prove(number.phoneNumberId),
    queryFn: ({ signal }) => loadProof(number.phoneNumberId, signal),
  });
  if (proof.isError) {
    return (
      <div className="mt-4">
        <ErrorNotice error={proof.error} onRetry={() => proof.refetch()} retrying={proof.isFetching} />
      </div>
    );
  }
  const now = heardAt(number);
  const arrived = now !== null && (before === null || now > before);
  return (
    <div className="mt-5 flex flex-col gap-5 sm:flex-row">
      <div className="mx-auto shrink-0 rounded-xl border border-line bg-white p-3 sm:mx-0">
        {proof.data ? (
          <QRCodeSVG
            value={proof.data.chatLink}
            size={QR_PIXELS}
            bgColor="#ffffff"
            fgColor="#10201f"
            level="M"
            title={`QR code that opens a chat with ${number.displayPhone}`}
            role="img"
          />
        ) : (
          <Skeleton className="size-44" />
        )}
      </div>
      <div className="min-w-0 flex-1 space-y-4">
        <ol className="list-inside list-decimal space-y-1 text-ink text-sm marker:text-muted">
          <li>Scan the code with a phone’s camera.</li>
          <li>WhatsApp opens with a text. Send it.</li>
          <li>Look at this page: it says when your text has arrived.</li>
        </ol>
        <div className="flex flex-wrap gap-2">
          {proof.data ? (
            <>
              <CopyButton value={proof.data.chatLink} what="chat link" label="Copy link" variant="outline" size="sm" />
              <Button asChild size="sm" variant="ghost">
                <a href={proof.data.chatLink} target="_blank" rel="noreferrer" data-testid="chat-link">
                  Open WhatsApp
                  <ExternalLink aria-hidden="true" />
                </a>
              </Button>
            </>
          ) : null}
        </div>
        <SandboxPhones />
        <div role="status" className="text-sm" data-arrived={arrived}>
          {arrived ? (
            <p className="flex items-center gap-2 font-medium text-good-ink">
              <CircleCheck aria-hidden="true" className="size-4" />
              It arrived. Messages reach you.
            </p>
          ) : (
            <p className="flex items-center gap-2 text-muted">
              <Spinner className="size-4" />
              Waiting for your message…
            </p>
          )}
        </div>
        {arrived ? (
          <Button variant="primary" size="sm" onClick={onClose}>
            Done
          </Button>
        ) : null}
      </div>
    </div>
  );
}
