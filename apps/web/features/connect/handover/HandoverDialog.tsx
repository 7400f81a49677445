'use client';

import type { CreateHandoverReply, HandoverDto } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleSlash, Clock, ClockAlert, TriangleAlert } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useEffect, useId } from 'react';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { StepList } from '@/components/StepList';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { Skeleton } from '@/components/ui/Skeleton';
import { asApiError, findEnding, readMessage } from '@/lib/apiError';
import { findEndingCode, withoutSaid } from '@/lib/attempts';
import { cn } from '@/lib/cn';
import { queryKeys } from '@/lib/queryClient';
import { useSecond } from '@/lib/useSecond';
import { AttemptNumbers } from '../AttemptNumbers';
import { cancelHandover, createHandover } from './handoverApi';
import { countdown, isEnded, watchedWords } from './handovers';
import { useHandover } from './useHandover';

interface HandoverDialogProps {
  open: boolean;
  onClose: () => void;
}

export function HandoverDialog({ open, onClose }: HandoverDialogProps) {
  const create = useMutation({ mutationFn: createHandover });
  const { mutate, isIdle, reset } = create;
  useEffect(() => {
    // The link is made once: opening the dialog again shows it again.
    if (open && isIdle) mutate();
  }, [open, isIdle, mutate]);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Connect on another device"
      description="For whoever has the business at Meta. The link works once, for half an hour, and needs no account here."
    >
      {create.data ? (
        <Running made={create.data} onAgain={reset} onClose={onClose} />
      ) : create.isError ? (
        <div className="mt-5">
          <ErrorNotice error={create.error} title="No link was made" onRetry={() => mutate()} />
        </div>
      ) : (
        <div role="status" className="mt-5 space-y-3">
          <span className="sr-only">Making the link</span>
          <Skeleton className="mx-auto size-44" />
          <Skeleton className="h-10 w-full" />
        </div>
      )}
    </Dialog>
  );
}

interface RunningProps {
  made: CreateHandoverReply;
  onAgain: () => void;
  onClose: () => void;
}

function Running({ made, onAgain, onClose }: RunningProps) {
  const queryClient = useQueryClient();
  const handover = useHandover(made.handover);
  const ended = isEnded(handover.state);
  const cancel = useMutation({
    mutationFn: () => cancelHandover(handover.handoverId),
    onSuccess: (next) => {
      queryClient.setQueryData(queryKeys.handover(next.handoverId), next);
      toast.success('The link was withdrawn');
      onClose();
      onAgain();
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  const unopened = handover.state === 'waiting';
  return (
    <>
      {unopened ? <Link url={made.url} /> : null}
      <Progress handover={handover} />
      <DialogFooter>
        {ended ? (
          <>
            {handover.state === 'done' ? null : <Button onClick={onAgain}>Make a new link</Button>}
            <Button
              variant="primary"
              onClick={() => {
                onClose();
                onAgain();
              }}
            >
              Done
            </Button>
          </>
        ) : (
          <Button
            variant="dangerOutline"
            pending={cancel.isPending}
            pendingLabel="Withdrawing…"
            onClick={() => cancel.mutate()}
          >
            Withdraw the link
          </Button>
        )}
      </DialogFooter>
    </>
  );
}

function Link({ url }: { url: string }) {
  const id = useId();
  return (
    <div className="mt-5">
      {/* Cameras need dark on light, in the dark theme too. */}
      <div className="mx-auto w-fit rounded-card border border-line bg-white p-4">
        <QRCodeSVG value={url} size={168} marginSize={0} title="QR code of the link" role="img" />
      </div>
      <label htmlFor={id} className="mt-5 mb-1.5 block font-medium text-ink text-sm">
        Link to send
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
          className="num h-10 min-w-0 flex-1 truncate rounded-control border border-field/70 bg-sunken px-3 text-ink text-sm"
        />
        <CopyButton value={url} what="link" label="Copy" variant="primary" size="md" />
      </div>
      <p className="mt-2 text-muted text-sm">Send it only to the person who is to connect. It is shown here once.</p>
    </div>
  );
}

const marks = {
  done: { icon: CircleCheck, color: 'text-good-ink' },
  unfinished: { icon: TriangleAlert, color: 'text-warn-ink' },
  failed: { icon: CircleAlert, color: 'text-bad-ink' },
  expired: { icon: ClockAlert, color: 'text-warn-ink' },
  cancelled: { icon: CircleSlash, color: 'text-idle-ink' },
};

function EndMark({ state, whole }: { state: HandoverDto['state']; whole: boolean }) {
  if (!isEnded(state)) return null;
  const { icon: Icon, color } = marks[whole ? (state as keyof typeof marks) : 'unfinished'];
  return <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', color)} />;
}

function Progress({ handover }: { handover: HandoverDto }) {
  const ended = isEnded(handover.state);
  const now = useSecond(!ended);
  const { attempt } = handover;
  const words = watchedWords(handover);
  const moving = attempt?.steps.some(({ state }) => state !== 'waiting');
  const code = attempt && handover.state !== 'done' ? findEndingCode(attempt) : null;
  const said = code !== null && attempt ? (attempt.problem?.message ?? findEnding(code).message) : words.text;
  const shown = attempt && withoutSaid(attempt, said);
  return (
    <div className="mt-5 rounded-control border border-line p-4" data-handover={handover.state}>
      <div className="flex items-start gap-3">
        <EndMark state={handover.state} whole={words.whole} />
        <div role="status" className="min-w-0 flex-1">
          <p className="font-medium text-ink text-sm">{words.title}</p>
          <p className="text-muted text-sm">{said}</p>
        </div>
        {handover.state === 'waiting' || handover.state === 'opened' ? (
          <p role="timer" className="num flex shrink-0 items-center gap-1.5 text-muted text-sm">
            <Clock aria-hidden="true" className="size-3.5" />
            <span className="sr-only">Time left: </span>
            {countdown(handover.expiresAt, now)}
          </p>
        ) : null}
      </div>
      {shown && moving ? (
        <div className="mt-4 border-line border-t pt-4">
          <StepList steps={shown.steps} />
        </div>
      ) : null}
      {shown && ended && shown.numbers.length > 0 ? (
        <div className="-mx-4 mt-4 -mb-4 border-line border-t">
          <AttemptNumbers numbers={shown.numbers} />
        </div>
      ) : null}
    </div>
  );
}
