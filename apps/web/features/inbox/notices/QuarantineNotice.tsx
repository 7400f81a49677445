'use client';

import type { QuarantineReason, QuarantineReply } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { toast } from 'sonner';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { STATUS_PATH } from '@/features/connect/statusPath';
import { useStatus } from '@/features/connect/useStatus';
import { countOf } from '@/features/numbers/numberWords';
import { useAccountEvent } from '@/features/realtime/RealtimeProvider';
import { asApiError, messageOf } from '@/lib/apiError';
import { cn } from '@/lib/cn';
import { queryKeys } from '@/lib/queryClient';
import { relativeTime } from '@/lib/time';
import { useNow } from '@/lib/useNow';
import { useSignedIn } from '@/lib/useSession';
import { loadQuarantine, replayQuarantine } from '../inboxApi';

const reasonWords: Record<QuarantineReason, string> = {
  number_unknown: 'not connected here yet',
  number_disconnected: 'disconnected',
  number_paused: 'paused',
  not_json: 'not readable',
  not_understood: 'not understood yet',
};

/** What waits because somebody here wanted it to: it goes on by resuming, and by nothing else. */
const isPausedOnly = (numbers: QuarantineReply['numbers']): boolean =>
  numbers.length > 0 && numbers.every(({ reason }) => reason === 'number_paused');

/** "12 messages wait", and for what. */
export function waitingTitle({ waiting, numbers }: Pick<QuarantineReply, 'waiting' | 'numbers'>): string {
  const message = countOf(waiting, 'message');
  const verb = waiting === 1 ? 'waits' : 'wait';
  if (isPausedOnly(numbers)) {
    return `${message} ${verb} for ${numbers.length === 1 ? 'a paused number' : `${numbers.length} paused numbers`}`;
  }
  const first = numbers[0]?.reason;
  const forNumber = numbers.every(({ reason }) => reason === 'number_unknown' || reason === 'number_disconnected');
  if (first === undefined || !forNumber) return `${message} ${verb} to be put in place`;
  const which =
    numbers.length === 1 ? 'a number that is not connected' : `${numbers.length} numbers that are not connected`;
  return `${message} ${verb} for ${which}`;
}

/** For owners: what Meta delivered and no conversation could take. Nothing of it is lost. */
export function QuarantineNotice({ compact = false, className }: { compact?: boolean; className?: string }) {
  const isOwner = useSignedIn()?.account.role === 'owner';
  const queryClient = useQueryClient();
  const status = useStatus();
  const nowMs = useNow();
  const quarantine = useQuery({
    queryKey: queryKeys.quarantine,
    queryFn: ({ signal }) => loadQuarantine(signal),
    enabled: isOwner,
    refetchInterval: 60_000,
  });
  // A number that came back may have taken its messages with it.
  useAccountEvent('numbers:changed', () => {
    if (isOwner) void quarantine.refetch();
  });
  const replay = useMutation({
    mutationFn: replayQuarantine,
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeys.quarantine, reply);
      if (reply.replayed > 0) toast.success(`${countOf(reply.replayed, 'message')} put in place`);
      else toast.info('Nothing could be put in place yet. Connect the number first.');
    },
    onError: (error) => toast.error(messageOf(asApiError(error))),
  });
  const waiting = quarantine.data;
  if (!isOwner || !waiting || waiting.waiting === 0) return null;
  const displayOf = (phoneNumberId: string) =>
    status.data?.phoneNumbers.find((number) => number.phoneNumberId === phoneNumberId)?.displayPhone ??
    `Number ${phoneNumberId}`;
  const paused = isPausedOnly(waiting.numbers);
  return (
    <Notice
      tone={paused ? 'info' : 'warn'}
      title={waitingTitle(waiting)}
      className={cn(compact && 'p-3 sm:p-3.5', className)}
      actions={
        paused ? (
          <Button asChild size="sm">
            <Link href={STATUS_PATH}>Go to the number</Link>
          </Button>
        ) : (
          <>
            <Button size="sm" pending={replay.isPending} pendingLabel="Putting them…" onClick={() => replay.mutate()}>
              Put them in their place
            </Button>
            <Button asChild size="sm" look="ghost">
              <Link href={STATUS_PATH}>Reconnect</Link>
            </Button>
          </>
        )
      }
    >
      {compact ? null : (
        <p>
          {paused
            ? 'What Meta delivered is kept, and is put in its place as soon as you resume.'
            : 'What Meta delivered is kept. Once the number is connected, it can be put in its place.'}
        </p>
      )}
      <ul className="num space-y-0.5">
        {waiting.numbers.map(({ phoneNumberId, waiting: count, reason, since }) => (
          <li key={`${phoneNumberId} ${reason}`}>
            {displayOf(phoneNumberId)}: {count}, {reasonWords[reason]}
            {compact ? '' : `, since ${relativeTime(since, nowMs)}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
