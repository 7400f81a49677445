import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
} from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { isSamePeer, unitedPeer } from '../identity/facts.js';
import { becomesOf, isTheirs, peerOf } from '../identity/peers.js';
import { isReactionId, receivedMediaId, receivedMessageId, sortKeyOf, strayId } from '../ids.js';
import { previewOf, searchTextOf } from '../inbox.dto.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import { problemOfCode } from '../sending/sendProblems.js';
import { isAboutAnotherMessage, type MediaAtMeta, mediaOf, toMessageContent } from './messageContent.mapper.js';
import { applyFact, factOf } from './messageFacts.js';
import { People } from './people.js';
import type { KnownInbox, PlacedUpdate, ReceivePlan } from './receive.types.js';
import type { StrayFact } from './stray.model.js';
import { waitingMedia } from './waitingMedia.js';
import { type ToldHow, type WorkedOn, WorkingSet } from './workingSet.js';

type LiveUpdate = PlacedUpdate & { update: InboundMessageUpdate | MessageEchoUpdate };
type PastUpdate = PlacedUpdate & { update: PastMessageUpdate };
type MessageUpdate = LiveUpdate | PastUpdate;
type StatusUpdate = PlacedUpdate & { update: MessageStatusUpdate };

/** Whether an update can be placed by itself; others are about a message that has to be there. */
const standsAlone = ({ contact, message }: MessageUpdate['update']): boolean =>
  contact !== undefined && !isAboutAnotherMessage(message.content);

/**
 * Turns what Meta said into what has to be written. Pure: no clock, no database, no network; the same updates over the
 * same stored state give the same plan, in whatever order and however often Meta sent them.
 *
 * @param again these updates may have been written before, in part: after a crash, a lost answer or a race. What is there
 *   already is then told to the browsers once more, and the counts are made from the messages.
 * @param owners by message id, the conversation it belongs to, where its addresses alone do not tell (`identity/`).
 */
export function planReceive(
  placed: readonly PlacedUpdate[],
  known: KnownInbox,
  now: Date,
  again: boolean,
  owners: ReadonlyMap<string, string> = noOwners,
): ReceivePlan {
  const work = new Receiving(known, now, again, owners);
  // Messages first: a reaction or a status in the same delivery then finds the message it is about.
  const messages = placed.filter((one): one is MessageUpdate => one.update.kind !== 'status');
  for (const one of messages) if (standsAlone(one.update)) work.addMessage(one);
  for (const one of messages) if (!standsAlone(one.update)) work.addFact(one);
  for (const one of placed) if (one.update.kind === 'status') work.addStatus(one as StatusUpdate);
  return work.plan();
}

const noOwners: ReadonlyMap<string, string> = new Map();

/** What Meta's words do to the inbox, one update after the other. */
class Receiving {
  readonly #set: WorkingSet;
  readonly #people: People;
  readonly #seen: Omit<ReceivePlan, keyof WorkedOn> = {
    newMedia: [],
    recount: new Set(),
    fresh: 0,
    repeated: 0,
    delivered: new Map(),
  };

  constructor(
    known: KnownInbox,
    private readonly now: Date,
    private readonly again: boolean,
    owners: ReadonlyMap<string, string>,
  ) {
    this.#set = new WorkingSet(known);
    this.#people = new People(this.#set, owners);
  }

  addMessage(placed: MessageUpdate): void {
    const { accountId, update } = placed;
    const { phoneNumberId, contact, message } = update;
    if (!contact) return;
    const stored = this.#set.messageOf(phoneNumberId, message.id);
    if (stored) {
      this.#meetAgain(stored, placed);
      for (const { about } of this.#set.takeStraysOf(stored)) this.#applyTo(stored, about);
      return;
    }
    const conversation = this.#people.conversationFor(accountId, phoneNumberId, {
      isTheirs: isTheirs(update),
      contact,
      message,
    });
    const record = this.#newRecord(placed, conversation);
    if (!record) return;
    this.#addContext(record, update);
    this.#set.addMessage(record);
    this.#seen.fresh += 1;
    for (const { about } of this.#set.takeStraysOf(record)) this.#hear(record, about);
    this.#set.touchMessage(record, toldHow(update));
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
      ...(update.contact ? { peer: peerOf({ contact: update.contact, message }) } : {}),
      ...sideOf(update),
      at: message.timestamp,
      arrivedAt: update.kind === 'past' ? arrivedAt : this.#unseenArrival(conversation, arrivedAt),
      sortKey: sortKeyOf(message.timestamp, arrivedAt, place, id),
      content: shown,
      revision: 1,
    };
    const searchText = searchTextOf(shown);
    if (searchText) record.searchText = searchText;
    const becomes = becomesOf(content);
    if (becomes) record.becomes = becomes;
    const file = mediaOf(content);
    if (file) this.#fetch(file, record);
    return record;
  }

  /** The message is stored: Meta repeats itself, or tells of the same one live and in the past of the phone. */
  #meetAgain(stored: MessageRecord, placed: MessageUpdate): void {
    const { accountId, update } = placed;
    const isOurs = stored.accountId === accountId;
    if (isOurs) this.#learnPeer(stored, update);
    if (isOurs && update.kind === 'past' && this.#learnFromPast(stored, update)) return;
    if (isOurs && update.kind !== 'past' && stored.isPast) {
      this.#comeAlive(stored, placed as LiveUpdate);
      return;
    }
    this.#repeat(stored, accountId);
    if (this.again && isOurs) this.#complete(stored, update);
  }

  /** Meta does not tell of a message with the same names each time. Whom it is from is kept with all of them. */
  #learnPeer(stored: MessageRecord, { contact, message }: MessageUpdate['update']): void {
    // Whom one of ours went to, we know ourselves.
    if (!contact || stored.origin === 'switchboard') return;
    const told = peerOf({ contact, message });
    const peer = stored.peer ? unitedPeer(stored.peer, told) : told;
    if (stored.peer && isSamePeer(stored.peer, peer)) return;
    stored.peer = peer;
    this.#set.touchMessage(stored, 'kept');
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
    this.#seen.fresh += 1;
    this.#set.touchMessage(stored, 'refilled');
    this.#showLast(stored);
    return true;
  }

  /** A message of the past comes live as well: nobody here has read it, and it is no more history than any other. */
  #comeAlive(stored: MessageRecord, { accountId, arrivedAt, update }: LiveUpdate): void {
    const { phoneNumberId, contact, message } = update;
    const named = this.#people.conversationFor(accountId, phoneNumberId, {
      isTheirs: isTheirs(update),
      contact,
      message,
    });
    const conversation = this.#set.conversation(stored.conversationId) ?? named;
    delete stored.isPast;
    stored.arrivedAt = this.#unseenArrival(conversation, arrivedAt);
    this.#hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    this.#seen.fresh += 1;
    this.#set.touchMessage(stored);
    this.#noteInConversation(conversation, stored);
    this.#showLast(stored);
  }

  /** Nobody has seen a message that is placed only now, also when others that came after it have been read meanwhile. */
  #unseenArrival({ readUpTo }: ConversationRecord, arrivedAt: Date): Date {
    if (!readUpTo || arrivedAt > readUpTo) return arrivedAt;
    return new Date(Math.max(this.now.getTime(), readUpTo.getTime() + 1));
  }

  /** What a crash may have left out beside a message that is stored: its conversation, the customer's addresses, its file. */
  #complete(message: MessageRecord, update: MessageUpdate['update']) {
    const { phoneNumberId, contact, message: told } = update;
    const { content } = told;
    if (!contact) return;
    const here = this.#set.conversation(message.conversationId);
    // Whom one of ours went to, we know ourselves.
    if (!here || message.origin !== 'switchboard') {
      const conversation = this.#people.conversationFor(message.accountId, phoneNumberId, {
        isTheirs: isTheirs(update),
        contact,
        message: told,
      });
      // Another process was quicker: to begin one with this customer, or to find out whose the address is by now.
      if (message.conversationId !== conversation._id) {
        if (here) this.#seen.recount.add(here._id);
        message.conversationId = conversation._id;
        this.#set.touchMessage(message);
        this.#noteInConversation(conversation, message);
      }
    }
    const file = mediaOf(content);
    if (file && message.content.kind === 'media' && message.content.media.state === 'waiting')
      this.#fetch(file, message);
  }

  #fetch(file: MediaAtMeta, message: MessageRecord): void {
    this.#seen.newMedia.push(waitingMedia(file, message, this.now));
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
    const own = update.callbackData ? this.#set.message(update.callbackData) : undefined;
    const fact: StrayFact = { kind: 'status', status, at, ...(error ? { error } : {}) };
    // Our own id is in the status, so it finds the message before Meta's id for it is known here.
    if (own && own.accountId === accountId && own.phoneNumberId === update.phoneNumberId) {
      const holder = this.#set.messageOf(update.phoneNumberId, update.id);
      if (own.wamid === undefined && (holder === undefined || holder === own)) {
        own.wamid = update.id;
        this.#set.touchMessage(own);
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
    const message = this.#set.messageOf(phoneNumberId, wamid);
    if (message) {
      if (message.accountId === accountId) this.#applyTo(message, fact, how);
      return;
    }
    const _id = strayId(phoneNumberId, wamid, JSON.stringify(fact));
    if (!this.#set.addStray({ _id, accountId, phoneNumberId, wamid, at: fact.at, arrivedAt, about: fact })) {
      this.#seen.repeated += 1;
      return;
    }
    this.#seen.fresh += 1;
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
      const seen = this.#seen.delivered.get(message.phoneNumberId);
      if (!seen || seen < fact.at) this.#seen.delivered.set(message.phoneNumberId, fact.at);
    }
    if (!this.#hear(message, fact)) {
      this.#repeat(message, message.accountId);
      return;
    }
    this.#seen.fresh += 1;
    this.#set.touchMessage(message, how);
    this.#showLast(message);
  }

  /** Brings the row of the list up to date when this is the message it shows. */
  #showLast(message: MessageRecord): void {
    const conversation = this.#set.conversation(message.conversationId);
    if (conversation?.lastMessage?.id !== message._id) return;
    conversation.lastMessage = lastMessageOf(message);
    this.#set.touchConversation(conversation);
  }

  #repeat(message: MessageRecord, accountId: string): void {
    this.#seen.repeated += 1;
    if (!this.again || message.accountId !== accountId) return;
    this.#set.tellMessage(message, message.isPast ? 'refilled' : 'told');
    this.#seen.recount.add(message.conversationId);
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
    const answered = this.#set.messageOf(phoneNumberId, context.repliesTo);
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
    this.#set.touchConversation(conversation);
    if (this.again) this.#seen.recount.add(conversation._id);
  }

  plan = (): ReceivePlan => ({ ...this.#set.workedOn(), ...this.#seen });
}

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
