'use client';

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { toast } from 'sonner';
import { useAccountEvent, useLive, useLiveState } from '@/features/realtime/RealtimeProvider';
import { useSignedIn } from '@/lib/useSession';
import { AttachmentStore } from './composer/attachmentStore';
import { type InboxSnapshot, InboxStore } from './inboxStore';
import { caughtUpWords, missedMessages } from './live/caughtUpWords';
import { PresenceProvider } from './live/PresenceProvider';
import { forgetFiles } from './media/mediaFiles';
import { discard, sendWaiting } from './outboxActions';
import { type OutboxKeeper, outboxKeeper } from './outboxKeeper';
import { useDrafts } from './remembered';

const StoreContext = createContext<InboxStore | null>(null);
const AttachmentContext = createContext<AttachmentStore | null>(null);

/** How often is asked for changes while nothing is pushed. */
const POLL_MS = 5_000;

/** Holds the account's inbox for every page of the dashboard, and keeps it up to date. */
export function InboxProvider({ children }: { children: ReactNode }) {
  const me = useSignedIn();
  const owner = me ? `${me.account.accountId}/${me.user.userId}` : '';
  // What one person saw is never shown to the next.
  return (
    <OneInbox key={owner} owner={owner} myUserId={me?.user.userId ?? ''}>
      {children}
    </OneInbox>
  );
}

function OneInbox({ owner, myUserId, children }: { owner: string; myUserId: string; children: ReactNode }) {
  const [keeper] = useState(() => outboxKeeper(owner));
  const [store] = useState(() => new InboxStore(keeper));
  const [attachments] = useState(() => new AttachmentStore());
  // Shown where its thread is open; all else follows with the change.
  useAccountEvent('inbox:arrival', ({ message }) => store.happen({ type: 'message', message }));
  useAccountEvent('inbox:change', (change) => store.happen({ type: 'change', change }));
  useEffect(() => {
    store.isOpen = true;
    void store.start();
    const onVisible = () => {
      // A machine that slept notices late that its socket is gone.
      if (document.visibilityState === 'visible') void store.catchUp();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      store.isOpen = false;
      attachments.close();
      forgetFiles();
    };
  }, [store, attachments]);
  useCatchUpOnReturn(store, myUserId);
  useStayUntilSent(store);
  useSendByItself(store, keeper);
  useDraftsGoAlong(store, attachments);
  usePolling(store);
  return (
    <StoreContext value={store}>
      <AttachmentContext value={attachments}>
        <PresenceProvider>{children}</PresenceProvider>
      </AttachmentContext>
    </StoreContext>
  );
}

/** Whenever the socket is there (again), what was missed is asked for; after a break it is said how much that was. */
function useCatchUpOnReturn(store: InboxStore, myUserId: string): void {
  const live = useLiveState();
  const lostAt = useRef<{ since: string | null } | null>(null);
  const wasLive = useRef(false);
  useEffect(() => {
    if (live === null) return;
    if (!live) {
      if (wasLive.current) lostAt.current = { since: store.get().inbox.lastChangeAt ?? new Date().toISOString() };
      wasLive.current = false;
      return;
    }
    wasLive.current = true;
    const lost = lostAt.current;
    lostAt.current = null;
    void store.catchUp().then((changes) => {
      if (!lost) return;
      toast.success(caughtUpWords(missedMessages({ changes, since: lost.since, myUserId })), { id: 'caught-up' });
    });
  }, [live, store, myUserId]);
}

/** What waits for a connection goes by itself as soon as there is one; what another page has sent does not go again. */
function useSendByItself(store: InboxStore, keeper: OutboxKeeper): void {
  const live = useLive();
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried at once when the socket is there again
  useEffect(() => {
    const tryNow = () => sendWaiting(store);
    tryNow();
    const timer = setInterval(tryNow, POLL_MS);
    window.addEventListener('online', tryNow);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', tryNow);
    };
  }, [store, live]);
  useEffect(() => keeper.onForgotten((clientId) => discard(store, clientId)), [store, keeper]);
}

/** A message that has not reached the API waits until this page is open again: the browser asks before it is left. */
function useStayUntilSent(store: InboxStore): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (store.get().outbox.length > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [store]);
}

/** What was written in a conversation that became part of another is not lost with its id. */
function useDraftsGoAlong(store: InboxStore, attachments: AttachmentStore): void {
  const get = () => store.get().inbox.mergedInto;
  const mergedInto = useSyncExternalStore(store.subscribe, get, get);
  const { move } = useDrafts();
  // Before it is shown, so that the field is not empty in between.
  useLayoutEffect(() => {
    for (const [from, into] of mergedInto) {
      move(from, into);
      attachments.move(from, into);
    }
  });
}

function usePolling(store: InboxStore): void {
  const live = useLive();
  useEffect(() => {
    if (live) return;
    const timer = setInterval(() => void store.catchUp(), POLL_MS);
    return () => clearInterval(timer);
  }, [live, store]);
}

export function useInboxStore(): InboxStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('useInboxStore is for components below InboxProvider');
  return store;
}

export function useAttachmentStore(): AttachmentStore {
  const store = useContext(AttachmentContext);
  if (store === null) throw new Error('useAttachmentStore is for components below InboxProvider');
  return store;
}

/**
 * A part of what is known of the inbox.
 *
 * @param select Gives the same object as long as nothing has changed: a part of the snapshot, not a new copy of one.
 */
export function useInbox<Part>(select: (snapshot: InboxSnapshot) => Part): Part {
  const store = useInboxStore();
  const get = () => select(store.get());
  return useSyncExternalStore(store.subscribe, get, get);
}

/** The number of conversations with something unread; 0 while it is not known. */
export const useUnreadConversations = (): number => useInbox(({ inbox }) => inbox.unreadConversations ?? 0);

/** What is known of a conversation. */
export const useConversation = (conversationId: string) =>
  useInbox(({ inbox }) => inbox.conversations.get(conversationId));
