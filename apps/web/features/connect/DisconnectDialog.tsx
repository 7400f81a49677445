'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
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
import { countOf } from '@/features/numbers/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { disconnectNumbers, previewDisconnect } from './connectApi';
import { DisconnectPreview } from './DisconnectPreview';
import { Receipts } from './Receipts';

interface DisconnectDialogProps {
  /** The numbers in question; null while nobody asks. */
  phoneNumberIds: readonly string[] | null;
  onClose: () => void;
}

/** Says exactly what disconnecting will do, asks, does it, and shows a receipt for every step. */
export function DisconnectDialog({ phoneNumberIds, onClose }: DisconnectDialogProps) {
  /** What takes the focus back. Null once the numbers are gone, and their buttons with them: then it is the page. */
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
            onDisconnected={() => {
              opener.current = null;
            }}
          />
        ) : null}
      </AlertDialogContent>
    </AlertDialog>
  );
}

interface QuestionProps {
  phoneNumberIds: readonly string[];
  onDisconnected: () => void;
}

function Question({ phoneNumberIds, onDisconnected }: QuestionProps) {
  const queryClient = useQueryClient();
  const preview = useQuery({
    queryKey: queryKeys.disconnectPreview(phoneNumberIds),
    queryFn: ({ signal }) => previewDisconnect(phoneNumberIds, signal),
    // What will happen depends on the other numbers, so it is never shown from memory.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const disconnect = useMutation({
    mutationFn: () => disconnectNumbers(phoneNumberIds),
    onSuccess: onDisconnected,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.status });
      void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
    },
  });
  const count = countOf(phoneNumberIds.length);

  if (disconnect.data) {
    return (
      <>
        <AlertDialogTitle>{count} disconnected</AlertDialogTitle>
        <AlertDialogDescription>A receipt for every step. Reconnecting brings everything back.</AlertDialogDescription>
        <Receipts receipts={disconnect.data.receipts} wabas={preview.data?.wabas ?? []} />
        <AlertDialogFooter>
          <AlertDialogCancel asChild>
            <Button look="primary" autoFocus>
              Done
            </Button>
          </AlertDialogCancel>
        </AlertDialogFooter>
      </>
    );
  }
  return (
    <>
      <AlertDialogTitle>Disconnect {count}?</AlertDialogTitle>
      <AlertDialogDescription>This is what will happen.</AlertDialogDescription>
      <div className="mt-4">
        {preview.isError ? (
          <ErrorNotice
            error={preview.error}
            title="It could not be found out what will happen"
            onRetry={() => preview.refetch()}
            retrying={preview.isFetching}
          />
        ) : preview.data ? (
          <DisconnectPreview preview={preview.data} />
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
          <ErrorNotice error={disconnect.error} title="Not disconnected" />
        </div>
      ) : null}
      <AlertDialogFooter>
        <AlertDialogCancel asChild>
          <Button>Cancel</Button>
        </AlertDialogCancel>
        <Button
          look="danger"
          disabled={!preview.data}
          pending={disconnect.isPending}
          pendingLabel="Disconnecting…"
          onClick={() => disconnect.mutate()}
        >
          Disconnect {count}
        </Button>
      </AlertDialogFooter>
    </>
  );
}
