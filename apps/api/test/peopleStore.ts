import { wamidKey } from '@switchboard/graph';
import type { ConversationRecord } from '../src/inbox/conversation.model.js';
import { arrange } from '../src/inbox/identity/arrange.js';
import { toJoinedFact, withFresh } from '../src/inbox/identity/component.js';
import { type Names, toSecond } from '../src/inbox/identity/facts.js';
import { isByAnswered, lastThatOpens } from '../src/inbox/identity/openedWindow.js';
import {
  addressesIn,
  readNewNames,
  recipientNames,
  toChangeUpdate,
  toMessageFact,
} from '../src/inbox/identity/peers.js';
import { strangeIn } from '../src/inbox/identity/strange.js';
import { isAddress, listAddresses, receivedMessageId } from '../src/inbox/ids.js';
import type { MessageRecord } from '../src/inbox/message.model.js';
import { opensWindow, wantsReading } from '../src/inbox/reading.js';
import { isAnswerOnPhone, isUnread } from '../src/inbox/receiving/answered.js';
import type { EarlyEventRecord } from '../src/inbox/receiving/earlyEvent.model.js';
import { toLastMessage } from '../src/inbox/receiving/lastMessage.js';
import { planReceive } from '../src/inbox/receiving/receive.js';
import type { RoutedUpdate } from '../src/inbox/receiving/receive.types.js';

const later = new Date(Date.UTC(2026, 10, 18, 13));

/** What is stored about an account's numbers, and all that is done to it: the pure parts of receiving, in their order. */
export class PeopleStore {
  conversations = new Map<string, ConversationRecord>();
  messages = new Map<string, MessageRecord>();
  earlyEvents = new Map<string, EarlyEventRecord>();
  words = new Map<string, { phoneNumberId: string; joined: Names }>();
  pending = new Map<string, RoutedUpdate>();
  redirects = new Map<string, string>();
  /** How often something had to be arranged, and how often nothing had. */
  arranged = 0;
  plain = 0;

  copy(): PeopleStore {
    const copy = new PeopleStore();
    copy.conversations = new Map(this.conversations);
    copy.messages = new Map(this.messages);
    copy.earlyEvents = new Map(this.earlyEvents);
    copy.words = new Map(this.words);
    copy.pending = new Map(this.pending);
    copy.redirects = new Map(this.redirects);
    return copy;
  }

  receive(placed: readonly RoutedUpdate[], again = false): void {
    const { owners, ready } = this.#know(placed);
    const known = {
      messages: [...this.messages.values()],
      conversations: [...this.conversations.values()],
      earlyEvents: [...this.earlyEvents.values()],
    };
    const plan = planReceive(ready, known, later, again, [], owners);
    for (const one of plan.newMessages) this.messages.set(one._id, one);
    for (const { after } of plan.changedMessages) this.messages.set(after._id, after);
    for (const one of plan.newConversations) this.#put(one);
    for (const { after } of plan.changedConversations) this.#put(after);
    for (const one of plan.newEarlyEvents) this.earlyEvents.set(one._id, one);
    for (const id of plan.usedEarlyEventIds) this.earlyEvents.delete(id);
    for (const id of plan.recount) this.#recount(id);
  }

  #know(placed: readonly RoutedUpdate[]): { owners: Map<string, string>; ready: RoutedUpdate[] } {
    const strange = strangeIn(placed, [...this.conversations.values()]);
    for (const { update } of [...strange.words, ...strange.updates]) {
      const names = update.kind === 'status' ? recipientNames(update) : null;
      const { phoneNumberId } = update;
      if (names)
        this.words.set(JSON.stringify([phoneNumberId, ...listAddresses(names)]), { phoneNumberId, joined: names });
    }
    const named = new Set([
      ...[...this.conversations.values()].flatMap(({ phoneNumberId, former }) =>
        (former ?? []).map(({ address }) => `${phoneNumberId} ${address}`),
      ),
      ...[...this.words.values()].flatMap(({ phoneNumberId, joined }) =>
        listAddresses(joined).map((address) => `${phoneNumberId} ${address}`),
      ),
      ...[...this.pending.values()].flatMap(namesAtNumber),
    ]);
    const past = strange.newcomers.filter((one) => namesAtNumber(one).some((name) => named.has(name)));
    const all = [...strange.updates, ...past];
    if (all.length === 0) {
      this.plain += 1;
      return { owners: new Map(), ready: [...placed] };
    }
    this.arranged += 1;
    const owners = new Map<string, string>();
    for (const phoneNumberId of new Set(all.map(({ update }) => update.phoneNumberId))) {
      for (const [id, owner] of this.#arrange(phoneNumberId, placed)) owners.set(id, owner);
    }
    for (const id of this.conversations.keys()) this.#recount(id);
    const ready = placed.filter((one) => this.#isReady(one, owners));
    for (const [id, one] of this.pending) {
      if (!owners.has(id)) continue;
      ready.push(one);
      this.pending.delete(id);
    }
    return { owners, ready };
  }

  /** What hangs together at one of the numbers. @returns by message: the conversation it belongs to. */
  #arrange(phoneNumberId: string, placed: readonly RoutedUpdate[]): Map<string, string> {
    const isHere = (one: { phoneNumberId: string }) => one.phoneNumberId === phoneNumberId;
    const stored = [...this.messages.values()].filter(isHere).map((message) => {
      const { _id, conversationId, sortKey } = message;
      return { id: _id, conversationId, sortKey, fact: toMessageFact(message) };
    });
    const fresh = [...placed, ...this.pending.values()].filter(({ update }) => isHere(update));
    const words = [...this.words].filter(([, word]) => isHere(word));
    const arrangement = arrange({
      accountId: 'acc_1',
      phoneNumberId,
      conversations: [...this.conversations.values()].filter(isHere),
      said: withFresh(stored, fresh),
      facts: words.flatMap(([_id, { joined }]) => toJoinedFact({ _id, joined }) ?? []),
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
      const update = message && toChangeUpdate(message);
      this.messages.delete(id);
      if (update) this.pending.set(id, { accountId: 'acc_1', arrivedAt: message.arrivedAt, place: 0, update });
    }
    return arrangement.owners;
  }

  #isReady(one: RoutedUpdate, owners: ReadonlyMap<string, string>): boolean {
    const { update } = one;
    if (update.kind === 'status' || readNewNames(update.message.content) === undefined) return true;
    const id = receivedMessageId(update.phoneNumberId, update.message.id);
    if (owners.has(id)) return true;
    this.pending.set(id, one);
    return false;
  }

  #put(conversation: ConversationRecord): void {
    for (const other of this.conversations.values()) {
      if (other.phoneNumberId !== conversation.phoneNumberId) continue;
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
      ...(last ? { lastMessage: toLastMessage(last), lastActivityAt: last.at } : {}),
      lastInboundAt: openedAt(conversation, here, inbound),
      lastInboundWamid: live.at(-1)?.wamid,
    });
  }

  /** What a person sees, and what decides where answers go: without ids, which depend on what came first. */
  seen(): string {
    const said = new Map<string, string[]>();
    for (const { conversationId, wamid } of this.messages.values()) {
      const list = said.get(conversationId);
      // Either form of a wamid names the same message.
      const name = wamidKey(wamid ?? '') ?? wamid ?? '';
      if (list) list.push(name);
      else said.set(conversationId, [name]);
    }
    const threads = [...this.conversations.values()].map((one) =>
      JSON.stringify({
        at: one.phoneNumberId,
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

/** As the recount service does it: mostly the customer's last message is from where answers go. */
function openedAt(
  conversation: ConversationRecord,
  here: readonly MessageRecord[],
  inbound: readonly MessageRecord[],
): Date | undefined {
  const last = inbound.at(-1);
  if (!last || isByAnswered(last.peer, conversation)) return last?.at;
  const heard = inbound.map(({ at, peer }) => ({ at: toSecond(at), exactly: at, peer }));
  const changes = here.map(({ at, peer = {}, becomes }) => ({ at: toSecond(at), who: peer, becomes }));
  return lastThatOpens(heard, changes, conversation)?.exactly;
}

const namesAtNumber = (one: RoutedUpdate): string[] =>
  listUpdateAddresses(one).map((address) => `${one.update.phoneNumberId} ${address}`);

function listUpdateAddresses({ update }: RoutedUpdate): string[] {
  if (update.kind === 'status') return listAddresses(recipientNames(update) ?? {});
  return update.contact ? addressesIn({ ...update, contact: update.contact }) : [];
}
