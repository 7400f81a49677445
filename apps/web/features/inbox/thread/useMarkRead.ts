'use client';

import type { MessageDto } from '@switchboard/contracts';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useConversation, useInboxStore } from '../InboxProvider';
import { markRead } from '../inboxApi';
import { incomingOf } from './threadRows';

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

/**
 * Tells the API what was read: everything up to the last message of the customer, when the end of the thread is in
 * sight and so is the page.
 */
export function useMarkRead(conversationId: string, messages: readonly MessageDto[], seesEnd: boolean): void {
  const store = useInboxStore();
  const visible = useVisible();
  const unread = useConversation(conversationId)?.unread ?? 0;
  const told = useRef<string | null>(null);
  const placed = incomingOf(messages);
  const upTo = placed.at(-1)?.id;
  const incoming = placed.length;
  const latest = useRef(upTo);
  useEffect(() => {
    latest.current = upTo;
  }, [upTo]);
  useEffect(() => {
    if (!visible || !seesEnd || upTo === undefined || unread === 0) return;
    // A message may come late and stand above the last one: then there is one more, and the last is the same.
    const saying = `${upTo} ${incoming}`;
    if (told.current === saying) return;
    told.current = saying;
    store.happen({ type: 'read_here', conversationId });
    const tell = async () => {
      const conversation = await markRead(conversationId, upTo);
      // The API counts by arrival. What came late is in sight as well, so nothing is left unread.
      const lateOnes = conversation.unread > 0 && latest.current === upTo;
      store.happen({ type: 'conversation', conversation: lateOnes ? await markRead(conversationId) : conversation });
    };
    tell().catch(() => {
      // Said again with the next message, or when the conversation is opened the next time.
      told.current = null;
    });
  }, [visible, seesEnd, upTo, incoming, unread, store, conversationId]);
}
