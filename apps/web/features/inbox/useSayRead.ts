'use client';

import { useCallback } from 'react';
import { toast } from 'sonner';
import { asApiError, messageOf } from '@/lib/apiError';
import { useInboxStore } from './InboxProvider';
import { markRead, markUnread } from './inboxApi';

/** Marks a conversation as read or unread by hand. @returns whether it succeeded. */
export function useSayRead(): (conversationId: string, read: boolean) => Promise<boolean> {
  const store = useInboxStore();
  return useCallback(
    async (conversationId, read) => {
      try {
        const conversation = await (read ? markRead(conversationId) : markUnread(conversationId));
        store.happen({ type: 'conversation', conversation });
        const isSo = read === (conversation.unread === 0);
        if (!isSo && !read) toast.info('No customer has written here, so there is nothing to mark as unread.');
        return isSo;
      } catch (thrown) {
        toast.error(messageOf(asApiError(thrown)));
        return false;
      }
    },
    [store],
  );
}
