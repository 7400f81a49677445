import type { MessageContent, MessageDto } from '@switchboard/contracts';
import { toast } from 'sonner';
import { asApiError, messageOf } from '@/lib/apiError';
import * as inboxApi from './inboxApi';
import { retryMessage, sendMessage } from './inboxApi';
import type { InboxStore } from './inboxStore';
import { type OutboxItem, queuedMessage, type SendableRequest } from './state/outbox';

interface SendInput {
  store: InboxStore;
  conversationId: string;
  phoneNumberId: string;
  author: { userId: string; name: string };
  request: SendableRequest;
  content: MessageContent;
  replyTo: MessageDto['replyTo'];
  /** Goes to the API once this is over: messages sent together arrive in their order. */
  after?: Promise<void>;
}

function replaceItem(store: InboxStore, clientId: string, change: Partial<OutboxItem>): void {
  store.set({
    outbox: store.get().outbox.map((item) => (item.clientId === clientId ? { ...item, ...change } : item)),
  });
}

/** Hands an item to the API. The same client id every time: the API stores one message however often it is asked. */
async function post(store: InboxStore, { clientId, conversationId, request }: OutboxItem): Promise<void> {
  try {
    store.happen({ type: 'message', message: await sendMessage(conversationId, request) });
    // Also when its thread was left meanwhile and nobody keeps its messages.
    store.set({ outbox: store.get().outbox.filter((item) => item.clientId !== clientId) });
  } catch (thrown) {
    replaceItem(store, clientId, { state: 'failed', problem: asApiError(thrown) });
  }
}

/** Shows a message at once and sends it. */
export async function send({ store, request, after, ...draft }: SendInput): Promise<void> {
  const item: OutboxItem = {
    clientId: request.clientId,
    conversationId: draft.conversationId,
    request,
    state: 'sending',
    problem: null,
    message: queuedMessage({ ...draft, request, at: new Date().toISOString() }),
  };
  store.set({ outbox: [...store.get().outbox, item] });
  await after;
  await post(store, item);
}

/** Tries a message again that nobody but this browser knows. */
export function sendAgain(store: InboxStore, clientId: string): void {
  const item = store.get().outbox.find((known) => known.clientId === clientId);
  if (!item || item.state === 'sending') return;
  replaceItem(store, clientId, { state: 'sending', problem: null });
  void post(store, item);
}

export function discard(store: InboxStore, clientId: string): void {
  store.set({ outbox: store.get().outbox.filter((item) => item.clientId !== clientId) });
}

/** A new attempt beside a failed message. The id is the caller's, so that a press that got lost is not sent twice. */
export async function retry(store: InboxStore, message: MessageDto, clientId: string): Promise<boolean> {
  try {
    store.happen({ type: 'message', message: await retryMessage(message, clientId) });
    return true;
  } catch (thrown) {
    toast.error(messageOf(asApiError(thrown)));
    return false;
  }
}

/** Says whether a message that waits for a person goes to the customer's new address. */
export async function decideHeld(
  store: InboxStore,
  message: MessageDto,
  decision: 'release' | 'withhold',
): Promise<void> {
  try {
    store.happen({ type: 'message', message: await inboxApi.decideHeld(message, decision) });
  } catch (thrown) {
    toast.error(messageOf(asApiError(thrown)));
  }
}

/** Puts our reaction on a message, or takes it back. */
export async function react(store: InboxStore, message: MessageDto, emoji: string | null): Promise<void> {
  const mine = { messageId: message.id, emoji };
  const others = () => store.get().reactions.filter((pending) => pending.messageId !== message.id);
  store.set({ reactions: [...others(), mine] });
  const request = { clientId: crypto.randomUUID(), type: 'reaction', messageId: message.id, emoji } as const;
  try {
    store.happen({ type: 'message', message: await sendMessage(message.conversationId, request) });
  } catch (thrown) {
    toast.error(`Your reaction was not sent. ${messageOf(asApiError(thrown))}`);
  }
  store.set({ reactions: store.get().reactions.filter((pending) => pending !== mine) });
}
