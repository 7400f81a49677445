import type { InboxArrival, MessageDto, SignedInReply } from '@switchboard/contracts';
import { vi } from 'vitest';
import type { Stretch, Thread } from '@/features/inbox/state/threadState';

const wholeThread: Stretch = { from: '', to: null, nextBefore: null };

interface Pages {
  /** The pages' own address. */
  webUrl: string;
  /** The API behind it. */
  apiUrl: string;
  onRequest: (path: string) => void;
}

/** What a browser has and Node has not: an address of its own, and `window`. */
export function servePages({ webUrl, apiUrl, onRequest }: Pages): void {
  const toNetwork = globalThis.fetch;
  vi.stubGlobal('window', new EventTarget());
  vi.doMock('socket.io-client', async (load) => {
    const client = await load<typeof import('socket.io-client')>();
    const io = (url: string, options: object) => client.io(url, { ...options, extraHeaders: { Origin: webUrl } });
    return { ...client, io };
  });
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    onRequest(path);
    return toNetwork(new URL(path, apiUrl), init);
  });
}

/** How often a page asks for changes while nothing is pushed. */
const POLL_MS = 5_000;

/** The network is back: browsers do not wait for their next try then. */
export const sayOnline = (): boolean => window.dispatchEvent(new Event('online'));

/**
 * The web as one person's browser runs it, without its pages: the session, the socket and the inbox of
 * `features/`, each browser with its own copy.
 */
export async function openBrowser(me: SignedInReply) {
  vi.resetModules();
  const { signIn } = await import('@/lib/session');
  const { InboxStore } = await import('@/features/inbox/inboxStore');
  const { outboxKeeper } = await import('@/features/inbox/outboxKeeper');
  const { mustCatchUp } = await import('@/features/inbox/state/inboxState');
  const { emptyThread, latestStretch, listMessages, withMessages } = await import('@/features/inbox/state/threadState');
  const { openAccountSocket } = await import('@/features/realtime/accountSocket');
  const { api } = await import('@/lib/api');
  signIn(me);

  const store = new InboxStore(outboxKeeper('ledger'));
  /** Everything that came live or by catching up. A page keeps only the threads that were opened; here is all of it. */
  const heard = new Map<string, Thread>();
  store.onMessages((messages) => {
    for (const message of messages) {
      const thread = heard.get(message.conversationId) ?? { ...emptyThread, stretches: [wholeThread] };
      heard.set(message.conversationId, withMessages(thread, [message]));
    }
  });
  await store.start();

  const opened = new Set<string>();
  const openThreads = () => {
    for (const conversationId of opened) store.openThread(conversationId);
  };
  let timesLive = 0;
  let polling: ReturnType<typeof setInterval> | undefined;
  const socket = openAccountSocket({
    onEvent: (name, payload) => {
      if (name === 'inbox:change') store.happen({ type: 'change', change: payload as never });
      if (name === 'inbox:arrival')
        store.happen({ type: 'message', message: (payload as unknown as InboxArrival).message });
    },
    onLive: (live) => {
      clearInterval(polling);
      if (!live) {
        polling = setInterval(() => void store.catchUp(), POLL_MS);
        return;
      }
      timesLive += 1;
      void store.catchUp();
      openThreads();
    },
  });

  return {
    api,
    /** Opens the thread as its page would, and again after each break until its messages are here. */
    openThread: (conversationId: string) => {
      opened.add(conversationId);
      store.openThread(conversationId);
    },
    openedIds: (): string[] => [...opened],
    conversations: () => store.get().inbox.conversations,
    /** The messages of a thread that was opened, in the order in which its page shows them. */
    shown(conversationId: string): MessageDto[] {
      const thread = store.get().inbox.threads.get(conversationId);
      const stretch = thread && latestStretch(thread);
      return thread && stretch ? listMessages(thread, stretch) : [];
    },
    heard: (conversationId: string): MessageDto[] => {
      const thread = heard.get(conversationId);
      return thread ? listMessages(thread, wholeThread) : [];
    },
    /** How far it has come, and whether it knows of something that it misses. */
    position: () => {
      const { inbox } = store.get();
      return {
        seq: inbox.seq,
        misses: mustCatchUp(inbox),
        unread: inbox.unreadConversations,
        startedOver: inbox.generation,
      };
    },
    reconnects: () => timesLive - 1,
    close: () => {
      socket.close();
      clearInterval(polling);
    },
  };
}
export type Browser = Awaited<ReturnType<typeof openBrowser>>;
