'use client';

import type { MessageDto } from '@switchboard/contracts';
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useConversation, useInboxStore } from '../InboxProvider';
import { markRead } from '../inboxApi';
import { filterIncoming, readBySeeing } from './threadRows';

function subscribeVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

const useVisible = (): boolean =>
  useSyncExternalStore(
    subscribeVisibility,
    () => document.visibilityState === 'visible',
    () => true,
  );

/** The least time between two reports while somebody scrolls. */
const REPORT_EVERY_MS = 700;

interface Shown {
  messages: readonly MessageDto[];
  isLatest: boolean;
  seesEnd: boolean;
}

/**
 * Reports to the API what was read while the page is visible: what has been seen, and everything once the end has been.
 * @returns A function to call with the last visible message.
 */
export function useMarkRead(conversationId: string, shown: Shown): (messageId: string | null) => void {
  const store = useInboxStore();
  const visible = useVisible();
  const unread = useConversation(conversationId)?.unread ?? 0;
  useMarkAllRead(conversationId, shown, visible, unread);

  const now = useRef({ ...shown, visible, unread });
  useEffect(() => {
    now.current = { ...shown, visible, unread };
  });
  const seenId = useRef<string | null>(null);
  /** Sort key of the last reported message. */
  const reportedTo = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const report = useCallback(() => {
    timer.current = undefined;
    const { messages, isLatest, seesEnd } = now.current;
    if (!now.current.visible || seesEnd) return;
    const upTo = readBySeeing(messages, { seenId: seenId.current, unread: now.current.unread, isLatest });
    if (upTo === null || upTo.sortKey <= reportedTo.current) return;
    reportedTo.current = upTo.sortKey;
    markRead(conversationId, upTo.id).then(
      (conversation) => store.happen({ type: 'conversation', conversation }),
      () => {
        // Reported again with the next message that comes into view.
        reportedTo.current = '';
      },
    );
  }, [store, conversationId]);
  const reportSoon = useCallback(() => {
    timer.current ??= setTimeout(report, REPORT_EVERY_MS);
  }, [report]);
  useEffect(() => {
    if (visible) reportSoon();
  }, [visible, reportSoon]);
  useEffect(
    () => () => {
      if (timer.current === undefined) return;
      clearTimeout(timer.current);
      report();
    },
    [report],
  );
  return useCallback(
    (messageId) => {
      if (messageId === seenId.current) return;
      seenId.current = messageId;
      reportSoon();
    },
    [reportSoon],
  );
}

/** Marks everything as read when the end of the thread is visible. */
function useMarkAllRead(
  conversationId: string,
  { messages, isLatest, seesEnd }: Shown,
  visible: boolean,
  unread: number,
): void {
  const store = useInboxStore();
  const reported = useRef<string | null>(null);
  const placed = filterIncoming(messages);
  const upTo = placed.at(-1)?.id;
  const incoming = placed.length;
  const latest = useRef(upTo);
  useEffect(() => {
    latest.current = upTo;
  }, [upTo]);
  useEffect(() => {
    if (!visible || !seesEnd || !isLatest || upTo === undefined || unread === 0) return;
    // A late message may stand above the last one and leave it the last: then only the count changes. Marking an open
    // thread as unread by hand must not be undone by this.
    const saying = `${upTo} ${incoming}`;
    if (reported.current === saying) return;
    reported.current = saying;
    store.happen({ type: 'read_here', conversationId });
    const report = async () => {
      const conversation = await markRead(conversationId, upTo);
      // The API counts by arrival. Late messages are visible as well, so nothing is left unread.
      const lateOnes = conversation.unread > 0 && latest.current === upTo;
      store.happen({ type: 'conversation', conversation: lateOnes ? await markRead(conversationId) : conversation });
    };
    report().catch(() => {
      // Reported again with the next message, or when the conversation is opened again.
      reported.current = null;
    });
  }, [visible, seesEnd, isLatest, upTo, incoming, unread, store, conversationId]);
}
