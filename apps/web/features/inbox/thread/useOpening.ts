'use client';

import type { MessageDto } from '@switchboard/contracts';
import { useEffect, useRef, useState } from 'react';
import { useInboxStore } from '../InboxProvider';
import { firstUnread } from './threadRows';

export interface Opening {
  /** The first unread message, at which the thread opens; it stays while messages are read. Null: the end. */
  firstNewId: string | null;
}

interface OpeningInput {
  conversationId: string;
  /** The latest messages; null while none are loaded. */
  messages: readonly MessageDto[] | null;
  unread: number | undefined;
  showAround: (messageId: string) => void;
}

/** Where a conversation opens. Null until that is known: nothing is shown before, so that nothing counts as read. */
export function useOpening({ conversationId, messages, unread, showAround }: OpeningInput): Opening | null {
  const store = useInboxStore();
  const [opening, setOpening] = useState<Opening | null>(null);
  const asking = useRef<Promise<string | null> | null>(null);
  const isLoaded = opening === null && messages !== null && unread !== undefined;
  const firstNewId = isLoaded ? firstUnread(messages, unread) : null;
  if (isLoaded && (unread === 0 || firstNewId !== null)) setOpening({ firstNewId });

  const isFurtherUp = isLoaded && unread > 0 && firstNewId === null;
  useEffect(() => {
    if (!isFurtherUp) return;
    let isOver = false;
    asking.current ??= store.loadUnread(conversationId);
    void asking.current.then((id) => {
      if (isOver) return;
      if (id !== null) showAround(id);
      setOpening({ firstNewId: id });
    });
    return () => {
      isOver = true;
    };
  }, [isFurtherUp, store, conversationId, showAround]);
  return opening;
}
