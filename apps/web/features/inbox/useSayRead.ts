'use client';

import { useCallback } from 'react';
import { toast } from 'sonner';
import { markRead, markUnread } from './inboxApi';
import { useConversationAct } from './useConversationAct';

/** Marks a conversation as read or unread by hand. @returns whether it succeeded. */
export function useSayRead(): (conversationId: string, read: boolean) => Promise<boolean> {
  const act = useConversationAct();
  return useCallback(
    async (conversationId, read) => {
      const conversation = await act(() => (read ? markRead(conversationId) : markUnread(conversationId)));
      if (conversation === null) return false;
      const isSo = read === (conversation.unread === 0);
      if (!isSo && !read) toast.info('No customer has written here, so there is nothing to mark as unread.');
      return isSo;
    },
    [act],
  );
}
