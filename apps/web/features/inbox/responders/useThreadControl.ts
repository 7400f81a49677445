import type { ThreadControlRequest } from '@switchboard/contracts';
import { useState } from 'react';
import { type ApiError, asApiError } from '@/lib/apiError';
import { useInboxStore } from '../InboxProvider';
import { controlThread } from '../inboxApi';

type Action = ThreadControlRequest['action'];

export interface ThreadControl {
  pending: Action | null;
  problem: ApiError | null;
  press: (action: Action) => void;
  forget: () => void;
}

export function useThreadControl(conversationId: string): ThreadControl {
  const store = useInboxStore();
  const [pending, setPending] = useState<Action | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const press = async (action: Action) => {
    if (pending !== null) return;
    setPending(action);
    setProblem(null);
    try {
      store.happen({ type: 'conversation', conversation: await controlThread(conversationId, action) });
    } catch (thrown) {
      setProblem(asApiError(thrown));
    }
    setPending(null);
  };
  return { pending, problem, press: (action) => void press(action), forget: () => setProblem(null) };
}
