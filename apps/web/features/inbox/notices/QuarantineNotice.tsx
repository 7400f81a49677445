'use client';

import type { NotUnderstood, QuarantineReason, QuarantineReply } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { toast } from 'sonner';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { useAccountEvent } from '@/features/realtime/RealtimeProvider';
import { useStatus } from '@/features/status/useStatus';
import { asApiError, readMessage } from '@/lib/apiError';
import { cn } from '@/lib/cn';
import { formatCount } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { STATUS_PATH } from '@/lib/statusPath';
import { relativeTime } from '@/lib/time';
import { useNow } from '@/lib/useNow';
import { useMay } from '@/lib/useSession';
import { loadQuarantine, replayQuarantine } from '../inboxApi';
import { isAboutMessages, unclearTitle, unclearWords, waitingForNumbers } from './notUnderstoodWords';

const reasonWords: Record<QuarantineReason, string> = {
  number_unknown: 'not connected here yet',
  number_disconnected: 'disconnected',
  number_paused: 'paused',
  not_json: 'not readable',
  not_understood: 'not understood yet',
};

/** Everything waits because people paused numbers: only resuming helps. */
const isPausedOnly = (numbers: QuarantineReply['numbers']): boolean =>
  numbers.length > 0 && numbers.every(({ reason }) => reason === 'number_paused');

export function waitingTitle({ waiting, numbers }: Pick<QuarantineReply, 'waiting' | 'numbers'>): string {
  const message = formatCount(waiting, 'message');
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

/** What Meta delivered and no conversation could take. Nothing of it is lost. */
export function QuarantineNotice({ compact = false, className }: { compact?: boolean; className?: string }) {
  const mayRead = useMay('quarantine.read');
  const queryClient = useQueryClient();
  const status = useStatus();
  const quarantine = useQuery({
    queryKey: queryKeys.quarantine,
    queryFn: ({ signal }) => loadQuarantine(signal),
    enabled: mayRead,
    refetchInterval: 60_000,
  });
  // A number that is connected again may have taken its messages along.
  useAccountEvent('numbers:changed', () => {
    if (mayRead) void quarantine.refetch();
  });
  const replay = useMutation({
    mutationFn: replayQuarantine,
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeys.quarantine, reply);
      if (reply.replayed > 0) toast.success(`${formatCount(reply.replayed, 'message')} put in place`);
      else if (waitingForNumbers(reply).waiting > 0) {
        toast.info('Nothing could be put in place yet. Connect the number first.');
      } else toast.info('This Switchboard still does not understand it. Try again after an update.');
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  if (!mayRead || !quarantine.data) return null;
  const findDisplay = (phoneNumberId: string) =>
    status.data?.phoneNumbers.find((number) => number.phoneNumberId === phoneNumberId)?.displayPhone ??
    `Number ${phoneNumberId}`;
  const waiting = waitingForNumbers(quarantine.data);
  const all = quarantine.data.notUnderstood ?? [];
  const unclear = compact ? all.filter(isAboutMessages) : all;
  const look = cn(compact && 'p-3 sm:p-3.5', className);
  const again = { pending: replay.isPending, onPress: () => replay.mutate() };
  return (
    <>
      {waiting.waiting > 0 ? <WaitingNotice {...{ ...waiting, compact, findDisplay, again }} className={look} /> : null}
      {unclear.length > 0 ? <UnclearNotice {...{ unclear, compact, findDisplay, again }} className={look} /> : null}
    </>
  );
}

interface NoticeProps {
  compact: boolean;
  className: string;
  findDisplay: (phoneNumberId: string) => string;
  again: { pending: boolean; onPress: () => void };
}

type WaitingNoticeProps = NoticeProps & Pick<QuarantineReply, 'waiting' | 'numbers'>;

function WaitingNotice({ waiting, numbers, compact, className, findDisplay, again }: WaitingNoticeProps) {
  const nowMs = useNow();
  const paused = isPausedOnly(numbers);
  return (
    <Notice
      tone={paused ? 'info' : 'warn'}
      title={waitingTitle({ waiting, numbers })}
      className={className}
      actions={
        paused ? (
          <Button asChild size="sm">
            <Link href={STATUS_PATH}>Go to the number</Link>
          </Button>
        ) : (
          <>
            <Button size="sm" pending={again.pending} pendingLabel="Putting them…" onClick={again.onPress}>
              Put them in their place
            </Button>
            <Button asChild size="sm" variant="ghost">
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
        {numbers.map(({ phoneNumberId, waiting: count, reason, since }) => (
          <li key={`${phoneNumberId} ${reason}`}>
            {findDisplay(phoneNumberId)}: {count}, {reasonWords[reason]}
            {compact ? '' : `, since ${relativeTime(since, nowMs)}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Deliveries that this version cannot read, counted by what is known of them. A newer one may. */
function UnclearNotice({
  unclear,
  compact,
  className,
  findDisplay,
  again,
}: NoticeProps & { unclear: NotUnderstood[] }) {
  const nowMs = useNow();
  return (
    <Notice
      tone="info"
      title={unclearTitle(unclear)}
      className={className}
      actions={
        <Button size="sm" pending={again.pending} pendingLabel="Reading…" onClick={again.onPress}>
          Read them again
        </Button>
      }
    >
      <p>
        {unclear.some(isAboutMessages) ? 'Something that a customer wrote may be missing. ' : ''}
        {compact ? '' : 'It is kept, and can be read again after an update of Switchboard.'}
      </p>
      <ul className="num space-y-0.5 [overflow-wrap:anywhere]">
        {unclear.map((one) => (
          <li key={JSON.stringify([one.phoneNumberId, one.field, one.type, one.why])}>
            {one.phoneNumberId === null ? 'WhatsApp account' : findDisplay(one.phoneNumberId)}:{' '}
            <Foreign text={unclearWords(one)} />
            {compact ? '' : `, since ${relativeTime(one.since, nowMs)}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
