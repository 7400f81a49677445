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

/** Without a socket, the store asks for changes this often. */
const POLL_MS = 5_000;

/** Holds the account's inbox for every page of the dashboard and keeps it up to date. */
export function InboxProvider({ children }: { children: ReactNode }) {
  const me = useSignedIn();
  const owner = me ? `${me.account.accountId}/${me.user.userId}` : '';
  // A new store for each person: nobody sees what another one saw.
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
  // A message is shown in an open thread at once; the change brings everything else.
  useAccountEvent('inbox:arrival', ({ message }) => store.happen({ type: 'message', message }));
  useAccountEvent('inbox:change', (change) => store.happen({ type: 'change', change }));
  useEffect(() => {
    store.isOpen = true;
    void store.start();
    const onVisible = () => {
      // A device that slept notices late that its socket is closed.
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

/** Asks for missed changes whenever the socket connects, and says after a break how many messages came. */
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

/** Sends what waits for a connection as soon as there is one; not what another tab has sent. */
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

/** The browser asks before a page is left whose messages have not reached the API. */
function useStayUntilSent(store: InboxStore): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (store.get().outbox.length > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [store]);
}

/** A draft follows its conversation into the one it became part of. */
function useDraftsGoAlong(store: InboxStore, attachments: AttachmentStore): void {
  const get = () => store.get().inbox.mergedInto;
  const mergedInto = useSyncExternalStore(store.subscribe, get, get);
  const { move } = useDrafts();
  // Before painting, so that the field is not empty in between.
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
 * A part of the inbox.
 * @param select Returns one object for as long as nothing has changed: a part of the snapshot, not a copy.
 */
export function useInbox<Part>(select: (snapshot: InboxSnapshot) => Part): Part {
  const store = useInboxStore();
  const get = () => select(store.get());
  return useSyncExternalStore(store.subscribe, get, get);
}

/** The number of conversations with something unread; 0 while it is not known. */
export const useUnreadConversations = (): number => useInbox(({ inbox }) => inbox.unreadConversations ?? 0);

export const useConversation = (conversationId: string) =>
  useInbox(({ inbox }) => inbox.conversations.get(conversationId));
