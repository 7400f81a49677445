'use client';

import type { NumberDto } from '@switchboard/contracts';
import { Inbox, MessageCircleDashed, SearchX } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { useWide } from '@/lib/useWide';
import { FirstMessage } from '../FirstMessage';
import { useUnreadConversations } from '../InboxProvider';
import { NotificationMenu } from '../live/NotificationMenu';
import { QuarantineNotice } from '../notices/QuarantineNotice';
import { firstChoice, useListChoice } from '../remembered';
import { type ListFilter, nothingWords } from '../state/conversationList';
import { ConversationRows } from './ConversationRows';
import { ListControls } from './ListControls';
import { UnreadBadge } from './UnreadBadge';
import { useConversationList } from './useConversationList';

const SEARCH_AFTER_MS = 300;
const noNumbers: ReadonlyMap<string, NumberDto> = new Map();

interface ConversationPaneProps {
  numbers: readonly NumberDto[];
  openId: string | null;
  onOpen: (conversationId: string) => void;
}

export function ConversationPane({ numbers, openId, onOpen }: ConversationPaneProps) {
  const [choice, setChoice] = useListChoice();
  const [search, setSearch] = useState('');
  const searched = useSettled(search.trim(), SEARCH_AFTER_MS);
  // A remembered number may have been disconnected.
  const phoneNumberId = numbers.some((number) => number.phoneNumberId === choice.phoneNumberId)
    ? choice.phoneNumberId
    : null;
  const filter = useMemo<ListFilter>(
    () => ({ ...choice, phoneNumberId, search: searched }),
    [choice, phoneNumberId, searched],
  );
  const list = useConversationList(filter, openId);
  const unread = useUnreadConversations();
  const byId = useMemo(
    () => (numbers.length > 1 ? new Map(numbers.map((number) => [number.phoneNumberId, number])) : noNumbers),
    [numbers],
  );
  const showAll = () => {
    setSearch('');
    setChoice(firstChoice);
  };
  return (
    <section aria-labelledby="inbox-title" className="flex h-full min-h-0 flex-col bg-surface">
      <header className="flex h-14 shrink-0 items-center gap-2 pr-2.5 pl-4">
        <h1 id="inbox-title" className="font-semibold text-ink text-lg">
          Inbox
        </h1>
        <UnreadBadge count={unread} things="unread conversations" />
        <span className="ml-auto">
          <NotificationMenu />
        </span>
      </header>
      <ListControls
        search={search}
        onSearch={setSearch}
        choice={{ ...choice, phoneNumberId }}
        onChoice={setChoice}
        numbers={numbers}
      />
      <QuarantineNotice compact className="m-3" />
      {list.state === 'loading' ? (
        <RowSkeletons />
      ) : list.state === 'failed' ? (
        <div className="p-4">
          <ErrorNotice error={list.error} title="The conversations could not be loaded" onRetry={list.again} />
        </div>
      ) : list.rows.length === 0 ? (
        <NothingToShow filter={filter} numbers={numbers} onShowAll={showAll} />
      ) : (
        <ConversationRows
          isStale={list.isStale}
          rows={list.rows}
          numbers={byId}
          openId={openId}
          onOpen={onOpen}
          hasMore={list.hasMore}
          more={list.more}
          onMore={list.loadMore}
        />
      )}
      <p role="status" className="sr-only">
        {list.state === 'ready' && !list.isStale && searched !== '' ? `${list.rows.length} conversations found` : ''}
      </p>
    </section>
  );
}

/** A value once it has been stable for a while; an empty one at once. */
function useSettled(value: string, afterMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === '' ? 0 : afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

function RowSkeletons() {
  return (
    <div role="status" className="min-h-0 flex-1 overflow-hidden">
      <span className="sr-only">Loading the conversations</span>
      {[70, 45, 85, 60, 50, 75, 40].map((width) => (
        <div key={width} className="flex gap-3 border-line/70 border-b px-4 py-3.5">
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <div className="flex-1 space-y-2 py-1">
            <Skeleton className="h-3.5 w-32" />
            <div style={{ width: `${width}%` }}>
              <Skeleton className="h-3 w-full" />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}

interface NothingToShowProps {
  filter: ListFilter;
  numbers: readonly NumberDto[];
  onShowAll: () => void;
}

function NothingToShow({ filter, numbers, onShowAll }: NothingToShowProps) {
  const wide = useWide();
  const all = (
    <Button size="sm" onClick={onShowAll}>
      Show all conversations
    </Button>
  );
  if (filter.search !== '') {
    return (
      <Empty icon={SearchX} title="Nothing found" action={all}>
        No name, number or message has “<Foreign text={filter.search} />” in it.
      </Empty>
    );
  }
  const words = nothingWords(filter);
  if (words) {
    return (
      <Empty icon={Inbox} title={words.title} action={all}>
        {words.text}
      </Empty>
    );
  }
  if (filter.phoneNumberId === null && !wide) return <FirstMessage numbers={numbers} />;
  return (
    <Empty icon={MessageCircleDashed} title="No conversation yet" action={filter.phoneNumberId === null ? null : all}>
      When a customer writes to your number, the conversation appears here by itself.
    </Empty>
  );
}

interface EmptyProps {
  icon: typeof Inbox;
  title: string;
  children: ReactNode;
  action: ReactNode;
}

function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center px-8 pb-16 text-center">
      <Icon aria-hidden="true" className="size-8 text-muted" strokeWidth={1.5} />
      <p className="mt-3 font-semibold text-ink text-sm">{title}</p>
      <p className="mt-1 break-words text-muted text-sm [overflow-wrap:anywhere]">{children}</p>
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}
