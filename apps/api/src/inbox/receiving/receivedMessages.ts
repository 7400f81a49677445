import type { PastMessageUpdate } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { readGroupId, readSender } from '../groups/group.js';
import { isSamePeer, unitedPeer } from '../identity/facts.js';
import { readNewNames, readPeer } from '../identity/peers.js';
import { receivedMediaId, toSortKey } from '../ids.js';
import { toSearchText } from '../inbox.dto.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import { opensWindow } from '../reading.js';
import { responderAfter, standbyMarks } from '../responders/learn.js';
import { isAboutAnotherMessage, readMedia, toMessageContent } from './messageContent.mapper.js';
import { toContext } from './messageContext.js';
import { toSide } from './messageSide.js';
import type { ReceivedConversations } from './receivedConversations.js';
import type { ReceivedFacts } from './receivedFacts.js';
import type { ReceivedFiles } from './receivedFiles.js';
import { type LiveUpdate, type MessageUpdate, type Receiving, shownHow } from './receiving.js';
import { takenName } from './references.js';

/** Messages that are new, and those that come again. */
export class ReceivedMessages {
  readonly #work: Receiving;
  readonly #conversations: ReceivedConversations;
  readonly #facts: ReceivedFacts;
  readonly #files: ReceivedFiles;

  constructor(work: Receiving, conversations: ReceivedConversations, facts: ReceivedFacts, files: ReceivedFiles) {
    this.#work = work;
    this.#conversations = conversations;
    this.#facts = facts;
    this.#files = files;
  }

  add(routed: MessageUpdate): void {
    const { update } = routed;
    const { phoneNumberId, contact, message } = update;
    if (!contact) return;
    const stored = this.#work.references.messageNamed(phoneNumberId, message.id);
    if (stored) {
      this.#meetAgain(stored, routed);
      for (const about of this.#work.references.takeFacts(stored)) this.#facts.applyTo(stored, about);
      return;
    }
    if (this.#wasTheirs(routed)) {
      this.#work.seen.repeated += 1;
      return;
    }
    const conversation = this.#conversations.find(routed, contact);
    if (update.kind !== 'past') this.#conversations.setResponder(conversation, responderAfter(conversation, update));
    const record = this.#newRecord(routed, conversation);
    if (!record) return;
    Object.assign(record, toContext(update.message, record._id));
    this.#files.fetchPicture(record);
    this.#work.set.addMessage(record);
    this.#work.references.quote(record, update);
    this.#work.seen.fresh += 1;
    for (const about of this.#work.references.takeFacts(record)) this.#facts.hear(record, about);
    this.#work.references.refreshAnswersTo(record);
    this.#work.set.touchMessage(record, shownHow(update));
    this.#conversations.note(conversation, record);
  }

  /**
   * A repetition of what the earlier account was sent is theirs. A history import is for whoever has the number now.
   */
  #wasTheirs({ sharedSince, update }: MessageUpdate): boolean {
    if (update.kind === 'past' || !sharedSince || update.message.timestamp >= sharedSince) return false;
    return this.#work.taken.has(takenName(update.phoneNumberId, update.message.id));
  }

  #newRecord({ accountId, arrivedAt, place, update }: MessageUpdate, conversation: ConversationRecord) {
    const { phoneNumberId, message } = update;
    const { content } = message;
    if (isAboutAnotherMessage(content)) return null;
    const id = this.#work.references.newMessageId(accountId, phoneNumberId, message.id);
    const shown = toMessageContent(content, receivedMediaId(id));
    const record: MessageRecord = {
      _id: id,
      accountId,
      phoneNumberId,
      conversationId: conversation._id,
      wamid: message.id,
      ...this.#work.references.wamidKeyFor(phoneNumberId, message.id, toSide(update).direction),
      ...(update.contact && !readGroupId(update) ? { peer: readPeer({ contact: update.contact, message }) } : {}),
      ...toSide(update),
      ...(update.kind === 'past' ? {} : standbyMarks(conversation, update)),
      ...readSender(update),
      at: message.timestamp,
      arrivedAt: update.kind === 'past' ? arrivedAt : this.#conversations.unseenArrival(conversation, arrivedAt),
      sortKey: toSortKey(message.timestamp, arrivedAt, place, id),
      content: shown,
      revision: 1,
    };
    const searchText = toSearchText(shown);
    if (searchText) record.searchText = searchText;
    const becomes = readGroupId(update) ? undefined : readNewNames(content);
    if (becomes) record.becomes = becomes;
    const file = readMedia(content);
    if (file) this.#files.fetch(file, record);
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
    this.#facts.repeat(stored, accountId);
    if (this.#work.again && isOurs) this.#complete(stored, update);
  }

  /** Meta gives different names each time: all are kept. */
  #learnPeer(stored: MessageRecord, { contact, message }: MessageUpdate['update']): void {
    // We know ourselves whom our own message went to.
    if (!contact || stored.origin === 'switchboard') return;
    const reported = readPeer({ contact, message });
    const peer = stored.peer ? unitedPeer(stored.peer, reported) : reported;
    if (stored.peer && isSamePeer(stored.peer, peer)) return;
    stored.peer = peer;
    if (opensWindow(stored) || stored.becomes) this.#work.seen.recount.add(stored.conversationId);
    this.#work.set.touchMessage(stored, 'kept');
  }

  #learnFromPast(stored: MessageRecord, update: PastMessageUpdate): boolean {
    const { message } = update;
    const isFilled = this.#facts.hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    // A message sent from here gets its status itself, with the times.
    const { status, problem } = toSide(update);
    const isFurther = stored.origin === 'phone_app' && isLaterStatus(stored.status, status);
    if (isFurther) {
      stored.status = status;
      if (problem) stored.problem = problem;
      else delete stored.problem;
    }
    if (!isFilled && !isFurther) return false;
    this.#work.seen.fresh += 1;
    this.#work.set.touchMessage(stored, 'refilled');
    this.#work.references.refreshAnswersTo(stored);
    this.#conversations.showLast(stored);
    return true;
  }

  /** A message of the history, or one we were only shown, that comes live is unread and ours to answer. */
  #comeAlive(stored: MessageRecord, { accountId, arrivedAt, update }: LiveUpdate): void {
    const { contact, message } = update;
    const named = this.#conversations.find({ accountId, update }, contact);
    const conversation = this.#work.set.conversation(stored.conversationId) ?? named;
    this.#conversations.setResponder(conversation, responderAfter(conversation, update));
    delete stored.isPast;
    delete stored.isStandby;
    Object.assign(stored, standbyMarks(conversation, update));
    if (update.kind === 'echo' && !update.isStandby && stored.origin !== 'switchboard') stored.origin = 'phone_app';
    stored.arrivedAt = this.#conversations.unseenArrival(conversation, arrivedAt);
    this.#facts.hear(stored, { kind: 'file', at: message.timestamp, content: message.content });
    this.#work.seen.fresh += 1;
    this.#work.set.touchMessage(stored);
    this.#work.references.refreshAnswersTo(stored);
    this.#conversations.note(conversation, stored);
    this.#conversations.showLast(stored);
  }

  /** After a crash: its conversation, addresses and file. */
  #complete(message: MessageRecord, update: MessageUpdate['update']) {
    const { contact, message: reported } = update;
    const { content } = reported;
    if (!contact) return;
    const here = this.#work.set.conversation(message.conversationId);
    if (!here || message.origin !== 'switchboard') {
      const conversation = this.#conversations.find({ accountId: message.accountId, update }, contact);
      // Another process began the conversation, or settled whose the address is.
      if (message.conversationId !== conversation._id) {
        if (here) this.#work.seen.recount.add(here._id);
        message.conversationId = conversation._id;
        this.#work.set.touchMessage(message);
        this.#conversations.note(conversation, message);
      }
    }
    this.#files.fetchPicture(message);
    const file = readMedia(content);
    if (file && message.content.kind === 'media' && message.content.media.state === 'waiting')
      this.#files.fetch(file, message);
  }
}
