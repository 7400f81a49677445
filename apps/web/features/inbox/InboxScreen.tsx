'use client';

import { conversationId as conversationIdSchema } from '@switchboard/contracts';
import { MessagesSquare } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { ConnectIntro } from '@/features/metaLogin/ConnectIntro';
import { useStatus } from '@/features/status/useStatus';
import { chatPath } from '@/lib/chatPath';
import { cn } from '@/lib/cn';
import { useWide } from '@/lib/useWide';
import { FirstMessage } from './FirstMessage';
import { useInbox } from './InboxProvider';
import { ConversationPane } from './list/ConversationPane';
import { ThreadPane } from './thread/ThreadPane';

const noNumbers: never[] = [];

/**
 * The conversations beside the open one; on phones one or the other. The address says which one is open, so that
 * reload, Back and a link work.
 */
export function InboxScreen() {
  const status = useStatus();
  const wide = useWide();
  const params = useSearchParams();
  const asked = conversationIdSchema.safeParse(params.get('conversation'));
  const askedId = asked.success ? asked.data : null;
  const mergedInto = useInbox(({ inbox }) => inbox.mergedInto);
  const openId = askedId === null ? null : (mergedInto.get(askedId) ?? askedId);
  const paneKey = usePaneKey(openId, mergedInto);
  useEffect(() => {
    // The conversation became part of another: the page continues in that one.
    if (openId !== null && openId !== askedId) window.history.replaceState(window.history.state, '', chatPath(openId));
  }, [openId, askedId]);
  const isEmpty = useInbox(({ inbox }) => inbox.conversations.size === 0 && inbox.lists.size > 0);
  // Without the router, because the page stays and only its content changes.
  const open = useCallback((conversationId: string) => {
    window.history.pushState({ fromList: true }, '', chatPath(conversationId));
  }, []);
  const close = useCallback(() => {
    const cameFromList = (window.history.state as { fromList?: boolean } | null)?.fromList === true;
    if (cameFromList && !wide) window.history.back();
    else window.history.pushState(null, '', chatPath(null));
    focusRow(openId);
  }, [openId, wide]);

  const numbers = status.data?.phoneNumbers;
  if (status.data?.phoneNumbers.length === 0 && isEmpty) {
    return (
      <div className="h-full overflow-y-auto px-4 py-7 sm:px-8 sm:py-10">
        <div className="mx-auto max-w-4xl">
          <h1 className="mb-1.5 font-semibold text-[1.625rem] text-ink leading-tight">Inbox</h1>
          <p className="mb-7 text-muted">Your customers’ messages appear here once a number is connected.</p>
          <ConnectIntro status={status.data} />
        </div>
      </div>
    );
  }
  return (
    <div className="grid h-full grid-rows-[minmax(0,1fr)] lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[24rem_minmax(0,1fr)]">
      <div className={cn('min-h-0 min-w-0 border-line lg:border-r', openId !== null && 'hidden lg:block')}>
        <ConversationPane numbers={numbers ?? noNumbers} openId={openId} onOpen={open} />
      </div>
      <div className={cn('min-h-0 min-w-0', openId === null && 'hidden lg:block')}>
        {openId !== null ? (
          <ThreadPane key={paneKey} conversationId={openId} numbers={numbers ?? null} onClose={close} />
        ) : status.isError && !status.data ? (
          <div className="p-6">
            <ErrorNotice error={status.error} onRetry={() => status.refetch()} retrying={status.isFetching} />
          </div>
        ) : isEmpty && numbers ? (
          <FirstMessage numbers={numbers} />
        ) : (
          <NothingOpen />
        )}
      </div>
    </div>
  );
}

/** The key of the thread pane. It stays when the conversation becomes part of another, so that a draft stays. */
function usePaneKey(openId: string | null, mergedInto: ReadonlyMap<string, string>): string | null {
  const [pane, setPane] = useState({ id: openId, key: openId });
  if (pane.id === openId) return pane.key;
  const isSame = pane.id !== null && mergedInto.get(pane.id) === openId;
  const next = { id: openId, key: isSame ? pane.key : openId };
  setPane(next);
  return next.key;
}

/** Returns the focus to the row of the conversation that was open. */
function focusRow(conversationId: string | null): void {
  if (conversationId === null) return;
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`a[data-conversation="${CSS.escape(conversationId)}"]`)?.focus();
  });
}

function NothingOpen() {
  return (
    <div className="flex h-full flex-col items-center justify-center px-8 text-center">
      <span className="flex size-14 items-center justify-center rounded-full bg-accent-soft text-accent-strong">
        <MessagesSquare aria-hidden="true" className="size-6" />
      </span>
      <p className="mt-4 font-semibold text-ink">Choose a conversation</p>
      <p className="mt-1 max-w-sm text-muted text-sm">
        With the arrow keys, too: up and down to move, Enter to open, Escape to come back.
      </p>
    </div>
  );
}
