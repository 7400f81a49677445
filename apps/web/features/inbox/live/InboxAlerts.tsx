'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import { chatPath } from '@/lib/chatPath';
import { threadName } from '../customerWords';
import { useInboxStore, useUnreadConversations } from '../InboxProvider';
import { canNotify, newsIn, notificationWords, storedNotificationChoice } from './notifications';
import { titleWithUnread } from './unreadTitle';

const MAX_NOTIFIED = 5_000;

export function InboxAlerts() {
  useUnreadInTitle();
  useBrowserNotifications();
  return null;
}

function useUnreadInTitle(): void {
  const unread = useUnreadConversations();
  useEffect(() => {
    const show = () => {
      const title = titleWithUnread(document.title, unread);
      if (title !== document.title) document.title = title;
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      document.title = titleWithUnread(document.title, 0);
    };
  }, [unread]);
}

function useBrowserNotifications(): void {
  const store = useInboxStore();
  const router = useRouter();
  const notified = useRef(new Set<string>());
  const shown = useRef(new Map<string, Notification>());
  const show = useEffectEvent((messages: Parameters<typeof newsIn>[0]) => {
    for (const { id, deleted } of messages) if (deleted) shown.current.get(id)?.close();
    const news = newsIn(messages, notified.current, Date.now());
    // Older messages are no news, so the set may start anew.
    if (notified.current.size > MAX_NOTIFIED) notified.current.clear();
    for (const { id } of news) notified.current.add(id);
    const { on, showText } = storedNotificationChoice().get();
    if (!on || !document.hidden || !canNotify() || Notification.permission !== 'granted') return;
    for (const message of news) {
      const known = store.get().inbox.conversations.get(message.conversationId);
      const { title, body } = notificationWords(known ? threadName(known) : 'a customer', message, showText);
      try {
        // One notification for each conversation: a new one replaces the last.
        const notification = new Notification(title, { body, tag: message.conversationId, icon: '/icon.svg' });
        shown.current.set(message.id, notification);
        notification.onclose = () => shown.current.delete(message.id);
        notification.onclick = () => {
          window.focus();
          router.push(chatPath(message.conversationId));
          notification.close();
        };
      } catch {
        // Phone browsers have the class and refuse to construct it.
      }
    }
  });
  useEffect(() => store.onMessages((messages) => show(messages)), [store]);
}
