'use client';

import type { DisconnectPreviewReply, DisconnectReply, DisconnectWay } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from '@/components/ui/AlertDialog';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { disconnectNumbers, previewDisconnect } from '@/lib/connectApi';
import { formatCount } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { useSecond } from '@/lib/useSecond';
import { DisconnectNumbers, DisconnectPreview } from './DisconnectPreview';
import { wayWords } from './disconnectWords';
import { countdown } from './handover/handovers';
import { Receipts } from './Receipts';
import { useUndo } from './useUndo';
import { WayChoice } from './WayChoice';

interface DisconnectDialogProps {
  phoneNumberIds: readonly string[] | null;
  onClose: () => void;
}

/** Says what disconnecting will do, asks, does it, and shows a receipt for every step. */
export function DisconnectDialog({ phoneNumberIds, onClose }: DisconnectDialogProps) {
  /** What takes the focus back. Null once the numbers and their buttons are gone: then the page does. */
  const opener = useRef<Element | null>(null);
  return (
    <AlertDialog open={phoneNumberIds !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialogContent
        onOpenAutoFocus={() => {
          opener.current = document.activeElement;
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          const target = opener.current instanceof HTMLElement ? opener.current : document.getElementById('main');
          target?.focus();
        }}
      >
        {phoneNumberIds ? (
          <Question
            phoneNumberIds={phoneNumberIds}
            onDone={() => {
              opener.current = null;
            }}
            onClose={onClose}
          />
        ) : null}
      </AlertDialogContent>
    </AlertDialog>
  );
}

interface QuestionProps {
  phoneNumberIds: readonly string[];
  /** The numbers are disconnected: the button that opened the dialog may be gone. */
  onDone: () => void;
  onClose: () => void;
}

function Question({ phoneNumberIds, onDone, onClose }: QuestionProps) {
  const queryClient = useQueryClient();
  const [way, setWay] = useState<DisconnectWay>('disconnect');
  const preview = useQuery({
    queryKey: queryKeys.disconnectPreview(phoneNumberIds),
    queryFn: ({ signal }) => previewDisconnect(phoneNumberIds, signal),
    // Other numbers change what will happen, so it is never shown from the cache.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const disconnect = useMutation({
    mutationFn: () => disconnectNumbers(phoneNumberIds, way),
    onSuccess: onDone,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.status });
      void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
    },
  });
  const count = formatCount(phoneNumberIds.length);
  const words = wayWords[way];

  if (disconnect.data) {
    return (
      <Done
        title={words.done(count)}
        way={way}
        reply={disconnect.data}
        wabas={preview.data?.wabas ?? []}
        phoneNumberIds={phoneNumberIds}
        onClose={onClose}
      />
    );
  }
  return (
    <>
      <AlertDialogTitle>Disconnect {count}?</AlertDialogTitle>
      <AlertDialogDescription>Choose how far, and see what will happen.</AlertDialogDescription>
      <div className="mt-4">
        {preview.isError ? (
          <ErrorNotice
            error={preview.error}
            title="It could not be found out what will happen"
            onRetry={() => preview.refetch()}
            retrying={preview.isFetching}
          />
        ) : preview.data ? (
          <div className="space-y-5">
            <DisconnectNumbers numbers={preview.data.numbers} />
            <WayChoice way={way} mayRevoke={preview.data.mayRevoke} onChange={setWay} />
            <DisconnectPreview preview={preview.data} way={way} />
          </div>
        ) : (
          <div role="status" className="space-y-3">
            <span className="sr-only">Finding out what will happen</span>
            <Skeleton className="h-14 w-full" />
            <Skeleton className="h-4 w-4/5" />
            <Skeleton className="h-4 w-3/5" />
            <Skeleton className="h-4 w-2/3" />
          </div>
        )}
      </div>
      {disconnect.isError ? (
        <div className="mt-4">
          <ErrorNotice error={disconnect.error} title="Nothing was changed" />
        </div>
      ) : null}
      <AlertDialogFooter>
        <AlertDialogCancel asChild>
          <Button>Cancel</Button>
        </AlertDialogCancel>
        <Button
          variant={way === 'pause' ? 'primary' : 'danger'}
          disabled={!preview.data}
          pending={disconnect.isPending}
          pendingLabel={words.pressing}
          onClick={() => disconnect.mutate()}
        >
          {words.press(count)}
        </Button>
      </AlertDialogFooter>
    </>
  );
}

interface DoneProps {
  title: string;
  way: DisconnectWay;
  reply: DisconnectReply;
  wabas: DisconnectPreviewReply['wabas'];
  phoneNumberIds: readonly string[];
  onClose: () => void;
}

const afterwards: Record<DisconnectWay, string> = {
  pause: 'A receipt for every step. Resume on the card of the number.',
  disconnect: 'A receipt for every step. Reconnecting brings everything back.',
  revoke: 'A receipt for every step. Coming back needs a new login at Meta.',
};

function Done({ title, way, reply, wabas, phoneNumberIds, onClose }: DoneProps) {
  const { undoUntil } = reply;
  const now = useSecond(undoUntil !== null);
  const undo = useUndo();
  const mayUndo = undoUntil !== null && Date.parse(undoUntil) > now;
  return (
    <>
      <AlertDialogTitle>{title}</AlertDialogTitle>
      <AlertDialogDescription>{afterwards[way]}</AlertDialogDescription>
      <Receipts receipts={reply.receipts} wabas={wabas} />
      <AlertDialogFooter>
        {mayUndo ? (
          <Button
            className="num"
            pending={undo.isPending}
            pendingLabel="Bringing back…"
            onClick={() => undo.mutate(phoneNumberIds, { onSuccess: onClose })}
          >
            <Undo2 aria-hidden="true" />
            Undo, {countdown(undoUntil, now)} left
          </Button>
        ) : null}
        <AlertDialogCancel asChild>
          <Button variant="primary" autoFocus>
            Done
          </Button>
        </AlertDialogCancel>
      </AlertDialogFooter>
    </>
  );
}
