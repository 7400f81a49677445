'use client';

import type { ConversationDto, NumberDto } from '@switchboard/contracts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Spinner } from '@/components/ui/Spinner';
import { cn } from '@/lib/cn';
import { useDrafts } from '../remembered';
import { ConversationRow } from './ConversationRow';
import { ReadToggle } from './ReadToggle';

interface ConversationRowsProps {
  rows: readonly ConversationDto[];
  isStale: boolean;
  /** By id; empty when the account has one number. */
  numbers: ReadonlyMap<string, NumberDto>;
  openId: string | null;
  onOpen: (conversationId: string) => void;
  hasMore: boolean;
  more: 'idle' | 'loading' | 'failed';
  onMore: () => void;
}

const ROW_PX = 69;
const ROW_WITH_NUMBER_PX = 89;
const AHEAD_ROWS = 15;

/** The row that a key leads to; null for other keys. */
function findTarget(key: string, index: number, count: number): number | null {
  if (key === 'ArrowDown') return Math.min(index + 1, count - 1);
  if (key === 'ArrowUp') return Math.max(index - 1, 0);
  if (key === 'PageDown') return Math.min(index + 8, count - 1);
  if (key === 'PageUp') return Math.max(index - 8, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}

function focusRow(scroller: HTMLElement | null, id: string): boolean {
  const row = scroller?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(id)}"]`);
  row?.focus({ preventScroll: true });
  return Boolean(row);
}

export function ConversationRows(props: ConversationRowsProps) {
  const { rows, isStale, numbers, openId, onOpen, hasMore, more, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { drafts } = useDrafts();
  const [stopId, setStopId] = useState<string | null>(null);
  const rowPx = numbers.size > 0 ? ROW_WITH_NUMBER_PX : ROW_PX;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' height has changed
  useEffect(() => virtualizer.measure(), [rowPx, virtualizer]);

  const visible = virtualizer.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && more === 'idle' && lastVisible >= rows.length - AHEAD_ROWS) onMore();
  }, [hasMore, more, lastVisible, rows.length, onMore]);

  const stopIndex = rows.findIndex(({ id }) => id === (stopId ?? openId));
  const tabStop = rows[Math.max(stopIndex, 0)]?.id;
  const isStopDrawn = visible.some(({ index }) => rows[index]?.id === tabStop);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = (event.target as HTMLElement).closest('[data-conversation]');
    const index = rows.findIndex(({ id }) => id === row?.getAttribute('data-conversation'));
    const target = index < 0 ? null : findTarget(event.key, index, rows.length);
    const id = target === null ? undefined : rows[target]?.id;
    if (target === null || id === undefined) return;
    event.preventDefault();
    setStopId(id);
    virtualizer.scrollToIndex(target, { align: 'auto' });
    // Enter may be the next key and must open the row moved to, so the focus moves at once where it can.
    if (focusRow(scroller.current, id)) return;
    // A row far away is drawn after the scroll.
    requestAnimationFrame(() => focusRow(scroller.current, id));
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows in it are the controls; it only moves between them
    <div
      ref={scroller}
      onKeyDown={onKeyDown}
      className={cn('min-h-0 flex-1 overflow-y-auto overscroll-contain transition-opacity', isStale && 'opacity-60')}
    >
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one */}
      <ul role="list" aria-label="Conversations" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {visible.map(({ index, key, start, size }) => {
          const conversation = rows[index];
          if (!conversation) return null;
          return (
            <li
              key={key}
              aria-setsize={hasMore ? -1 : rows.length}
              aria-posinset={index + 1}
              className="group/row absolute inset-x-0 top-0"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <ConversationRow
                conversation={conversation}
                number={numbers.get(conversation.phoneNumberId) ?? null}
                draft={conversation.id === openId ? null : (drafts[conversation.id] ?? null)}
                isOpen={conversation.id === openId}
                isTabStop={isStopDrawn ? conversation.id === tabStop : index === visible[0]?.index}
                onOpen={onOpen}
              />
              <ReadToggle conversation={conversation} isTabStop={conversation.id === tabStop} />
            </li>
          );
        })}
      </ul>
      {more === 'loading' ? (
        <p className="flex items-center justify-center gap-2 py-4 text-muted text-sm">
          <Spinner /> Loading more
        </p>
      ) : more === 'failed' ? (
        <p className="flex items-center justify-center gap-3 py-4 text-muted text-sm">
          More could not be loaded.
          <Button size="sm" onClick={onMore}>
            Try again
          </Button>
        </p>
      ) : null}
    </div>
  );
}
