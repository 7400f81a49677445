import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
  WebhookContact,
} from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import {
  addressesOf,
  isReactionId,
  newConversationId,
  phoneAddress,
  receivedMediaId,
  receivedMessageId,
  sortKeyOf,
  strayId,
  userIdAddress,
} from '../ids.js';
import { previewOf, searchTextOf } from '../inbox.dto.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import { problemOfCode } from '../sending/sendProblems.js';
import { isAboutAnotherMessage, type MediaAtMeta, mediaOf, toMessageContent } from './messageContent.mapper.js';
import { applyFact, factOf } from './messageFacts.js';
import type { KnownInbox, PlacedUpdate, ReceivePlan } from './receive.types.js';
import type { StrayFact } from './stray.model.js';
import { waitingMedia } from './waitingMedia.js';

type LiveUpdate = PlacedUpdate & { update: InboundMessageUpdate | MessageEchoUpdate };
type PastUpdate = PlacedUpdate & { update: PastMessageUpdate };
type MessageUpdate = LiveUpdate | PastUpdate;
type StatusUpdate = PlacedUpdate & { update: MessageStatusUpdate };

const wamidKey = (phoneNumberId: string, wamid: string) => `${phoneNumberId} ${wamid}`;
const addressKey = (accountId: string, phoneNumberId: string, address: string) =>
  `${accountId} ${phoneNumberId} ${address}`;

type Searched = Pick<ConversationRecord, 'savedName' | 'name' | 'waId' | 'username'>;
/** Names, number and username in lower case. */
export const searchKeyOf = ({ savedName, name, waId, username }: Searched): string =>
  [savedName, name, waId, username].filter(Boolean).join(' ').toLowerCase();

/** Whether an update can be placed by itself; others are about a message that has to be there. */
const standsAlone = ({ contact, message }: MessageUpdate['update']): boolean =>
  contact !== undefined && !isAboutAnotherMessage(message.content);

/**
 * Turns what Meta said into what has to be written. Pure: no clock, no database, no network; the same updates over the
 * same stored state give the same plan, in whatever order and however often Meta sent them.
 *
 * @param again these updates may have been written before, in part: after a crash, a lost answer or a race. What is there
 *   already is then told to the browsers once more, and the counts are made from the messages.
 */
export function planReceive(
  placed: readonly PlacedUpdate[],
  known: KnownInbox,
  now: Date,
  again: boolean,
): ReceivePlan {
  const work = new InboxWork(known, now, again);
  // Messages first: a reaction or a status in the same delivery then finds the message it is about.
  const messages = placed.filter((one): one is MessageUpdate => one.update.kind !== 'status');
  for (const one of messages) if (standsAlone(one.update)) work.addMessage(one);
  for (const one of messages) if (!standsAlone(one.update)) work.addFact(one);
  for (const one of placed) if (one.update.kind === 'status') work.addStatus(one as StatusUpdate);
  return work.plan();
}

/** The stored documents that the updates name, as they become. */
class InboxWork {
  readonly #messages = new Map<string, MessageRecord>();
  readonly #messagesByWamid = new Map<string, MessageRecord>();
  readonly #conversations = new Map<string, ConversationRecord>();
  readonly #conversationsByAddress = new Map<string, ConversationRecord>();
  readonly #before = new Map<string, MessageRecord | ConversationRecord>();
  readonly #changed = new Set<string>();
  readonly #strays: KnownInbox['strays'];
  readonly #strayIds: Set<string>;
  readonly #usedStrays = new Set<string>();
  readonly #plan: ReceivePlan = {
    newMessages: [],
    changedMessages: [],
    newConversations: [],
    changedConversations: [],
    newMedia: [],
    newStrays: [],
    usedStrayIds: [],
    touched: new Map(),
    recount: new Set(),
    fresh: 0,
    repeated: 0,
    delivered: new Map(),
  };

  constructor(
    known: KnownInbox,
    private readonly now: Date,
    private readonly again: boolean,
  ) {
    this.#strays = known.strays;
    this.#strayIds = new Set(known.strays.map((stray) => stray._id));
    for (const conversation of known.conversations) {
      this.#before.set(conversation._id, conversation);
      this.#keepConversation({ ...conversation });
    }
    for (const message of known.messages) {
      this.#before.set(message._id, message);
      this.#keepMessage({ ...message });
    }
  }

  addMessage(placed: MessageUpdate): void {
    const { accountId, update } = placed;
    const { phoneNumberId, contact, message } = update;
    if (!contact) return;
    const stored = this.#messagesByWamid.get(wamidKey(phoneNumberId, message.id));
    if (stored) {
      this.#meetAgain(stored, placed);
      for (const { about } of this.#takeStrays(stored)) this.#applyTo(stored, about);
      return;
    }
    const conversation = this.#conversationFor(accountId, phoneNumberId, contact, message.timestamp);
    const record = this.#newRecord(placed, conversation);
    if (!record) return;
    if (update.kind !== 'past' && message.content.type === 'system') this.#readdress(conversation, message.content);
    this.#addContext(record, update);
    this.#keepMessage(record);
    this.#plan.newMessages.push(record);
    this.#plan.fresh += 1;
    for (const { about } of this.#takeStrays(record)) this.#hear(record, about);
    this.#touchMessage(record, toldHow(update));
    this.#noteInConversation(conversation, record);
  }

  #newRecord({ accountId, arrivedAt, place, update }: MessageUpdate, conversation: ConversationRecord) {
    const { phoneNumberId, message } = update;
    const { content } = message;
    if (isAboutAnotherMessage(content)) return null;
    const id = receivedMessageId(phoneNumberId, message.id);
    const shown = toMessageContent(content, receivedMediaId(phoneNumberId, message.id));
    const record: MessageRecord = {
      _id: id,
      accountId,
      phoneNumberId,
      conversationId: conversation._id,
      wamid: message.id,
      ...sideOf(update),
      at: message.timestamp,
      arrivedAt: update.kind === 'past' ? arrivedAt : this.#unseenArrival(conversation, arrivedAt),
      sortKey: sortKeyOf(message.timestamp, arrivedAt, place, id),
      content: shown,
      revision: 1,
    };
    const searchText = searchTextOf(shown);
    if (searchText) record.searchText = searchText;
    const file = mediaOf(content);
    if (file) this.#fetch(file, record);
    return record;
  }

  /** The message is stored: Meta repeats itself, or tells of the same one live and in the past of the phone. */
  #meetAgain(stored: MessageRecord, placed: MessageUpdate): void {
    const { accountId, update } = placed;
    const isOurs = stored.accountId === accountId;
    if (isOurs && update.kind === 'past' && this.#learnFromPast(stored, update)) return;
    if (isOurs && update.kind !== 'past' && stored.isPast) {
      this.#comeAlive(stored, placed as LiveUpdate);
      return;
    }
    this.#repeat(stored, accountId);
    if (this.again && isOurs) this.#complete(stored, update);
  }

  /** @returns whether it told anything new: the file in place of its placeholder, or that the message got further. */
  #learnFromPast(stored: MessageRecord, update: PastMessageUpdate): boolean {
    const { message } = update;
    const isFilled = this.#hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    // What was sent from here hears of its status itself, and with the times.
    const { status, problem } = sideOf(update);
    const isFurther = stored.origin === 'phone_app' && isLaterStatus(stored.status, status);
    if (isFurther) {
      stored.status = status;
      if (problem) stored.problem = problem;
      else delete stored.problem;
    }
    if (!isFilled && !isFurther) return false;
    this.#plan.fresh += 1;
    this.#touchMessage(stored, 'refilled');
    this.#showLast(stored);
    return true;
  }

  /** A message of the past comes live as well: nobody here has read it, and it is no more history than any other. */
  #comeAlive(stored: MessageRecord, { accountId, arrivedAt, update }: LiveUpdate): void {
    const { phoneNumberId, contact, message } = update;
    const named = this.#conversationFor(accountId, phoneNumberId, contact, message.timestamp);
    const conversation = this.#conversations.get(stored.conversationId) ?? named;
    delete stored.isPast;
    stored.arrivedAt = this.#unseenArrival(conversation, arrivedAt);
    this.#hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    this.#plan.fresh += 1;
    this.#touchMessage(stored);
    this.#noteInConversation(conversation, stored);
    this.#showLast(stored);
  }

  /** Nobody has seen a message that is placed only now, also when others that came after it have been read meanwhile. */
  #unseenArrival({ readUpTo }: ConversationRecord, arrivedAt: Date): Date {
    if (!readUpTo || arrivedAt > readUpTo) return arrivedAt;
    return new Date(Math.max(this.now.getTime(), readUpTo.getTime() + 1));
  }

  /** What a crash may have left out beside a message that is stored: its conversation, the customer's addresses, its file. */
  #complete(
    message: MessageRecord,
    { kind, phoneNumberId, contact, message: { content, timestamp } }: MessageUpdate['update'],
  ) {
    if (!contact) return;
    let conversation = this.#conversations.get(message.conversationId);
    if (conversation) {
      this.#learnAddresses(conversation, addressesOf(contact));
      if (contact.userId) conversation.userId ??= contact.userId;
    } else {
      conversation = this.#conversationFor(message.accountId, phoneNumberId, contact, timestamp);
      // Another process was quicker to begin one with this customer, under another address.
      if (message.conversationId !== conversation._id) {
        message.conversationId = conversation._id;
        this.#touchMessage(message);
      }
      this.#noteInConversation(conversation, message);
    }
    if (kind !== 'past' && content.type === 'system') this.#readdress(conversation, content);
    const file = mediaOf(content);
    if (file && message.content.kind === 'media' && message.content.media.state === 'waiting')
      this.#fetch(file, message);
  }

  #fetch(file: MediaAtMeta, message: MessageRecord): void {
    this.#plan.newMedia.push(waitingMedia(file, message, this.now));
  }

  /** A reaction, an edit or a removal, by the customer or from the phone; or a file whose chat nobody named. */
  addFact({ accountId, arrivedAt, update }: MessageUpdate): void {
    const { content, timestamp, id } = update.message;
    const { phoneNumberId } = update;
    const how = toldHow(update);
    if (!isAboutAnotherMessage(content)) {
      this.#applyOrKeep(accountId, phoneNumberId, id, arrivedAt, { kind: 'file', at: timestamp, content }, how);
      return;
    }
    const by = sideOf(update).direction === 'out' ? 'business' : 'customer';
    const fact = factOf(content, by, timestamp);
    this.#applyOrKeep(accountId, phoneNumberId, content.target, arrivedAt, fact, how);
  }

  addStatus({ accountId, arrivedAt, update }: StatusUpdate): void {
    const { status, timestamp: at, error } = update;
    if (update.callbackData && isReactionId(update.callbackData)) return;
    const own = update.callbackData ? this.#messages.get(update.callbackData) : undefined;
    const fact: StrayFact = { kind: 'status', status, at, ...(error ? { error } : {}) };
    // Our own id is in the status, so it finds the message before Meta's id for it is known here.
    if (own && own.accountId === accountId && own.phoneNumberId === update.phoneNumberId) {
      const holder = this.#messagesByWamid.get(wamidKey(update.phoneNumberId, update.id));
      if (own.wamid === undefined && (holder === undefined || holder === own)) {
        own.wamid = update.id;
        this.#touchMessage(own);
      }
      if (own.wamid === update.id) {
        this.#applyTo(own, fact);
        return;
      }
    }
    this.#applyOrKeep(accountId, update.phoneNumberId, update.id, arrivedAt, fact);
  }

  #applyOrKeep(
    accountId: string,
    phoneNumberId: string,
    wamid: string,
    arrivedAt: Date,
    fact: StrayFact,
    how: ToldHow = 'told',
  ): void {
    const message = this.#messagesByWamid.get(wamidKey(phoneNumberId, wamid));
    if (message) {
      if (message.accountId === accountId) this.#applyTo(message, fact, how);
      return;
    }
    const id = strayId(phoneNumberId, wamid, JSON.stringify(fact));
    if (this.#strayIds.has(id)) {
      this.#plan.repeated += 1;
      return;
    }
    this.#strayIds.add(id);
    this.#plan.newStrays.push({ _id: id, accountId, phoneNumberId, wamid, at: fact.at, arrivedAt, about: fact });
    this.#plan.fresh += 1;
  }

  /** What came before its message. */
  #takeStrays({ accountId, phoneNumberId, wamid }: MessageRecord): KnownInbox['strays'] {
    const found = this.#strays.filter(
      (stray) => stray.phoneNumberId === phoneNumberId && stray.wamid === wamid && stray.accountId === accountId,
    );
    for (const stray of found) this.#usedStrays.add(stray._id);
    return found;
  }

  /** Applies a fact, and has the file fetched that it brings. @returns whether it changed anything. */
  #hear(message: MessageRecord, fact: StrayFact): boolean {
    if (!applyFact(message, fact)) return false;
    const file = fact.kind === 'file' ? mediaOf(fact.content) : null;
    if (file) this.#fetch(file, message);
    return true;
  }

  #applyTo(message: MessageRecord, fact: StrayFact, how: ToldHow = 'told'): void {
    const isDelivered = fact.kind === 'status' && (fact.status === 'delivered' || fact.status === 'read');
    // What the phone sent proves nothing about sending from here.
    if (isDelivered && message.origin === 'switchboard') {
      const seen = this.#plan.delivered.get(message.phoneNumberId);
      if (!seen || seen < fact.at) this.#plan.delivered.set(message.phoneNumberId, fact.at);
    }
    if (!this.#hear(message, fact)) {
      this.#repeat(message, message.accountId);
      return;
    }
    this.#plan.fresh += 1;
    this.#touchMessage(message, how);
    this.#showLast(message);
  }

  /** Brings the row of the list up to date when this is the message it shows. */
  #showLast(message: MessageRecord): void {
    const conversation = this.#conversations.get(message.conversationId);
    if (conversation?.lastMessage?.id !== message._id) return;
    conversation.lastMessage = lastMessageOf(message);
    this.#touchConversation(conversation);
  }

  #repeat(message: MessageRecord, accountId: string): void {
    this.#plan.repeated += 1;
    if (!this.again || message.accountId !== accountId) return;
    this.#tell(message, message.isPast ? 'refilled' : 'told');
    this.#plan.recount.add(message.conversationId);
  }

  #conversationFor(accountId: string, phoneNumberId: string, contact: WebhookContact, at: Date): ConversationRecord {
    const addresses = addressesOf(contact);
    const found = addresses
      // The business-scoped id is the surer of the two: phone numbers change hands.
      .toReversed()
      .map((address) => this.#conversationsByAddress.get(addressKey(accountId, phoneNumberId, address)))
      .find((conversation) => conversation !== undefined);
    const conversation = found ?? this.#begin(accountId, phoneNumberId, addresses, at);
    const before = JSON.stringify([conversation.name, conversation.username, conversation.waId, conversation.userId]);
    this.#learnAddresses(conversation, addresses);
    // The address that was written from last is the one to answer to.
    const isLatest = !conversation.lastInboundAt || at >= conversation.lastInboundAt;
    if (contact.waId && (!conversation.waId || isLatest)) conversation.waId = contact.waId;
    if (contact.userId) conversation.userId = contact.userId;
    if (contact.name) conversation.name = contact.name;
    if (contact.username) conversation.username = contact.username;
    const after = JSON.stringify([conversation.name, conversation.username, conversation.waId, conversation.userId]);
    if (before !== after) {
      conversation.searchKey = searchKeyOf(conversation);
      this.#touchConversation(conversation);
    }
    return conversation;
  }

  #begin(accountId: string, phoneNumberId: string, addresses: string[], at: Date): ConversationRecord {
    const conversation: ConversationRecord = {
      _id: newConversationId(accountId, phoneNumberId, addresses[0] ?? ''),
      accountId,
      phoneNumberId,
      addresses,
      searchKey: '',
      lastActivityAt: at,
      unread: 0,
      revision: 1,
    };
    this.#keepConversation(conversation);
    this.#plan.newConversations.push(conversation);
    this.#touchConversation(conversation);
    return conversation;
  }

  /** Both addresses of one customer lead to one conversation; one that leads elsewhere already is left there. */
  #learnAddresses(conversation: ConversationRecord, addresses: readonly string[]): void {
    for (const address of addresses) {
      const key = addressKey(conversation.accountId, conversation.phoneNumberId, address);
      if (this.#conversationsByAddress.has(key)) continue;
      this.#conversationsByAddress.set(key, conversation);
      if (!conversation.addresses.includes(address)) conversation.addresses = [...conversation.addresses, address];
      this.#touchConversation(conversation);
    }
  }

  /** The customer has a new number or id: what is written from now on goes there, in the same conversation. */
  #readdress(conversation: ConversationRecord, { newWaId, newUserId }: { newWaId?: string; newUserId?: string }): void {
    this.#learnAddresses(conversation, [
      ...(newWaId ? [phoneAddress(newWaId)] : []),
      ...(newUserId ? [userIdAddress(newUserId)] : []),
    ]);
    if (newWaId) conversation.waId = newWaId;
    if (newUserId) conversation.userId = newUserId;
    conversation.searchKey = searchKeyOf(conversation);
    this.#touchConversation(conversation);
  }

  #addContext(record: MessageRecord, { phoneNumberId, message }: MessageUpdate['update']): void {
    const { context, referral } = message;
    if (context?.frequentlyForwarded) record.forwarded = 'often';
    else if (context?.forwarded) record.forwarded = 'once';
    if (referral) {
      const { headline, body, sourceUrl } = referral;
      record.referral = { headline: headline ?? null, body: body ?? null, url: sourceUrl ?? null };
    }
    if (!context?.repliesTo) return;
    const answered = this.#messagesByWamid.get(wamidKey(phoneNumberId, context.repliesTo));
    const isOurs = answered?.accountId === record.accountId;
    record.replyTo = {
      wamid: context.repliesTo,
      id: isOurs ? answered._id : null,
      preview: isOurs ? previewOf(answered.content) : '',
      direction: isOurs ? answered.direction : 'out',
    };
  }

  #noteInConversation(conversation: ConversationRecord, record: MessageRecord): void {
    if (record.at > conversation.lastActivityAt) conversation.lastActivityAt = record.at;
    if (!conversation.lastMessage || conversation.lastMessage.sortKey < record.sortKey) {
      conversation.lastMessage = lastMessageOf(record);
    }
    if (opensWindow(record)) {
      const isUnread = !record.isPast && (!conversation.readUpTo || record.arrivedAt > conversation.readUpTo);
      if (isUnread) conversation.unread += 1;
      if (!conversation.lastInboundAt || record.at >= conversation.lastInboundAt) {
        conversation.lastInboundAt = record.at;
        // Whether a message of the past counts as read was decided on the phone.
        if (!record.isPast) conversation.lastInboundWamid = record.wamid;
      }
    }
    this.#touchConversation(conversation);
    if (this.again) this.#plan.recount.add(conversation._id);
  }

  #keepMessage(message: MessageRecord): void {
    this.#messages.set(message._id, message);
    if (message.wamid) this.#messagesByWamid.set(wamidKey(message.phoneNumberId, message.wamid), message);
  }
  #keepConversation(conversation: ConversationRecord): void {
    this.#conversations.set(conversation._id, conversation);
    for (const address of conversation.addresses) {
      const { accountId, phoneNumberId } = conversation;
      this.#conversationsByAddress.set(addressKey(accountId, phoneNumberId, address), conversation);
    }
  }

  readonly #lists = new Map<
    string,
    { messages: Set<MessageRecord>; conversations: Set<ConversationRecord>; refilled: Set<string> }
  >();
  #list(accountId: string) {
    const list = this.#lists.get(accountId) ?? { messages: new Set(), conversations: new Set(), refilled: new Set() };
    this.#lists.set(accountId, list);
    return list;
  }
  #touchMessage(message: MessageRecord, how: ToldHow = 'told'): void {
    this.#changed.add(message._id);
    this.#tell(message, how);
    if (message.wamid) this.#messagesByWamid.set(wamidKey(message.phoneNumberId, message.wamid), message);
  }
  #tell(message: MessageRecord, how: ToldHow): void {
    const { messages, refilled } = this.#list(message.accountId);
    if (how === 'refilled') refilled.add(message.conversationId);
    else messages.add(message);
  }
  #touchConversation(conversation: ConversationRecord): void {
    this.#changed.add(conversation._id);
    this.#list(conversation.accountId).conversations.add(conversation);
  }

  plan(): ReceivePlan {
    const plan = this.#plan;
    for (const [records, changes] of [
      [this.#messages, plan.changedMessages],
      [this.#conversations, plan.changedConversations],
    ] as const) {
      for (const record of records.values()) {
        const before = this.#before.get(record._id);
        if (before === undefined || !this.#changed.has(record._id)) continue;
        record.revision = before.revision + 1;
        changes.push({ before, after: record } as never);
      }
    }
    plan.usedStrayIds = [...this.#usedStrays];
    for (const [accountId, { messages, conversations, refilled }] of this.#lists) {
      plan.touched.set(accountId, {
        messages: [...messages],
        conversations: [...conversations],
        refilled: [...refilled],
      });
    }
    return plan;
  }
}

/** A message is told by itself; of a chunk of the past, which may have thousands, only into which threads it went. */
type ToldHow = 'told' | 'refilled';
const toldHow = ({ kind }: MessageUpdate['update']): ToldHow => (kind === 'past' ? 'refilled' : 'told');

/** What a message is by who wrote it, and how. */
function sideOf(
  update: MessageUpdate['update'],
): Pick<MessageRecord, 'direction' | 'origin' | 'status' | 'problem' | 'isPast'> {
  const isOurs = update.kind === 'past' ? update.direction === 'out' : update.kind === 'echo';
  const past = update.kind === 'past' ? ({ isPast: true } as const) : {};
  if (!isOurs) return { direction: 'in', origin: 'customer', status: 'received', ...past };
  const told = update.kind === 'past' ? update.status : undefined;
  return {
    direction: 'out',
    origin: 'phone_app',
    // What the phone had not sent yet when it told will be on its way by now.
    status: told === undefined || told === 'pending' ? 'sent' : told,
    ...(told === 'failed' ? { problem: problemOfCode(null) } : {}),
    ...past,
  };
}

export const lastMessageOf = (record: MessageRecord): NonNullable<ConversationRecord['lastMessage']> => ({
  id: record._id,
  direction: record.direction,
  kind: record.content.kind === 'media' ? record.content.media.kind : record.content.kind,
  preview: previewOf(record.content),
  status: record.status,
  sortKey: record.sortKey,
});

/** Whether a message restarts the 24 hours and wants to be read: what WhatsApp itself says does neither. */
export const opensWindow = ({ direction, content }: Pick<MessageRecord, 'direction' | 'content'>): boolean =>
  direction === 'in' && content.kind !== 'system';
