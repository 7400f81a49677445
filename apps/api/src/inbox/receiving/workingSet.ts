import { wamidKey } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import type { Changed, KnownInbox, ReceivePlan, TouchedInbox } from './receive.types.js';

/**
 * `touched`: shown by itself. `refilled`: a chunk of history may have thousands, so only its threads are named. `kept`:
 * nothing visible changed.
 */
export type ShownHow = 'told' | 'refilled' | 'kept';

export type WorkedOn = Pick<
  ReceivePlan,
  | 'newMessages'
  | 'changedMessages'
  | 'newConversations'
  | 'changedConversations'
  | 'newEarlyEvents'
  | 'usedEarlyEventIds'
  | 'touched'
>;

const toName = (phoneNumberId: string, wamid: string) => `${phoneNumberId} ${wamid}`;
const addressKey = (accountId: string, phoneNumberId: string, address: string) =>
  `${accountId} ${phoneNumberId} ${address}`;

class Lists<T> extends Map<string, Set<T>> {
  put(name: string, item: T): void {
    const list = this.get(name);
    if (list) list.add(item);
    else this.set(name, new Set([item]));
  }
  of = (name: string): T[] => [...(this.get(name) ?? [])];
}

class Documents<T extends { _id: string; revision: number }> {
  readonly added: T[] = [];
  readonly #byId = new Map<string, T>();
  readonly #before = new Map<string, T>();
  readonly #touched = new Set<T>();

  know(stored: T): T {
    const becomes = { ...stored };
    this.#before.set(stored._id, stored);
    this.#byId.set(stored._id, becomes);
    return becomes;
  }
  all = (): Iterable<T> => this.#byId.values();
  add(document: T): void {
    this.added.push(document);
    this.#byId.set(document._id, document);
  }
  get = (id: string): T | undefined => this.#byId.get(id);
  touch(document: T): void {
    this.#touched.add(document);
  }

  changed(): Changed<T>[] {
    return [...this.#before.values()].flatMap((before) => {
      const after = this.#byId.get(before._id);
      if (!after || !this.#touched.has(after)) return [];
      after.revision = before.revision + 1;
      return [{ before, after }];
    });
  }
}

/** Everything the updates name, as it becomes. Knows no rule of Meta's. */
export class WorkingSet {
  readonly #messages = new Documents<MessageRecord>();
  readonly #byWamid = new Map<string, MessageRecord>();
  readonly #byWamidKey = new Lists<MessageRecord>();
  readonly #answers = new Lists<MessageRecord>();
  readonly #conversations = new Documents<ConversationRecord>();
  readonly #byAddress = new Map<string, ConversationRecord>();
  readonly #earlyEvents = new Lists<EarlyEventRecord>();
  readonly #earlyEventsByKey = new Lists<EarlyEventRecord>();
  readonly #earlyEventIds = new Set<string>();
  readonly #newEarlyEvents: EarlyEventRecord[] = [];
  readonly #usedEarlyEventIds = new Set<string>();
  readonly #touched = new Map<string, { [Kind in keyof TouchedInbox]: Set<TouchedInbox[Kind][number]> }>();

  constructor(known: KnownInbox) {
    for (const stored of known.conversations) this.#findByAddresses(this.#conversations.know(stored));
    for (const stored of known.messages) this.#find(this.#messages.know(stored));
    for (const earlyEvent of known.earlyEvents) this.#indexEarlyEvent(earlyEvent);
  }

  readonly message = this.#messages.get;
  readonly messages = this.#messages.all;
  findMessage(phoneNumberId: string, wamid: string): MessageRecord | undefined {
    return this.#byWamid.get(toName(phoneNumberId, wamid));
  }
  messagesWithKey(phoneNumberId: string, key: string): MessageRecord[] {
    return this.#byWamidKey.of(toName(phoneNumberId, key));
  }
  answersTo = ({ _id }: MessageRecord): MessageRecord[] =>
    this.#answers.of(_id).filter((answer) => answer.replyTo?.id === _id);

  addMessage(message: MessageRecord): void {
    this.#messages.add(message);
    this.#find(message);
  }
  #find(message: MessageRecord): void {
    const { phoneNumberId, wamid, replyTo } = message;
    if (replyTo?.id) this.#answers.put(replyTo.id, message);
    if (!wamid) return;
    this.#byWamid.set(toName(phoneNumberId, wamid), message);
    const key = wamidKey(wamid);
    if (key) this.#byWamidKey.put(toName(phoneNumberId, key), message);
  }
  #indexEarlyEvent(earlyEvent: EarlyEventRecord): void {
    const { _id, phoneNumberId, wamid } = earlyEvent;
    this.#earlyEventIds.add(_id);
    this.#earlyEvents.put(toName(phoneNumberId, wamid), earlyEvent);
    if (earlyEvent.wamidKey) this.#earlyEventsByKey.put(toName(phoneNumberId, earlyEvent.wamidKey), earlyEvent);
  }

  readonly conversation = this.#conversations.get;
  conversationAt(accountId: string, phoneNumberId: string, address: string): ConversationRecord | undefined {
    return this.#byAddress.get(addressKey(accountId, phoneNumberId, address));
  }
  addConversation(conversation: ConversationRecord): void {
    this.#conversations.add(conversation);
    this.#findByAddresses(conversation);
  }
  #findByAddresses(conversation: ConversationRecord): void {
    const { accountId, phoneNumberId, addresses } = conversation;
    for (const address of addresses) {
      this.#byAddress.set(addressKey(accountId, phoneNumberId, comparedAddress(address)), conversation);
    }
  }

  /** Takes them: they are not kept any longer. @param isAbout decides for the other form of the wamid. */
  takeEarlyEvents(message: MessageRecord, isAbout: (earlyEvent: EarlyEventRecord) => boolean): EarlyEventRecord[] {
    const { accountId, phoneNumberId, wamid = '' } = message;
    const exact = this.#earlyEvents.of(toName(phoneNumberId, wamid));
    const key = this.#earlyEventsByKey.size > 0 ? wamidKey(wamid) : null;
    const others = key === null ? [] : this.#earlyEventsByKey.of(toName(phoneNumberId, key)).filter(isAbout);
    const own = [...new Set([...exact, ...others])].filter(
      (earlyEvent) => earlyEvent.accountId === accountId && !this.#usedEarlyEventIds.has(earlyEvent._id),
    );
    for (const { _id } of own) this.#usedEarlyEventIds.add(_id);
    return own;
  }
  /** @returns false when it is kept already. */
  addEarlyEvent(earlyEvent: EarlyEventRecord): boolean {
    if (this.#earlyEventIds.has(earlyEvent._id)) return false;
    this.#indexEarlyEvent(earlyEvent);
    this.#newEarlyEvents.push(earlyEvent);
    return true;
  }

  touchMessage(message: MessageRecord, how: ShownHow = 'told'): void {
    this.#messages.touch(message);
    // It may have its wamid, or its quote, only now.
    this.#find(message);
    this.showMessage(message, how);
  }
  showMessage(message: MessageRecord, how: ShownHow): void {
    if (how === 'kept') return;
    const { messages, refilled } = this.#touchedIn(message.accountId);
    if (how === 'refilled') refilled.add(message.conversationId);
    else messages.add(message);
  }
  touchConversation(conversation: ConversationRecord): void {
    this.#conversations.touch(conversation);
    this.#touchedIn(conversation.accountId).conversations.add(conversation);
  }
  #touchedIn(accountId: string) {
    const touched = this.#touched.get(accountId) ?? {
      messages: new Set(),
      conversations: new Set(),
      refilled: new Set(),
    };
    this.#touched.set(accountId, touched);
    return touched;
  }

  workedOn(): WorkedOn {
    const touched = [...this.#touched].map(
      ([accountId, { messages, conversations, refilled }]): [string, TouchedInbox] => [
        accountId,
        { messages: [...messages], conversations: [...conversations], refilled: [...refilled] },
      ],
    );
    const newIds = new Set(this.#newEarlyEvents.map(({ _id }) => _id));
    return {
      newMessages: this.#messages.added,
      changedMessages: this.#messages.changed(),
      newConversations: this.#conversations.added,
      changedConversations: this.#conversations.changed(),
      newEarlyEvents: this.#newEarlyEvents.filter(({ _id }) => !this.#usedEarlyEventIds.has(_id)),
      usedEarlyEventIds: [...this.#usedEarlyEventIds].filter((id) => !newIds.has(id)),
      touched: new Map(touched),
    };
  }
}
