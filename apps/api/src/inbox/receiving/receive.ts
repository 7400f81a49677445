import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
  WebhookContact,
} from '@switchboard/graph';
import { toMessageProblem } from '../../platform/messageProblem.js';
import type { ConversationRecord } from '../conversation.model.js';
import { newGroup, readGroupId, readSender } from '../groups/group.js';
import { isSamePeer, unitedPeer } from '../identity/facts.js';
import { isByAnswered } from '../identity/openedWindow.js';
import { isTheirs, readNewNames, readPeer } from '../identity/peers.js';
import { groupAddress, isReactionId, receivedMediaId, toSortKey } from '../ids.js';
import { toSearchText, toShownPreview } from '../inbox.dto.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import { opensWindow, wantsReading } from '../reading.js';
import { responderAfter, sentBy, standbyMarks } from '../responders/learn.js';
import { addCallEvent, newLine, toLineId, toPeerMessage } from '../responders/line.js';
import { isOwnAct, type ResponderSign, type ResponderState, toHandover, withSign } from '../responders/responder.js';
import { isAnswerOnPhone, isUnread } from './answered.js';
import type { MessageFact } from './earlyEvent.model.js';
import { readReplyPrice } from './freeReplies.js';
import { isAboutAnotherMessage, type MediaAtMeta, readMedia, toMessageContent } from './messageContent.mapper.js';
import { toContext, waitingPicture } from './messageContext.js';
import { applyFact, toFact } from './messageFacts.js';
import { People } from './people.js';
import { QuotesAndNames } from './quotesAndNames.js';
import type { KnownInbox, ReceivePlan, RoutedLine, RoutedUpdate } from './receive.types.js';
import { takenName } from './references.js';
import { waitingMedia } from './waitingMedia.js';
import { type ShownHow, type WorkedOn, WorkingSet } from './workingSet.js';

type LiveUpdate = RoutedUpdate & { update: InboundMessageUpdate | MessageEchoUpdate };
type PastUpdate = RoutedUpdate & { update: PastMessageUpdate };
type MessageUpdate = LiveUpdate | PastUpdate;
type StatusUpdate = RoutedUpdate & { update: MessageStatusUpdate };

const standsAlone = ({ contact, message }: MessageUpdate['update']): boolean =>
  contact !== undefined && !isAboutAnotherMessage(message.content);

/**
 * Turns updates into a plan of writes. Pure: order and repetition do not matter.
 *
 * @param again the updates may be stored in part: what is there is announced once more, and counts are made from the
 * messages.
 * @param owners conversation by message id, where addresses alone do not decide (`identity/`).
 * @param taken names that an earlier account of the number has in use (`ownNames.ts`).
 */
export function planReceive(
  routed: readonly RoutedUpdate[],
  known: KnownInbox,
  now: Date,
  again: boolean,
  lines: readonly RoutedLine[] = [],
  owners: ReadonlyMap<string, string> = noOwners,
  taken: ReadonlySet<string> = noneTaken,
): ReceivePlan {
  const work = new Receiving(known, now, again, owners, taken);
  // Messages first: reactions and statuses of the same delivery find them then.
  const messages = routed.filter((one): one is MessageUpdate => one.update.kind !== 'status');
  for (const one of messages) if (standsAlone(one.update)) work.addMessage(one);
  for (const line of lines) work.addLine(line);
  for (const one of messages) if (!standsAlone(one.update)) work.addFact(one);
  for (const one of routed) if (one.update.kind === 'status') work.addStatus(one as StatusUpdate);
  return work.plan();
}

const noOwners: ReadonlyMap<string, string> = new Map();
const noneTaken: ReadonlySet<string> = new Set();

class Receiving {
  readonly #set: WorkingSet;
  readonly #references: QuotesAndNames;
  readonly #people: People;
  readonly #seen: Omit<ReceivePlan, keyof WorkedOn> = {
    newMedia: [],
    recount: new Set(),
    fresh: 0,
    repeated: 0,
    delivered: new Map(),
    ownEchoes: [],
  };

  constructor(
    known: KnownInbox,
    private readonly now: Date,
    private readonly again: boolean,
    owners: ReadonlyMap<string, string>,
    private readonly taken: ReadonlySet<string>,
  ) {
    this.#set = new WorkingSet(known);
    this.#references = new QuotesAndNames(this.#set, again, taken);
    this.#people = new People(this.#set, owners);
  }

  addMessage(routed: MessageUpdate): void {
    const { update } = routed;
    const { phoneNumberId, contact, message } = update;
    if (!contact) return;
    const stored = this.#references.messageNamed(phoneNumberId, message.id);
    if (stored) {
      this.#meetAgain(stored, routed);
      for (const about of this.#references.takeFacts(stored)) this.#applyTo(stored, about);
      return;
    }
    if (this.#wasTheirs(routed)) {
      this.#seen.repeated += 1;
      return;
    }
    const conversation = this.#findConversation(routed, contact);
    if (update.kind !== 'past') this.#setResponder(conversation, responderAfter(conversation, update));
    const record = this.#newRecord(routed, conversation);
    if (!record) return;
    Object.assign(record, toContext(update.message, record._id));
    this.#fetchPicture(record);
    this.#set.addMessage(record);
    this.#references.quote(record, update);
    this.#seen.fresh += 1;
    for (const about of this.#references.takeFacts(record)) this.#hear(record, about);
    this.#references.refreshAnswersTo(record);
    this.#set.touchMessage(record, shownHow(update));
    this.#noteInConversation(conversation, record);
  }

  /**
   * A repetition of what the earlier account was sent is theirs. A history import is for whoever has the number now.
   */
  #wasTheirs({ sharedSince, update }: MessageUpdate): boolean {
    if (update.kind === 'past' || !sharedSince || update.message.timestamp >= sharedSince) return false;
    return this.taken.has(takenName(update.phoneNumberId, update.message.id));
  }

  #newRecord({ accountId, arrivedAt, place, update }: MessageUpdate, conversation: ConversationRecord) {
    const { phoneNumberId, message } = update;
    const { content } = message;
    if (isAboutAnotherMessage(content)) return null;
    const id = this.#references.newMessageId(accountId, phoneNumberId, message.id);
    const shown = toMessageContent(content, receivedMediaId(id));
    const record: MessageRecord = {
      _id: id,
      accountId,
      phoneNumberId,
      conversationId: conversation._id,
      wamid: message.id,
      ...this.#references.wamidKeyFor(phoneNumberId, message.id, toSide(update).direction),
      ...(update.contact && !readGroupId(update) ? { peer: readPeer({ contact: update.contact, message }) } : {}),
      ...toSide(update),
      ...(update.kind === 'past' ? {} : standbyMarks(conversation, update)),
      ...readSender(update),
      at: message.timestamp,
      arrivedAt: update.kind === 'past' ? arrivedAt : this.#unseenArrival(conversation, arrivedAt),
      sortKey: toSortKey(message.timestamp, arrivedAt, place, id),
      content: shown,
      revision: 1,
    };
    const searchText = toSearchText(shown);
    if (searchText) record.searchText = searchText;
    const becomes = readGroupId(update) ? undefined : readNewNames(content);
    if (becomes) record.becomes = becomes;
    const file = readMedia(content);
    if (file) this.#fetch(file, record);
    return record;
  }

  /** Meta repeats a message, or sends it live and in the history. */
  #meetAgain(stored: MessageRecord, routed: MessageUpdate): void {
    const { accountId, update } = routed;
    const isOurs = stored.accountId === accountId;
    if (isOurs && !readGroupId(update)) this.#learnPeer(stored, update);
    if (isOurs && update.kind === 'past' && this.#learnFromPast(stored, update)) return;
    if (isOurs && update.kind !== 'past' && (stored.isPast || (stored.isStandby && !update.isStandby))) {
      this.#comeAlive(stored, routed as LiveUpdate);
      return;
    }
    this.#repeat(stored, accountId);
    if (this.again && isOurs) this.#complete(stored, update);
  }

  /** Meta gives different names each time: all are kept. */
  #learnPeer(stored: MessageRecord, { contact, message }: MessageUpdate['update']): void {
    // We know ourselves whom our own message went to.
    if (!contact || stored.origin === 'switchboard') return;
    const reported = readPeer({ contact, message });
    const peer = stored.peer ? unitedPeer(stored.peer, reported) : reported;
    if (stored.peer && isSamePeer(stored.peer, peer)) return;
    stored.peer = peer;
    if (opensWindow(stored) || stored.becomes) this.#seen.recount.add(stored.conversationId);
    this.#set.touchMessage(stored, 'kept');
  }

  #learnFromPast(stored: MessageRecord, update: PastMessageUpdate): boolean {
    const { message } = update;
    const isFilled = this.#hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    // A message sent from here gets its status itself, with the times.
    const { status, problem } = toSide(update);
    const isFurther = stored.origin === 'phone_app' && isLaterStatus(stored.status, status);
    if (isFurther) {
      stored.status = status;
      if (problem) stored.problem = problem;
      else delete stored.problem;
    }
    if (!isFilled && !isFurther) return false;
    this.#seen.fresh += 1;
    this.#set.touchMessage(stored, 'refilled');
    this.#references.refreshAnswersTo(stored);
    this.#showLast(stored);
    return true;
  }

  /** A message of the history, or one we were only shown, that comes live is unread and ours to answer. */
  #comeAlive(stored: MessageRecord, { accountId, arrivedAt, update }: LiveUpdate): void {
    const { contact, message } = update;
    const named = this.#findConversation({ accountId, update }, contact);
    const conversation = this.#set.conversation(stored.conversationId) ?? named;
    this.#setResponder(conversation, responderAfter(conversation, update));
    delete stored.isPast;
    delete stored.isStandby;
    Object.assign(stored, standbyMarks(conversation, update));
    if (update.kind === 'echo' && !update.isStandby && stored.origin !== 'switchboard') stored.origin = 'phone_app';
    stored.arrivedAt = this.#unseenArrival(conversation, arrivedAt);
    this.#hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    this.#seen.fresh += 1;
    this.#set.touchMessage(stored);
    this.#references.refreshAnswersTo(stored);
    this.#noteInConversation(conversation, stored);
    this.#showLast(stored);
  }

  /** Nobody has seen a message that is stored late. */
  #unseenArrival({ readUpTo }: ConversationRecord, arrivedAt: Date): Date {
    if (!readUpTo || arrivedAt > readUpTo) return arrivedAt;
    return new Date(Math.max(this.now.getTime(), readUpTo.getTime() + 1));
  }

  /** After a crash: its conversation, addresses and file. */
  #complete(message: MessageRecord, update: MessageUpdate['update']) {
    const { contact, message: reported } = update;
    const { content } = reported;
    if (!contact) return;
    const here = this.#set.conversation(message.conversationId);
    if (!here || message.origin !== 'switchboard') {
      const conversation = this.#findConversation({ accountId: message.accountId, update }, contact);
      // Another process began the conversation, or settled whose the address is.
      if (message.conversationId !== conversation._id) {
        if (here) this.#seen.recount.add(here._id);
        message.conversationId = conversation._id;
        this.#set.touchMessage(message);
        this.#noteInConversation(conversation, message);
      }
    }
    this.#fetchPicture(message);
    const file = readMedia(content);
    if (file && message.content.kind === 'media' && message.content.media.state === 'waiting')
      this.#fetch(file, message);
  }

  #fetchPicture(message: MessageRecord): void {
    const picture = waitingPicture(message, this.now);
    if (picture) this.#seen.newMedia.push(picture);
  }

  #fetch(file: MediaAtMeta, message: MessageRecord): void {
    this.#seen.newMedia.push(waitingMedia(file, message, this.now));
  }

  /** A call or a hand-over, at Meta's time and once. */
  addLine(line: RoutedLine): void {
    const { accountId, arrivedAt, update } = line;
    const stored = this.#set.message(toLineId(line));
    const named = stored && this.#set.conversation(stored.conversationId);
    const conversation = named ?? this.#people.conversationFor(accountId, update.phoneNumberId, toPeerMessage(line));
    if (stored && stored.conversationId !== conversation._id) {
      stored.conversationId = conversation._id;
      this.#set.touchMessage(stored);
      this.#noteInConversation(conversation, stored);
    }
    if (update.kind === 'handover') {
      if (conversation.responder && isOwnAct(conversation.responder, update)) {
        this.#seen.repeated += 1;
        return;
      }
      this.#applyResponderSign(conversation, { kind: 'handover', handover: toHandover(update) });
    }
    if (!stored) {
      const record = newLine(line, conversation._id, this.#unseenArrival(conversation, arrivedAt));
      this.#set.addMessage(record);
      this.#seen.fresh += 1;
      this.#set.touchMessage(record);
      this.#noteInConversation(conversation, record);
      return;
    }
    const wanted = wantsReading(stored);
    if (!addCallEvent(stored, line)) {
      this.#repeat(stored, accountId);
      if (this.again) this.#noteInConversation(conversation, stored);
      return;
    }
    this.#seen.fresh += 1;
    // A call that turns out to be missed has been seen by nobody.
    if (!wanted && wantsReading(stored)) stored.arrivedAt = this.#unseenArrival(conversation, stored.arrivedAt);
    this.#set.touchMessage(stored);
    this.#showLast(stored);
    this.#seen.recount.add(conversation._id);
  }

  #applyResponderSign(conversation: ConversationRecord, sign: ResponderSign): void {
    this.#setResponder(conversation, withSign(conversation.responder, sign));
  }

  #setResponder(conversation: ConversationRecord, responder: ResponderState | undefined): void {
    if (responder === conversation.responder) return;
    conversation.responder = responder;
    this.#set.touchConversation(conversation);
  }

  #groupFor(accountId: string, phoneNumberId: string, groupId: string, at: Date): ConversationRecord {
    const found = this.#set.conversationAt(accountId, phoneNumberId, groupAddress(groupId));
    if (found) return found;
    const group = newGroup(accountId, phoneNumberId, groupId, at);
    this.#set.addConversation(group);
    this.#set.touchConversation(group);
    return group;
  }

  addFact({ accountId, arrivedAt, update }: MessageUpdate): void {
    const { content, timestamp, id } = update.message;
    const { phoneNumberId } = update;
    const how = shownHow(update);
    if (!isAboutAnotherMessage(content)) {
      this.#applyOrKeep(accountId, phoneNumberId, id, arrivedAt, { kind: 'file', at: timestamp, content }, how);
      return;
    }
    const by = toSide(update).direction === 'out' ? 'business' : 'customer';
    const fact = toFact(content, by, timestamp);
    this.#applyOrKeep(accountId, phoneNumberId, content.target, arrivedAt, fact, how);
  }

  addStatus({ accountId, arrivedAt, update }: StatusUpdate): void {
    const { status, timestamp: at, error } = update;
    const price = readReplyPrice(update);
    // A reaction has no message of its own, but is priced.
    if (update.callbackData && isReactionId(update.callbackData) && price !== 'free') return;
    const own = update.callbackData ? this.#set.message(update.callbackData) : undefined;
    const fact: MessageFact = { kind: 'status', status, at, ...(error ? { error } : {}), ...(price ? { price } : {}) };
    if (!this.#isOfItsGroup(own ?? this.#references.messageNamed(update.phoneNumberId, update.id), update.groupId)) {
      this.#seen.repeated += 1;
      return;
    }
    // A status may have our id before Meta's is known.
    if (own && own.accountId === accountId && own.phoneNumberId === update.phoneNumberId) {
      const place = this.#references.settleWamid(own, update.id);
      if (place.echo)
        this.#seen.ownEchoes.push({ accountId, ownId: own._id, echoId: place.echo._id, wamid: update.id });
      if (place.isOwn) {
        this.#applyTo(own, fact);
        return;
      }
    }
    this.#applyOrKeep(accountId, update.phoneNumberId, update.id, arrivedAt, fact);
  }

  #isOfItsGroup(message: MessageRecord | undefined, groupId: string | undefined): boolean {
    const conversation = message && this.#set.conversation(message.conversationId);
    return groupId === undefined || !conversation || conversation.addresses.includes(groupAddress(groupId));
  }

  #applyOrKeep(
    accountId: string,
    phoneNumberId: string,
    wamid: string,
    arrivedAt: Date,
    fact: MessageFact,
    how: ShownHow = 'told',
  ): void {
    const message = this.#references.messageNamed(phoneNumberId, wamid);
    if (message) {
      if (message.accountId === accountId) this.#applyTo(message, fact, how);
      return;
    }
    if (this.#references.keep({ accountId, phoneNumberId, wamid, arrivedAt }, fact)) this.#seen.fresh += 1;
    else this.#seen.repeated += 1;
  }

  /** @returns whether anything changed. */
  #hear(message: MessageRecord, fact: MessageFact): boolean {
    if (!applyFact(message, fact)) return false;
    const file = fact.kind === 'file' ? readMedia(fact.content) : null;
    if (file) this.#fetch(file, message);
    return true;
  }

  #applyTo(message: MessageRecord, fact: MessageFact, how: ShownHow = 'told'): void {
    const isDelivered = fact.kind === 'status' && (fact.status === 'delivered' || fact.status === 'read');
    if (isDelivered && message.origin === 'switchboard') {
      const seen = this.#seen.delivered.get(message.phoneNumberId);
      if (!seen || seen < fact.at) this.#seen.delivered.set(message.phoneNumberId, fact.at);
    }
    const isNews = this.#hear(message, fact);
    if (fact.kind !== 'status' && fact.kind !== 'reaction') this.#references.refreshAnswersTo(message);
    if (!isNews) {
      this.#repeat(message, message.accountId);
      return;
    }
    this.#seen.fresh += 1;
    this.#set.touchMessage(message, how);
    this.#showLast(message);
    if (fact.kind === 'status' && fact.status === 'sent') this.#hearTaken(message, fact.at);
  }

  /** A free message that Meta took makes us the one who answers; a template does not. */
  #hearTaken({ origin, content, conversationId }: MessageRecord, at: Date): void {
    const conversation = this.#set.conversation(conversationId);
    if (origin !== 'switchboard' || content.kind === 'template' || !conversation?.responder) return;
    this.#applyResponderSign(conversation, { kind: 'ours', at });
  }

  #showLast(message: MessageRecord): void {
    const conversation = this.#set.conversation(message.conversationId);
    if (conversation?.lastMessage?.id !== message._id) return;
    conversation.lastMessage = toLastMessage(message);
    this.#set.touchConversation(conversation);
  }

  #repeat(message: MessageRecord, accountId: string): void {
    this.#seen.repeated += 1;
    if (!this.again || message.accountId !== accountId) return;
    this.#set.showMessage(message, message.isPast ? 'refilled' : 'told');
    this.#seen.recount.add(message.conversationId);
  }

  #findConversation({ accountId, update }: Pick<MessageUpdate, 'accountId' | 'update'>, contact: WebhookContact) {
    const { phoneNumberId, message } = update;
    const groupId = readGroupId(update);
    if (groupId) return this.#groupFor(accountId, phoneNumberId, groupId, message.timestamp);
    return this.#people.conversationFor(accountId, phoneNumberId, { isTheirs: isTheirs(update), contact, message });
  }

  #noteInConversation(conversation: ConversationRecord, record: MessageRecord): void {
    if (record.at > conversation.lastActivityAt) conversation.lastActivityAt = record.at;
    if (!conversation.lastMessage || conversation.lastMessage.sortKey < record.sortKey) {
      conversation.lastMessage = toLastMessage(record);
    }
    if (wantsReading(record) && isUnread(record, conversation)) conversation.unread += 1;
    if (opensWindow(record) && !conversation.isGroup) {
      const isByUsed = isByAnswered(record.peer, conversation);
      if (!isByUsed) this.#seen.recount.add(conversation._id);
      if (isByUsed && (!conversation.lastInboundAt || record.at >= conversation.lastInboundAt)) {
        conversation.lastInboundAt = record.at;
        // The phone decides what of the history is read; somebody else what they answer.
        if (record.wamid && !record.isPast && !record.isStandby) conversation.lastInboundWamid = record.wamid;
      }
    }
    if (isAnswerOnPhone(record)) this.#readUpToAnswer(conversation, record.at);
    this.#set.touchConversation(conversation);
    // A change carries the 24 hours over.
    if (this.again || record.becomes) this.#seen.recount.add(conversation._id);
  }

  /** An answer on the phone reads what was said before it. */
  #readUpToAnswer(conversation: ConversationRecord, at: Date): void {
    if (conversation.answeredUpTo && conversation.answeredUpTo >= at) return;
    conversation.answeredUpTo = at;
    if (conversation.unread === 0) return;
    if (conversation.lastActivityAt <= at) {
      conversation.unread = 0;
      return;
    }
    // Messages in groups or under earlier addresses were not read: the database counts.
    conversation.unread = this.#countUnread(conversation);
    this.#seen.recount.add(conversation._id);
  }

  #countUnread(conversation: ConversationRecord): number {
    let count = 0;
    for (const message of this.#set.messages()) {
      const isHere = message.conversationId === conversation._id && wantsReading(message);
      if (isHere && isUnread(message, conversation)) count += 1;
    }
    return count;
  }

  plan = (): ReceivePlan => ({ ...this.#set.workedOn(), ...this.#seen });
}

const shownHow = ({ kind }: MessageUpdate['update']): ShownHow => (kind === 'past' ? 'refilled' : 'told');

function toSide(
  update: MessageUpdate['update'],
): Pick<MessageRecord, 'direction' | 'origin' | 'status' | 'problem' | 'isPast'> {
  const isOurs = update.kind === 'past' ? update.direction === 'out' : update.kind === 'echo';
  const past = update.kind === 'past' ? ({ isPast: true } as const) : {};
  if (!isOurs) return { direction: 'in', origin: 'customer', status: 'received', ...past };
  const reported = update.kind === 'past' ? update.status : undefined;
  return {
    direction: 'out',
    origin: 'phone_app',
    // It has been sent by now.
    status: reported === undefined || reported === 'pending' ? 'sent' : reported,
    ...(reported === 'failed' ? { problem: toMessageProblem(null) } : {}),
    ...past,
  };
}

const kindShown = ({ content, deletedAt }: MessageRecord): string => {
  if (deletedAt !== undefined) return 'deleted';
  return content.kind === 'media' ? content.media.kind : content.kind;
};

export const toLastMessage = (record: MessageRecord): NonNullable<ConversationRecord['lastMessage']> => ({
  id: record._id,
  direction: record.direction,
  kind: kindShown(record),
  preview: toShownPreview(record),
  status: record.status,
  ...sentBy(record),
  ...(record.sender ? { sender: record.sender } : {}),
  sortKey: record.sortKey,
});
