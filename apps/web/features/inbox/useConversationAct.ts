'use client';

import type { ConversationDto } from '@switchboard/contracts';
import { useCallback } from 'react';
import { toast } from 'sonner';
import { asApiError, readMessage } from '@/lib/apiError';
import { useInboxStore } from './InboxProvider';

/**
 * Changes a conversation: what the API answers is shown at once, a refusal in a toast.
 * @returns the conversation as it is then; null when it was refused.
 */
export function useConversationAct(): (ask: () => Promise<ConversationDto>) => Promise<ConversationDto | null> {
  const store = useInboxStore();
  return useCallback(
    async (ask) => {
      try {
        const conversation = await ask();
        store.happen({ type: 'conversation', conversation });
        return conversation;
      } catch (thrown) {
        toast.error(readMessage(asApiError(thrown)));
        return null;
      }
    },
    [store],
  );
}
