import type { ChangesReply, InboxChange, MessageDto } from '@switchboard/contracts';
import { type ApiError, asApiError } from '@/lib/apiError';
import * as inboxApi from './inboxApi';
import type { OutboxKeeper } from './outboxKeeper';
import { type ListFilter, listKey } from './state/conversationList';
import { type InboxEvent, inboxReducer, initialInbox, mustCatchUp } from './state/inboxState';
import type { InboxState } from './state/inboxState.types';
import { leadsTo } from './state/merging';
import { type OutboxItem, type PendingReaction, withoutArrived } from './state/outbox';
import { latestStretch, type MessagesAsked, type Stretch, stretchWith } from './state/threadState';

/** A question to the API that is under way or was not answered; absent when there is nothing to say about it. */
export type Load = { state: 'loading' } | { state: 'failed'; error: ApiError };

export interface InboxSnapshot {
  inbox: InboxState;
  /** By the names that {@link loadNames} gives. */
  loads: ReadonlyMap<string, Load>;
  outbox: readonly OutboxItem[];
  reactions: readonly PendingReaction[];
}

/** The names under which questions to the API are kept. */
export const loadNames = {
  list: (key: string) => `list ${key}`,
  more: (key: string) => `more ${key}`,
  conversation: (conversationId: string) => `conversation ${conversationId}`,
  thread: (conversationId: string) => `thread ${conversationId}`,
  older: (conversationId: string) => `older ${conversationId}`,
  around: (conversationId: string) => `around ${conversationId}`,
  unread: (conversationId: string) => `unread ${conversationId}`,
};

/** Changes that overtook each other are usually there within this time. */
const ORDER_GRACE_MS = 250;
const AGAIN_MS = 3_000;
/** Many changes in a row ask for one count. */
const COUNT_AFTER_MS = 1_000;

/** A question that reached nobody is asked this often again: a server that restarts is back within seconds. */
const MORE_TRIES = 2;

async function patiently(question: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await question();
    } catch (thrown) {
      const { isTransport, isDatabaseAway } = asApiError(thrown);
      if (tries === MORE_TRIES || !(isTransport || isDatabaseAway)) throw thrown;
      await new Promise((done) => setTimeout(done, 1_000 * 2 ** tries));
    }
  }
}

/**
 * The inbox of one account in this browser: asks the API, takes what is pushed, and tells the screen. What follows
 * from what is decided in `state/`; here is only the talking.
 */
export class InboxStore {
  /** Its person is here. Afterwards nothing is sent or kept any more: the next one may be somebody else. */
  isOpen = false;
  private snapshot: InboxSnapshot;
  private readonly listeners = new Set<() => void>();
  private readonly newMessages = new Set<(messages: readonly MessageDto[]) => void>();
  private catching: Promise<InboxChange[]> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private counting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly outboxKeeper: OutboxKeeper) {
    this.snapshot = { inbox: initialInbox, loads: new Map(), outbox: outboxKeeper.load(), reactions: [] };
  }

  readonly get = (): InboxSnapshot => this.snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Calls back with the messages of every change, as they come. */
  readonly onMessages = (listener: (messages: readonly MessageDto[]) => void): (() => void) => {
    this.newMessages.add(listener);
    return () => this.newMessages.delete(listener);
  };

  set(change: Partial<InboxSnapshot>): void {
    // Before it is shown: what looks sent is kept.
    if (change.outbox && this.isOpen) this.outboxKeeper.keep(this.snapshot.outbox, change.outbox);
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Puts in what happened; asks for what turns out to be missing. */
  happen(event: InboxEvent): void {
    const inbox = inboxReducer(this.snapshot.inbox, event);
    const arrived = messagesOf(event);
    const outbox = withoutArrived(this.snapshot.outbox, arrived).map((item) => {
      // What is on its way in a conversation that became part of another is shown in that one.
      const conversationId = leadsTo(inbox, item.conversationId);
      return conversationId === item.conversationId ? item : { ...item, conversationId };
    });
    const isSame =
      outbox.length === this.snapshot.outbox.length && outbox.every((item, at) => item === this.snapshot.outbox[at]);
    if (inbox !== this.snapshot.inbox || !isSame) {
      this.set({ inbox, outbox: isSame ? this.snapshot.outbox : outbox });
    }
    if (event.type === 'change' || (event.type === 'caught_up' && !event.reply.reset)) {
      for (const listener of this.newMessages) listener(arrived);
    }
    if (mustCatchUp(inbox)) this.catchUpSoon(ORDER_GRACE_MS);
    this.rereadStale();
    if (inbox.unreadUnsure && inbox.seq !== null) this.countSoon();
  }

  /** Asks how many conversations are unread: once for many changes, and again if changes overtook the answer. */
  private countSoon(): void {
    this.counting ??= setTimeout(async () => {
      const answered = await this.start();
      this.counting = undefined;
      // Without an answer, the question comes with the next change, or with the catching up.
      if (answered && this.snapshot.inbox.unreadUnsure) this.countSoon();
    }, COUNT_AFTER_MS);
  }

  /** Begins the row of changes where the server is now. @returns whether the server answered. */
  async start(): Promise<boolean> {
    try {
      this.happen({ type: 'summary', reply: await inboxApi.loadSummary() });
      return true;
    } catch {
      this.catchUpSoon(AGAIN_MS);
      return false;
    }
  }

  private catchUpSoon(delayMs: number): void {
    if (this.timer !== undefined || this.catching) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const { inbox } = this.snapshot;
      if (inbox.seq === null) void this.start();
      else if (mustCatchUp(inbox)) void this.catchUp();
    }, delayMs);
  }

  /**
   * Asks for every change since the last known one. Calls at the same time share one run.
   *
   * @returns The changes that came; none when the API could not be asked, which is then tried again if it must be.
   */
  catchUp(): Promise<InboxChange[]> {
    this.catching ??= this.readChanges().finally(() => {
      this.catching = null;
      if (mustCatchUp(this.snapshot.inbox)) this.catchUpSoon(AGAIN_MS);
    });
    return this.catching;
  }

  private async readChanges(): Promise<InboxChange[]> {
    if (this.snapshot.inbox.seq === null) {
      await this.start();
      return [];
    }
    const changes: InboxChange[] = [];
    try {
      let reply: ChangesReply;
      do {
        reply = await inboxApi.loadChanges(this.snapshot.inbox.seq ?? 0);
        this.happen({ type: 'caught_up', reply });
        changes.push(reply.change);
      } while (reply.more && !reply.reset);
    } catch {
      // Said by the light in the side bar; asked again by whoever needs it.
    }
    return changes;
  }

  /** One question at a time under each name; what it ended with is kept for the screen. */
  async load(name: string, question: () => Promise<void>): Promise<void> {
    if (this.snapshot.loads.get(name)?.state === 'loading') return;
    this.set({ loads: new Map(this.snapshot.loads).set(name, { state: 'loading' }) });
    const { generation } = this.snapshot.inbox;
    const loads = () => new Map(this.snapshot.loads);
    try {
      await patiently(question);
      const next = loads();
      next.delete(name);
      this.set({ loads: next });
    } catch (thrown) {
      this.set({ loads: loads().set(name, { state: 'failed', error: asApiError(thrown) }) });
    }
    // Everything was forgotten meanwhile: who asked looks again.
    if (generation !== this.snapshot.inbox.generation) this.set({});
  }

  loadList(filter: ListFilter): Promise<void> {
    const key = listKey(filter);
    return this.load(loadNames.list(key), async () => {
      const reply = await inboxApi.loadConversations(filter, null);
      this.happen({ type: 'list', key, reply, isFirst: true });
    });
  }

  loadMore(filter: ListFilter): Promise<void> {
    const key = listKey(filter);
    const cursor = this.snapshot.inbox.lists.get(key)?.nextCursor;
    if (!cursor) return Promise.resolve();
    return this.load(loadNames.more(key), async () => {
      const reply = await inboxApi.loadConversations(filter, cursor);
      this.happen({ type: 'list', key, reply, isFirst: false });
    });
  }

  loadConversation(conversationId: string): Promise<void> {
    return this.load(loadNames.conversation(conversationId), async () => {
      const conversation = await inboxApi.loadConversation(conversationId);
      this.happen({ type: 'conversation', conversation, askedId: conversationId });
    });
  }

  /** Opens a thread: what is known is shown at once, and kept up to date from here on. */
  openThread(conversationId: string): void {
    this.happen({ type: 'thread_opened', conversationId });
    if (!this.snapshot.inbox.conversations.has(conversationId)) void this.loadConversation(conversationId);
    const thread = this.snapshot.inbox.threads.get(conversationId);
    if (thread && (!latestStretch(thread) || thread.isStale))
      void this.loadPage(loadNames.thread(conversationId), conversationId, { kind: 'latest' });
  }

  loadOlder(conversationId: string, { nextBefore }: Stretch): void {
    if (nextBefore === null) return;
    void this.loadPage(loadNames.older(conversationId), conversationId, { kind: 'before', before: nextBefore });
  }

  /**
   * Reads on forwards from a message. The API has no question for that, so it is asked what stands around it; when
   * that brings nothing newer, the present is reached.
   */
  async loadNewer(conversationId: string, lastId: string): Promise<void> {
    const known = () => this.snapshot.inbox.threads.get(conversationId);
    const stretchOf = () => {
      const thread = known();
      return thread && stretchWith(thread, lastId);
    };
    const before = stretchOf()?.to;
    await this.loadAround(conversationId, lastId);
    const load = this.snapshot.loads.get(loadNames.around(conversationId));
    if (load || before === undefined || before === null || stretchOf()?.to !== before) return;
    await this.loadPage(loadNames.thread(conversationId), conversationId, { kind: 'latest' });
  }

  /** Reads what stands around a message. */
  loadAround(conversationId: string, messageId: string): Promise<void> {
    return this.loadPage(loadNames.around(conversationId), conversationId, { kind: 'around' }, messageId);
  }

  /**
   * Reads what stands around the first message that nobody has read.
   *
   * @returns its id; null when all are read, or the API could not be asked.
   */
  async loadUnread(conversationId: string): Promise<string | null> {
    const found: { id: string | null } = { id: null };
    await this.load(loadNames.unread(conversationId), async () => {
      const reply = await inboxApi.loadMessages(conversationId, { kind: 'around' }, 'unread');
      found.id = reply.firstUnread ?? null;
      const kind = found.id === null ? 'latest' : 'around';
      this.happen({ type: 'messages', conversationId, reply, asked: { kind } });
    });
    return found.id;
  }

  private async loadPage(name: string, conversationId: string, asked: MessagesAsked, around?: string): Promise<void> {
    await this.load(name, async () => {
      const reply = await inboxApi.loadMessages(conversationId, asked, around);
      this.happen({ type: 'messages', conversationId, reply, asked });
    });
    // More may have come in while it was asked.
    this.rereadStale();
  }

  /** Reads threads again into which the past of a phone came. One that cannot be read is, when it is opened again. */
  private rereadStale(): void {
    for (const [conversationId, { isStale }] of this.snapshot.inbox.threads) {
      const name = loadNames.thread(conversationId);
      if (isStale && !this.snapshot.loads.has(name)) void this.loadPage(name, conversationId, { kind: 'latest' });
    }
  }
}

/** The messages of the API that an event brought. */
function messagesOf(event: InboxEvent): readonly MessageDto[] {
  if (event.type === 'change') return event.change.messages;
  if (event.type === 'caught_up') return event.reply.change.messages;
  if (event.type === 'messages') return event.reply.messages;
  if (event.type === 'message') return [event.message];
  return [];
}
