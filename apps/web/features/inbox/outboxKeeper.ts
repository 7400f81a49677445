import { messageDto, sendMessageRequest } from '@switchboard/contracts';
import { z } from 'zod';
import { ApiError } from '@/lib/apiError';
import { readSealed, writeSealed } from '@/lib/sealedStorage';
import { type OutboxItem, takenUp } from './state/outbox';

/** Messages that have not reached the API, stored in this browser for one person in one account. */
export interface OutboxKeeper {
  load: () => OutboxItem[];
  /** Stores what is new or changed, and forgets what is gone. */
  keep: (before: readonly OutboxItem[], after: readonly OutboxItem[]) => void;
  /** Calls back when another tab has sent or discarded one. Returns the unsubscribe function. */
  onForgotten: (listener: (clientId: string) => void) => () => void;
}

const OUTBOX_PREFIX = 'switchboard:outbox:';

const keptItem = z.object({
  conversationId: z.string(),
  request: sendMessageRequest,
  state: z.enum(['waiting', 'failed']),
  refusal: z.string().nullable(),
  message: messageDto,
});

function serializeItem({ conversationId, request, state, problem, message }: OutboxItem): string {
  const refusal = state === 'failed' ? (problem?.message ?? null) : null;
  return JSON.stringify({ conversationId, request, state: refusal === null ? 'waiting' : state, refusal, message });
}

function parseItem(text: string | null, nowMs: number): OutboxItem | null {
  try {
    const kept = keptItem.safeParse(JSON.parse(text ?? ''));
    if (!kept.success) return null;
    const { refusal, request, ...rest } = kept.data;
    // A reaction is a mark on another message and is never kept.
    if (request.type === 'reaction') return null;
    const problem = refusal === null ? null : new ApiError({ code: 'invalid_request', message: refusal });
    return takenUp({ ...rest, clientId: request.clientId, request, problem }, nowMs);
  } catch {
    return null;
  }
}

/** Seals each message under a key of its own, so that two tabs never overwrite each other's. */
export function outboxKeeper(owner: string): OutboxKeeper {
  const prefix = `${OUTBOX_PREFIX}${owner}/`;
  const toKey = ({ clientId }: OutboxItem) => prefix + clientId;
  return {
    load() {
      try {
        const storage = window.localStorage;
        const items = Object.keys(storage)
          .filter((key) => key.startsWith(prefix))
          .flatMap((key) => parseItem(readSealed(key), Date.now()) ?? []);
        return items.sort((a, b) => (a.message.sortKey < b.message.sortKey ? -1 : 1));
      } catch {
        // Storage is switched off: kept until the page is left.
        return [];
      }
    },
    keep(before, after) {
      const known = new Set(before);
      const left = new Set(after.map(({ clientId }) => clientId));
      try {
        for (const item of after) if (!known.has(item)) writeSealed(toKey(item), serializeItem(item));
        for (const item of before) if (!left.has(item.clientId)) window.localStorage.removeItem(toKey(item));
      } catch {
        // Storage is full or switched off: kept until the page is left.
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
