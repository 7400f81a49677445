import { messageDto, sendMessageRequest } from '@switchboard/contracts';
import { z } from 'zod';
import { ApiError } from '@/lib/apiError';
import { readSealed, writeSealed } from '@/lib/sealedStorage';
import { type OutboxItem, takenUp } from './state/outbox';

/** What was sent and has not reached the API, in this browser: for one person in one account, over a reload. */
export interface OutboxKeeper {
  /** What is kept, in the order of writing. */
  load: () => OutboxItem[];
  /** Keeps what is new or has changed, and forgets what is gone. */
  keep: (before: readonly OutboxItem[], after: readonly OutboxItem[]) => void;
  /** Calls back when another page of this browser has sent or discarded one. Returns what ends it. */
  onForgotten: (listener: (clientId: string) => void) => () => void;
}

/** The beginning of the keys under which it is kept; after it come account, person and message. */
const OUTBOX_PREFIX = 'switchboard:outbox:';

const keptItem = z.object({
  conversationId: z.string(),
  request: sendMessageRequest,
  state: z.enum(['waiting', 'failed']),
  /** What the API said when it refused it. */
  refusal: z.string().nullable(),
  message: messageDto,
});

function textOf({ conversationId, request, state, problem, message }: OutboxItem): string {
  const refusal = state === 'failed' ? (problem?.message ?? null) : null;
  return JSON.stringify({ conversationId, request, state: refusal === null ? 'waiting' : state, refusal, message });
}

function itemOf(text: string | null, nowMs: number): OutboxItem | null {
  try {
    const kept = keptItem.safeParse(JSON.parse(text ?? ''));
    if (!kept.success) return null;
    const { refusal, request, ...rest } = kept.data;
    // A reaction is a mark on another message, and never kept.
    if (request.type === 'reaction') return null;
    const problem = refusal === null ? null : new ApiError({ code: 'invalid_request', message: refusal });
    return takenUp({ ...rest, clientId: request.clientId, request, problem }, nowMs);
  } catch {
    return null;
  }
}

/** Each message sealed, under a key of its own: two pages of one browser never write over each other's. */
export function outboxKeeper(owner: string): OutboxKeeper {
  const prefix = `${OUTBOX_PREFIX}${owner}/`;
  const keyOf = ({ clientId }: OutboxItem) => prefix + clientId;
  return {
    load() {
      try {
        const storage = window.localStorage;
        const items = Object.keys(storage)
          .filter((key) => key.startsWith(prefix))
          .flatMap((key) => itemOf(readSealed(key), Date.now()) ?? []);
        return items.sort((a, b) => (a.message.sortKey < b.message.sortKey ? -1 : 1));
      } catch {
        // Switched off by the browser's settings: kept until the page is left.
        return [];
      }
    },
    keep(before, after) {
      const known = new Set(before);
      const left = new Set(after.map(({ clientId }) => clientId));
      try {
        for (const item of after) if (!known.has(item)) writeSealed(keyOf(item), textOf(item));
        for (const item of before) if (!left.has(item.clientId)) window.localStorage.removeItem(keyOf(item));
      } catch {
        // Full or switched off: kept until the page is left.
      }
    },
    onForgotten(listener) {
      const onStorage = ({ key, newValue }: StorageEvent) => {
        if (key?.startsWith(prefix) && newValue === null) listener(key.slice(prefix.length));
      };
      window.addEventListener('storage', onStorage);
      return () => window.removeEventListener('storage', onStorage);
    },
  };
}
