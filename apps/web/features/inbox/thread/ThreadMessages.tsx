import { useCallback, useMemo, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Skeleton } from '@/components/ui/Skeleton';
import { MessageList } from './MessageList';
import { threadRows } from './threadRows';
import { useMarkRead } from './useMarkRead';
import { useOpening } from './useOpening';
import type { ShownThread } from './useThread';

interface ThreadMessagesProps {
  conversationId: string;
  thread: ShownThread;
  unread: number | undefined;
  customer: string;
  myUserId: string;
}

/** The messages of a thread from where it opens, while they load and when loading failed. */
export function ThreadMessages({ conversationId, thread, unread, customer, myUserId }: ThreadMessagesProps) {
  const { messages, stretch, isLatest, showAround } = thread;
  const [seesEnd, setSeesEnd] = useState(false);
  const opening = useOpening({ conversationId, messages: stretch ? messages : null, unread, showAround });
  const firstNewId = opening?.firstNewId ?? null;
  const rows = useMemo(() => threadRows(messages, firstNewId), [messages, firstNewId]);
  const onSeen = useMarkRead(conversationId, { messages, isLatest, seesEnd: seesEnd && opening !== null });
  const onEnd = useCallback((atEnd: boolean) => setSeesEnd(atEnd), []);
  if (stretch === undefined || opening === null) {
    if (thread.load?.state !== 'failed') return <MessageSkeletons />;
    return (
      <div className="flex-1 p-4 sm:p-6">
        <ErrorNotice error={thread.load.error} title="The messages could not be loaded" onRetry={thread.again} />
      </div>
    );
  }
  return (
    <MessageList
      rows={rows}
      outbox={thread.outbox}
      customer={customer}
      myUserId={myUserId}
      isLatest={isLatest}
      older={{ has: stretch.nextBefore !== null, state: thread.older?.state ?? 'idle', load: thread.loadOlder }}
      newer={{ state: thread.newer?.state ?? 'idle', load: thread.loadNewer }}
      jump={thread.jump}
      beginsAt={firstNewId}
      unread={unread ?? 0}
      onToLatest={thread.toLatest}
      onEnd={onEnd}
      onSeen={onSeen}
    />
  );
}

function MessageSkeletons() {
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col justify-end gap-3 overflow-hidden px-5 pb-4">
      <span className="sr-only">Loading the messages</span>
      <Skeleton className="h-12 w-56 rounded-2xl" />
      <Skeleton className="h-16 w-72 rounded-2xl" />
      <Skeleton className="h-12 w-64 self-end rounded-2xl" />
      <Skeleton className="h-10 w-40 rounded-2xl" />
      <Skeleton className="h-20 w-72 self-end rounded-2xl" />
    </div>
  );
}
