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

/** A request to the API that is under way or failed; absent otherwise. */
export type Load = { state: 'loading' } | { state: 'failed'; error: ApiError };

export interface InboxSnapshot {
  inbox: InboxState;
  loads: ReadonlyMap<string, Load>;
  outbox: readonly OutboxItem[];
  reactions: readonly PendingReaction[];
}

export const loadNames = {
  list: (key: string) => `list ${key}`,
  more: (key: string) => `more ${key}`,
  conversation: (conversationId: string) => `conversation ${conversationId}`,
  thread: (conversationId: string) => `thread ${conversationId}`,
  older: (conversationId: string) => `older ${conversationId}`,
  around: (conversationId: string) => `around ${conversationId}`,
  unread: (conversationId: string) => `unread ${conversationId}`,
};

/** Changes that arrive out of order are usually complete within this time. */
const ORDER_GRACE_MS = 250;
const AGAIN_MS = 3_000;
/** Many changes in a row cause one count. */
const COUNT_AFTER_MS = 1_000;

/** An unanswered request is repeated this often: a server that restarts is back within seconds. */
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
 * The inbox of one account in this browser: asks the API, takes pushes and informs the screen. Decisions are in
 * `state/`.
 */
export class InboxStore {
  /** The person is signed in here. Afterwards nothing is sent or kept: the next person may be somebody else. */
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

  readonly onMessages = (listener: (messages: readonly MessageDto[]) => void): (() => void) => {
    this.newMessages.add(listener);
    return () => this.newMessages.delete(listener);
  };

  set(change: Partial<InboxSnapshot>): void {
    // Kept before it is shown: what looks sent must survive a reload.
    if (change.outbox && this.isOpen) this.outboxKeeper.keep(this.snapshot.outbox, change.outbox);
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Applies an event and asks for what turns out to be missing. */
  happen(event: InboxEvent): void {
    const inbox = inboxReducer(this.snapshot.inbox, event);
    const arrived = listMessages(event);
    const outbox = withoutArrived(this.snapshot.outbox, arrived).map((item) => {
      // A message on its way follows its conversation into the one that it became part of.
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

  /** Asks for the number of unread conversations: once for many changes, and again if changes arrived meanwhile. */
  private countSoon(): void {
    this.counting ??= setTimeout(async () => {
      const answered = await this.start();
      this.counting = undefined;
      // Without an answer, the next change or catch-up asks again.
      if (answered && this.snapshot.inbox.unreadUnsure) this.countSoon();
    }, COUNT_AFTER_MS);
  }

  /** Starts the sequence of changes at the server's present. @returns whether the server answered. */
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
   * Asks for every change since the last known one. Calls at one time share a run.
   * @returns The changes; none when the API did not answer, which is then tried again if needed.
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
      // The light in the side bar shows it; whoever needs the answer asks again.
    }
    return changes;
  }

  /** One request at a time under each key; the screen shows how it ended. */
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
    // The inbox was reset meanwhile: its readers look again.
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

  /** Reads forwards from a message by asking for its surroundings; nothing newer means that the present is reached. */
  async loadNewer(conversationId: string, lastId: string): Promise<void> {
    const known = () => this.snapshot.inbox.threads.get(conversationId);
    const findStretch = () => {
      const thread = known();
      return thread && stretchWith(thread, lastId);
    };
    const before = findStretch()?.to;
    await this.loadAround(conversationId, lastId);
    const load = this.snapshot.loads.get(loadNames.around(conversationId));
    if (load || before === undefined || before === null || findStretch()?.to !== before) return;
    await this.loadPage(loadNames.thread(conversationId), conversationId, { kind: 'latest' });
  }

  loadAround(conversationId: string, messageId: string): Promise<void> {
    return this.loadPage(loadNames.around(conversationId), conversationId, { kind: 'around' }, messageId);
  }

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
    this.rereadStale();
  }

  /** Reads threads again that a phone's past was added to. One that fails is read when it is opened again. */
  private rereadStale(): void {
    for (const [conversationId, { isStale }] of this.snapshot.inbox.threads) {
      const name = loadNames.thread(conversationId);
      if (isStale && !this.snapshot.loads.has(name)) void this.loadPage(name, conversationId, { kind: 'latest' });
    }
  }
}

function listMessages(event: InboxEvent): readonly MessageDto[] {
  if (event.type === 'change') return event.change.messages;
  if (event.type === 'caught_up') return event.reply.change.messages;
  if (event.type === 'messages') return event.reply.messages;
  if (event.type === 'message') return [event.message];
  return [];
}
