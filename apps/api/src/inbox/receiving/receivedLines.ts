import { wantsReading } from '../reading.js';
import { addCallEvent, newLine, toLineId, toPeerMessage } from '../responders/line.js';
import { isOwnAct, toHandover } from '../responders/responder.js';
import type { RoutedLine } from './receive.types.js';
import type { ReceivedConversations } from './receivedConversations.js';
import type { ReceivedFacts } from './receivedFacts.js';
import type { Receiving } from './receiving.js';

/** Calls and hand-overs, which are lines of a conversation without being messages of it. */
export class ReceivedLines {
  readonly #work: Receiving;
  readonly #conversations: ReceivedConversations;
  readonly #facts: ReceivedFacts;

  constructor(work: Receiving, conversations: ReceivedConversations, facts: ReceivedFacts) {
    this.#work = work;
    this.#conversations = conversations;
    this.#facts = facts;
  }

  /** A call or a hand-over, at Meta's time and once. */
  add(line: RoutedLine): void {
    const { accountId, arrivedAt, update } = line;
    const stored = this.#work.set.message(toLineId(line));
    const named = stored && this.#work.set.conversation(stored.conversationId);
    const conversation =
      named ?? this.#work.people.conversationFor(accountId, update.phoneNumberId, toPeerMessage(line));
    if (stored && stored.conversationId !== conversation._id) {
      stored.conversationId = conversation._id;
      this.#work.set.touchMessage(stored);
      this.#conversations.note(conversation, stored);
    }
    if (update.kind === 'handover') {
      if (conversation.responder && isOwnAct(conversation.responder, update)) {
        this.#work.seen.repeated += 1;
        return;
      }
      this.#conversations.applySign(conversation, { kind: 'handover', handover: toHandover(update) });
    }
    if (!stored) {
      const record = newLine(line, conversation._id, this.#conversations.unseenArrival(conversation, arrivedAt));
      this.#work.set.addMessage(record);
      this.#work.seen.fresh += 1;
      this.#work.set.touchMessage(record);
      this.#conversations.note(conversation, record);
      return;
    }
    const wanted = wantsReading(stored);
    if (!addCallEvent(stored, line)) {
      this.#facts.repeat(stored, accountId);
      if (this.#work.again) this.#conversations.note(conversation, stored);
      return;
    }
    this.#work.seen.fresh += 1;
    // A call that turns out to be missed has been seen by nobody.
    if (!wanted && wantsReading(stored))
      stored.arrivedAt = this.#conversations.unseenArrival(conversation, stored.arrivedAt);
    this.#work.set.touchMessage(stored);
    this.#conversations.showLast(stored);
    this.#work.seen.recount.add(conversation._id);
  }
}
