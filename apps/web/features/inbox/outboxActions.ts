import type { MessageContent, MessageDto } from '@switchboard/contracts';
import { toast } from 'sonner';
import { asApiError, readMessage } from '@/lib/apiError';
import * as inboxApi from './inboxApi';
import { retryMessage, sendMessage } from './inboxApi';
import type { InboxStore } from './inboxStore';
import { isWorthWaiting, type OutboxItem, queuedMessage, type SendableRequest } from './state/outbox';

interface SendInput {
  store: InboxStore;
  conversationId: string;
  phoneNumberId: string;
  author: { userId: string; name: string };
  request: SendableRequest;
  content: MessageContent;
  replyTo: MessageDto['replyTo'];
}

function replaceItem(store: InboxStore, clientId: string, change: Partial<OutboxItem>): void {
  store.set({
    outbox: store.get().outbox.map((item) => (item.clientId === clientId ? { ...item, ...change } : item)),
  });
}

/**
 * Posts an item. One client id for all tries: the API stores one message.
 * @returns Whether there was an answer.
 */
async function post(store: InboxStore, { clientId, conversationId, request }: OutboxItem): Promise<boolean> {
  try {
    store.happen({ type: 'message', message: await sendMessage(conversationId, request) });
    // Also when its thread was left meanwhile.
    store.set({ outbox: store.get().outbox.filter((item) => item.clientId !== clientId) });
    return true;
  } catch (thrown) {
    const problem = asApiError(thrown);
    if (isWorthWaiting(problem)) return false;
    replaceItem(store, clientId, { state: 'failed', problem });
    return true;
  }
}

/** Conversations whose messages are being sent: one at a time, so that they arrive in order. */
const underWay = new WeakMap<InboxStore, Set<string>>();

async function sendInOrder(store: InboxStore, busy: Set<string>, conversationId: string): Promise<void> {
  busy.add(conversationId);
  const isNext = (item: OutboxItem) => item.conversationId === conversationId && item.state !== 'failed';
  let isReached = true;
  for (;;) {
    const next = store.isOpen && isReached ? store.get().outbox.find(isNext) : undefined;
    if (!next) break;
    isReached = await post(store, next);
  }
  busy.delete(conversationId);
  if (!store.isOpen) return;
  // The conversation may have become part of another, where the rest waits.
  if (isReached) return sendWaiting(store);
  const waits = (item: OutboxItem): OutboxItem => (isNext(item) ? { ...item, state: 'waiting' } : item);
  store.set({ outbox: store.get().outbox.map(waits) });
}

/** Sends what has not reached the API. Call it whenever that may have become possible. */
export function sendWaiting(store: InboxStore): void {
  if (!store.isOpen) return;
  const busy = underWay.get(store) ?? new Set();
  underWay.set(store, busy);
  for (const { conversationId, state } of store.get().outbox) {
    if (state !== 'failed' && !busy.has(conversationId)) void sendInOrder(store, busy, conversationId);
  }
}

export function send({ store, request, ...draft }: SendInput): void {
  const item: OutboxItem = {
    clientId: request.clientId,
    conversationId: draft.conversationId,
    request,
    state: 'sending',
    problem: null,
    message: queuedMessage({ ...draft, request, at: new Date().toISOString() }),
  };
  store.set({ outbox: [...store.get().outbox, item] });
  sendWaiting(store);
}

export function sendAgain(store: InboxStore, clientId: string): void {
  const item = store.get().outbox.find((known) => known.clientId === clientId);
  if (item?.state !== 'failed') return;
  replaceItem(store, clientId, { state: 'sending', problem: null });
  sendWaiting(store);
}

export function discard(store: InboxStore, clientId: string): void {
  store.set({ outbox: store.get().outbox.filter((item) => item.clientId !== clientId) });
}

export async function retry(store: InboxStore, message: MessageDto, clientId: string): Promise<boolean> {
  try {
    store.happen({ type: 'message', message: await retryMessage(message, clientId) });
    return true;
  } catch (thrown) {
    toast.error(readMessage(asApiError(thrown)));
    return false;
  }
}

export async function decideHeld(
  store: InboxStore,
  message: MessageDto,
  decision: 'release' | 'withhold',
): Promise<void> {
  try {
    store.happen({ type: 'message', message: await inboxApi.decideHeld(message, decision) });
  } catch (thrown) {
    toast.error(readMessage(asApiError(thrown)));
  }
}

export async function react(store: InboxStore, message: MessageDto, emoji: string | null): Promise<void> {
  const mine = { messageId: message.id, emoji };
  const others = () => store.get().reactions.filter((pending) => pending.messageId !== message.id);
  store.set({ reactions: [...others(), mine] });
  const request = { clientId: crypto.randomUUID(), type: 'reaction', messageId: message.id, emoji } as const;
  try {
    store.happen({ type: 'message', message: await sendMessage(message.conversationId, request) });
  } catch (thrown) {
    toast.error(`Your reaction was not sent. ${readMessage(asApiError(thrown))}`);
  }
  store.set({ reactions: store.get().reactions.filter((pending) => pending !== mine) });
}
