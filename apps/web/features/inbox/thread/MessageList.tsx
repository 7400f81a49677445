'use client';

import { ArrowDown } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Spinner } from '@/components/ui/Spinner';
import { cn } from '@/lib/cn';
import { formatCount } from '@/lib/numberWords';
import type { OutboxItem } from '../state/outbox';
import { MessageRow } from './MessageRow';
import type { ThreadRow } from './threadRows';
import { useNear, useThreadScroll } from './useThreadScroll';

/** A message to scroll to; a new object each time, even for one message. */
export interface Jump {
  messageId: string;
}

interface MessageListProps {
  rows: readonly ThreadRow[];
  outbox: readonly OutboxItem[];
  customer: string;
  myUserId: string;
  isLatest: boolean;
  older: { has: boolean; state: 'idle' | 'loading' | 'failed'; load: () => void };
  newer: { state: 'idle' | 'loading' | 'failed'; load: () => void };
  jump: Jump | null;
  /** The message at which the thread opens; null: its end. It never changes. */
  beginsAt: string | null;
  unread: number;
  onToLatest: () => void;
  onEnd: (atEnd: boolean) => void;
  /** Called with the last visible message; the function never changes. */
  onSeen: (messageId: string | null) => void;
}

const FLASH_MS = 1_400;
/** Above the first unread message, so that the end of what was read stays visible. */
const ABOVE_FIRST_PX = 56;

export function MessageList(props: MessageListProps) {
  const { rows, outbox, isLatest, older, newer, jump, beginsAt, unread, onToLatest, onEnd, onSeen } = props;
  const { scroller, list, atEnd, onScroll, onClickCapture, toEnd } = useThreadScroll({
    beginsWithin: beginsAt !== null,
    onSeen,
  });
  useBeginAt(beginsAt, scroller);
  const flashId = useJump(jump, scroller);
  const seesEnd = atEnd && isLatest;
  useEffect(() => onEnd(seesEnd), [onEnd, seesEnd]);
  const below = useNewBelow(rows, seesEnd);
  const pill = Math.max(below, unread);
  useEndAfterSending(rows, isLatest, toEnd);
  const unsent = useMemo(() => new Map(outbox.map((item) => [item.clientId, item])), [outbox]);
  const first = rows[0]?.rowKey;
  const last = rows.at(-1)?.rowKey;
  const olderMark = useNear(scroller, older.has && older.state === 'idle' ? older.load : null, first);
  const newerMark = useNear(scroller, !isLatest && newer.state === 'idle' ? newer.load : null, last);
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Thread"
        onScroll={onScroll}
        onClickCapture={onClickCapture}
        className="flex h-full flex-col-reverse overflow-y-auto overflow-x-hidden overscroll-contain [overflow-anchor:none] focus-visible:outline-offset-[-3px]"
      >
        {/* Pushes a short thread up to the top. */}
        <div className="mb-auto">
          <div ref={olderMark} className="flex h-9 items-center justify-center text-muted text-xs">
            {older.state === 'loading' ? (
              <span className="flex items-center gap-2">
                <Spinner className="size-3.5" /> Loading older messages
              </span>
            ) : older.state === 'failed' ? (
              <Button size="sm" variant="ghost" onClick={older.load}>
                Older messages could not be loaded. Try again
              </Button>
            ) : older.has ? null : (
              'The beginning of this conversation'
            )}
          </div>
          <ol ref={list} aria-label="Messages" className="pb-4">
            {rows.map((row) => (
              <MessageRow
                {...row}
                key={row.rowKey}
                customer={props.customer}
                myUserId={props.myUserId}
                unsent={row.message.clientId === null ? null : (unsent.get(row.message.clientId) ?? null)}
                isFlashing={row.message.id === flashId}
              />
            ))}
          </ol>
          {isLatest ? null : (
            <div ref={newerMark} className="flex h-10 items-center justify-center text-muted text-xs">
              {newer.state === 'failed' ? (
                <Button size="sm" variant="ghost" onClick={newer.load}>
                  Later messages could not be loaded. Try again
                </Button>
              ) : (
                <Spinner className="size-3.5" />
              )}
            </div>
          )}
        </div>
      </section>
      {seesEnd ? null : (
        <button
          type="button"
          onClick={() => {
            onToLatest();
            toEnd();
          }}
          className={cn(
            'absolute right-4 bottom-3 z-10 flex h-9 items-center gap-2 rounded-full border px-3 font-medium text-sm shadow-lifted',
            pill > 0
              ? 'border-transparent bg-accent text-on-accent hover:bg-accent-strong'
              : 'border-line bg-surface text-muted hover:text-ink',
          )}
        >
          <ArrowDown aria-hidden="true" className="size-4" />
          {pill > 0 ? formatCount(pill, 'new message') : <span className="sr-only">To the latest message</span>}
        </button>
      )}
    </div>
  );
}

function useJump(jump: Jump | null, scroller: RefObject<HTMLElement | null>): string | null {
  const [flashId, setFlashId] = useState<string | null>(null);
  useEffect(() => {
    if (!jump) return;
    const show = () =>
      scroller.current
        ?.querySelector(`[data-message="${CSS.escape(jump.messageId)}"]`)
        ?.scrollIntoView({ block: 'center' });
    show();
    // Rows get their real height only when they come into view.
    const frame = requestAnimationFrame(show);
    setFlashId(jump.messageId);
    const timer = setTimeout(() => setFlashId(null), FLASH_MS);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [jump, scroller]);
  return flashId;
}

function useBeginAt(messageId: string | null, scroller: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    if (messageId === null) return;
    const show = () => {
      const box = scroller.current;
      const row = box?.querySelector(`[data-message="${CSS.escape(messageId)}"]`);
      if (box && row)
        box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - ABOVE_FIRST_PX;
    };
    show();
    // Rows get their real height only when they come into view.
    const frame = requestAnimationFrame(show);
    return () => cancelAnimationFrame(frame);
  }, [messageId, scroller]);
}

/** How many messages of the customer came since the end of the thread was last visible. */
function useNewBelow(rows: readonly ThreadRow[], seesEnd: boolean): number {
  const [seenKey, setSeenKey] = useState<string | undefined>(rows.at(-1)?.rowKey);
  const last = rows.at(-1)?.rowKey;
  if (seesEnd && seenKey !== last) setSeenKey(last);
  if (seesEnd) return 0;
  const seenAt = rows.findIndex(({ rowKey }) => rowKey === seenKey);
  return seenAt < 0 ? 0 : rows.slice(seenAt + 1).filter(({ message }) => message.direction === 'in').length;
}

/** Scrolls to the end when the person sends something. */
function useEndAfterSending(rows: readonly ThreadRow[], isLatest: boolean, toEnd: () => void): void {
  const last = rows.at(-1)?.message;
  const before = useRef(last?.id);
  const call = useRef(toEnd);
  useEffect(() => {
    call.current = toEnd;
  });
  useEffect(() => {
    if (before.current === last?.id) return;
    before.current = last?.id;
    if (isLatest && last?.id.startsWith('new_')) call.current();
  }, [last?.id, isLatest]);
}
