import { groupAddress, isReactionId } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import type { MessageFact } from './earlyEvent.model.js';
import { readReplyPrice } from './freeReplies.js';
import { isAboutAnotherMessage, readMedia } from './messageContent.mapper.js';
import { applyFact, toFact } from './messageFacts.js';
import { toSide } from './messageSide.js';
import type { ReceivedConversations } from './receivedConversations.js';
import type { ReceivedFiles } from './receivedFiles.js';
import { type MessageUpdate, type Receiving, type StatusUpdate, shownHow } from './receiving.js';
import type { ShownHow } from './workingSet.js';

/** What is said about messages: their status, reactions, edits, deletions, and files that come after them. */
export class ReceivedFacts {
  readonly #work: Receiving;
  readonly #conversations: ReceivedConversations;
  readonly #files: ReceivedFiles;

  constructor(work: Receiving, conversations: ReceivedConversations, files: ReceivedFiles) {
    this.#work = work;
    this.#conversations = conversations;
    this.#files = files;
  }

  /** Of a message about another one, or a file that came without its message. */
  add({ accountId, arrivedAt, update }: MessageUpdate): void {
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
    const own = update.callbackData ? this.#work.set.message(update.callbackData) : undefined;
    const fact: MessageFact = { kind: 'status', status, at, ...(error ? { error } : {}), ...(price ? { price } : {}) };
    if (
      !this.#isOfItsGroup(own ?? this.#work.references.messageNamed(update.phoneNumberId, update.id), update.groupId)
    ) {
      this.#work.seen.repeated += 1;
      return;
    }
    // A status may have our id before Meta's is known.
    if (own && own.accountId === accountId && own.phoneNumberId === update.phoneNumberId) {
      const place = this.#work.references.settleWamid(own, update.id);
      if (place.echo)
        this.#work.seen.ownEchoes.push({ accountId, ownId: own._id, echoId: place.echo._id, wamid: update.id });
      if (place.isOwn) {
        this.applyTo(own, fact);
        return;
      }
    }
    this.#applyOrKeep(accountId, update.phoneNumberId, update.id, arrivedAt, fact);
  }

  #isOfItsGroup(message: MessageRecord | undefined, groupId: string | undefined): boolean {
    const conversation = message && this.#work.set.conversation(message.conversationId);
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
    const message = this.#work.references.messageNamed(phoneNumberId, wamid);
    if (message) {
      if (message.accountId === accountId) this.applyTo(message, fact, how);
      return;
    }
    if (this.#work.references.keep({ accountId, phoneNumberId, wamid, arrivedAt }, fact)) this.#work.seen.fresh += 1;
    else this.#work.seen.repeated += 1;
  }

  /** Says to a message what is now known of it, and to whoever looks at it. */
  applyTo(message: MessageRecord, fact: MessageFact, how: ShownHow = 'told'): void {
    const isDelivered = fact.kind === 'status' && (fact.status === 'delivered' || fact.status === 'read');
    if (isDelivered && message.origin === 'switchboard') {
      const seen = this.#work.seen.delivered.get(message.phoneNumberId);
      if (!seen || seen < fact.at) this.#work.seen.delivered.set(message.phoneNumberId, fact.at);
    }
    const isNews = this.hear(message, fact);
    if (fact.kind !== 'status' && fact.kind !== 'reaction') this.#work.references.refreshAnswersTo(message);
    if (!isNews) {
      this.repeat(message, message.accountId);
      return;
    }
    this.#work.seen.fresh += 1;
    this.#work.set.touchMessage(message, how);
    this.#conversations.showLast(message);
    if (fact.kind === 'status' && fact.status === 'sent') this.#hearTaken(message, fact.at);
  }

  /** Says it to the message alone. @returns whether anything changed. */
  hear(message: MessageRecord, fact: MessageFact): boolean {
    if (!applyFact(message, fact)) return false;
    const file = fact.kind === 'file' ? readMedia(fact.content) : null;
    if (file) this.#files.fetch(file, message);
    return true;
  }

  /** A free message that Meta took makes us the one who answers; a template does not. */
  #hearTaken({ origin, content, conversationId }: MessageRecord, at: Date): void {
    const conversation = this.#work.set.conversation(conversationId);
    if (origin !== 'switchboard' || content.kind === 'template' || !conversation?.responder) return;
    this.#conversations.applySign(conversation, { kind: 'ours', at });
  }

  /** Counts a repetition; shown once more where the first time may not have been. */
  repeat(message: MessageRecord, accountId: string): void {
    this.#work.seen.repeated += 1;
    if (!this.#work.again || message.accountId !== accountId) return;
    this.#work.set.showMessage(message, message.isPast ? 'refilled' : 'told');
    this.#work.seen.recount.add(message.conversationId);
  }
}
