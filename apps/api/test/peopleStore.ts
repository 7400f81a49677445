import type { ConversationRecord } from '../src/inbox/conversation.model.js';
import { arrange } from '../src/inbox/identity/arrange.js';
import { factOfWord, withFresh } from '../src/inbox/identity/component.js';
import type { Names } from '../src/inbox/identity/facts.js';
import { addressesIn, becomesOf, factOfMessage, recipientNames, updateOfLine } from '../src/inbox/identity/peers.js';
import { strangeIn } from '../src/inbox/identity/strange.js';
import { addressesOf, isAddress, receivedMessageId } from '../src/inbox/ids.js';
import type { MessageRecord } from '../src/inbox/message.model.js';
import { opensWindow, wantsReading } from '../src/inbox/reading.js';
import { isAnswerOnPhone, isUnread } from '../src/inbox/receiving/answered.js';
import { lastMessageOf, planReceive } from '../src/inbox/receiving/receive.js';
import type { PlacedUpdate } from '../src/inbox/receiving/receive.types.js';
import type { StrayRecord } from '../src/inbox/receiving/stray.model.js';

const later = new Date(Date.UTC(2026, 10, 18, 13));

/** What is stored about one number, and all that is done to it: the pure parts of receiving, in their order. */
export class PeopleStore {
  conversations = new Map<string, ConversationRecord>();
  messages = new Map<string, MessageRecord>();
  strays = new Map<string, StrayRecord>();
  words = new Map<string, Names>();
  pending = new Map<string, PlacedUpdate>();
  redirects = new Map<string, string>();
  /** How often something had to be arranged, and how often nothing had. */
  arranged = 0;
  plain = 0;

  copy(): PeopleStore {
    const copy = new PeopleStore();
    copy.conversations = new Map(this.conversations);
    copy.messages = new Map(this.messages);
    copy.strays = new Map(this.strays);
    copy.words = new Map(this.words);
    copy.pending = new Map(this.pending);
    copy.redirects = new Map(this.redirects);
    return copy;
  }

  receive(placed: readonly PlacedUpdate[], again = false): void {
    const { owners, ready } = this.#know(placed);
    const known = {
      messages: [...this.messages.values()],
      conversations: [...this.conversations.values()],
      strays: [...this.strays.values()],
    };
    const plan = planReceive(ready, known, later, again, [], owners);
    for (const one of plan.newMessages) this.messages.set(one._id, one);
    for (const { after } of plan.changedMessages) this.messages.set(after._id, after);
    for (const one of plan.newConversations) this.#put(one);
    for (const { after } of plan.changedConversations) this.#put(after);
    for (const one of plan.newStrays) this.strays.set(one._id, one);
    for (const id of plan.usedStrayIds) this.strays.delete(id);
    for (const id of plan.recount) this.#recount(id);
  }

  #know(placed: readonly PlacedUpdate[]): { owners: Map<string, string>; ready: PlacedUpdate[] } {
    const strange = strangeIn(placed, [...this.conversations.values()]);
    for (const { update } of [...strange.words, ...strange.updates]) {
      const names = update.kind === 'status' ? recipientNames(update) : null;
      if (names) this.words.set(JSON.stringify(addressesOf(names)), names);
    }
    const named = new Set([
      ...[...this.conversations.values()].flatMap(({ former }) => (former ?? []).map(({ address }) => address)),
      ...[...this.words.values()].flatMap(addressesOf),
      ...[...this.pending.values()].flatMap(addressesOfUpdate),
    ]);
    const past = strange.newcomers.filter((one) => addressesOfUpdate(one).some((address) => named.has(address)));
    if (strange.updates.length + past.length === 0) {
      this.plain += 1;
      return { owners: new Map(), ready: [...placed] };
    }
    this.arranged += 1;
    const stored = [...this.messages.values()].map((message) => {
      const { _id, conversationId, sortKey } = message;
      return { id: _id, conversationId, sortKey, fact: factOfMessage(message) };
    });
    const waiting = [...this.pending.values()];
    const arrangement = arrange({
      accountId: 'acc_1',
      phoneNumberId: '700',
      conversations: [...this.conversations.values()],
      said: withFresh(stored, [...placed, ...waiting]),
      facts: [...this.words].flatMap(([_id, joined]) => factOfWord({ _id, joined }) ?? []),
      taken: new Set(this.redirects.keys()),
    });
    for (const { from, into } of arrangement.merged) {
      this.conversations.delete(from);
      for (const [id, to] of this.redirects) if (to === from) this.redirects.set(id, into);
      this.redirects.set(from, into);
    }
    for (const { after } of arrangement.conversations) this.conversations.set(after._id, after);
    for (const { messageId, into } of arrangement.moves) {
      const message = this.messages.get(messageId);
      if (message) this.messages.set(messageId, { ...message, conversationId: into });
    }
    for (const id of arrangement.withdrawn) {
      const message = this.messages.get(id);
      const update = message && updateOfLine(message);
      this.messages.delete(id);
      if (update) this.pending.set(id, { accountId: 'acc_1', arrivedAt: message.arrivedAt, place: 0, update });
    }
    for (const id of this.conversations.keys()) this.#recount(id);
    const { owners } = arrangement;
    const ready = placed.filter((one) => this.#isReady(one, owners));
    for (const [id, one] of this.pending) {
      if (!owners.has(id)) continue;
      ready.push(one);
      this.pending.delete(id);
    }
    return { owners, ready };
  }

  #isReady(one: PlacedUpdate, owners: ReadonlyMap<string, string>): boolean {
    const { update } = one;
    if (update.kind === 'status' || becomesOf(update.message.content) === undefined) return true;
    const id = receivedMessageId(update.phoneNumberId, update.message.id);
    if (owners.has(id)) return true;
    this.pending.set(id, one);
    return false;
  }

  #put(conversation: ConversationRecord): void {
    for (const other of this.conversations.values()) {
      const shared = other.addresses.find((address) => conversation.addresses.includes(address));
      if (shared && other._id !== conversation._id) throw new Error(`two conversations have ${shared}`);
    }
    this.conversations.set(conversation._id, conversation);
  }

  /** As the recount service does it. */
  #recount(id: string): void {
    const conversation = this.conversations.get(id);
    if (!conversation) return;
    const here = [...this.messages.values()]
      .filter(({ conversationId }) => conversationId === id)
      .sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
    const inbound = here.filter(opensWindow);
    const live = inbound.filter(({ isPast }) => !isPast);
    const last = here.at(-1);
    const answers = here.filter(isAnswerOnPhone).map(({ at }) => at.getTime());
    const answeredUpTo = answers.length > 0 ? new Date(Math.max(...answers)) : undefined;
    this.conversations.set(id, {
      ...conversation,
      answeredUpTo,
      unread: here.filter((one) => wantsReading(one) && isUnread(one, { ...conversation, answeredUpTo })).length,
      ...(last ? { lastMessage: lastMessageOf(last), lastActivityAt: last.at } : {}),
      lastInboundAt: inbound.at(-1)?.at,
      lastInboundWamid: live.at(-1)?.wamid,
    });
  }

  /** What a person sees, and what decides where answers go: without ids, which depend on what came first. */
  seen(): string {
    const said = new Map<string, string[]>();
    for (const { conversationId, wamid } of this.messages.values()) {
      const list = said.get(conversationId);
      if (list) list.push(wamid ?? '');
      else said.set(conversationId, [wamid ?? '']);
    }
    const threads = [...this.conversations.values()].map((one) =>
      JSON.stringify({
        said: (said.get(one._id) ?? []).sort(),
        addresses: one.addresses.filter(isAddress).sort(),
        since: (one.since ?? []).map(({ address, at }) => `${address} ${at.getTime()}`).sort(),
        former: (one.former ?? []).map(({ address, until }) => `${address} ${until.getTime()}`).sort(),
        to: [one.waId ?? null, one.userId ?? null],
        called: [one.name ?? null, one.username ?? null, one.searchKey],
        unread: one.unread,
        lastInboundAt: one.lastInboundAt ?? null,
        lastMessage: one.lastMessage?.preview ?? null,
      }),
    );
    return `${threads.sort().join('\n')}\nwaiting: ${[...this.pending.keys()].sort().join()}`;
  }
}

function addressesOfUpdate({ update }: PlacedUpdate): string[] {
  if (update.kind === 'status') return addressesOf(recipientNames(update) ?? {});
  return update.contact ? addressesIn({ ...update, contact: update.contact }) : [];
}
