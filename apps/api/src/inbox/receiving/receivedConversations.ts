import type { WebhookContact } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { newGroup, readGroupId } from '../groups/group.js';
import { isByAnswered } from '../identity/openedWindow.js';
import { isTheirs } from '../identity/peers.js';
import { groupAddress } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import { opensWindow, wantsReading } from '../reading.js';
import { type ResponderSign, type ResponderState, withSign } from '../responders/responder.js';
import { isAnswerOnPhone, isUnread } from './answered.js';
import { toLastMessage } from './lastMessage.js';
import type { MessageUpdate, Receiving } from './receiving.js';

/** Conversations as messages, facts and lines come into them. */
export class ReceivedConversations {
  readonly #work: Receiving;

  constructor(work: Receiving) {
    this.#work = work;
  }

  /** Where a message belongs; begun where there is none. */
  find({ accountId, update }: Pick<MessageUpdate, 'accountId' | 'update'>, contact: WebhookContact) {
    const { phoneNumberId, message } = update;
    const groupId = readGroupId(update);
    if (groupId) return this.#groupFor(accountId, phoneNumberId, groupId, message.timestamp);
    return this.#work.people.conversationFor(accountId, phoneNumberId, {
      isTheirs: isTheirs(update),
      contact,
      message,
    });
  }

  #groupFor(accountId: string, phoneNumberId: string, groupId: string, at: Date): ConversationRecord {
    const found = this.#work.set.conversationAt(accountId, phoneNumberId, groupAddress(groupId));
    if (found) return found;
    const group = newGroup(accountId, phoneNumberId, groupId, at);
    this.#work.set.addConversation(group);
    this.#work.set.touchConversation(group);
    return group;
  }

  setResponder(conversation: ConversationRecord, responder: ResponderState | undefined): void {
    if (responder === conversation.responder) return;
    conversation.responder = responder;
    this.#work.set.touchConversation(conversation);
  }

  applySign(conversation: ConversationRecord, sign: ResponderSign): void {
    this.setResponder(conversation, withSign(conversation.responder, sign));
  }

  /** Nobody has seen a message that is stored late. */
  unseenArrival({ readUpTo }: ConversationRecord, arrivedAt: Date): Date {
    if (!readUpTo || arrivedAt > readUpTo) return arrivedAt;
    return new Date(Math.max(this.#work.now.getTime(), readUpTo.getTime() + 1));
  }

  /** Lets a conversation know a message of its own: its place in the list, what is unread, the 24 hours. */
  note(conversation: ConversationRecord, record: MessageRecord): void {
    if (record.at > conversation.lastActivityAt) conversation.lastActivityAt = record.at;
    if (!conversation.lastMessage || conversation.lastMessage.sortKey < record.sortKey) {
      conversation.lastMessage = toLastMessage(record);
    }
    if (wantsReading(record) && isUnread(record, conversation)) conversation.unread += 1;
    if (opensWindow(record) && !conversation.isGroup) {
      const isByUsed = isByAnswered(record.peer, conversation);
      if (!isByUsed) this.#work.seen.recount.add(conversation._id);
      if (isByUsed && (!conversation.lastInboundAt || record.at >= conversation.lastInboundAt)) {
        conversation.lastInboundAt = record.at;
        // The phone decides what of the history is read; somebody else what they answer.
        if (record.wamid && !record.isPast && !record.isStandby) conversation.lastInboundWamid = record.wamid;
      }
    }
    if (isAnswerOnPhone(record)) this.#readUpToAnswer(conversation, record.at);
    this.#work.set.touchConversation(conversation);
    // A change carries the 24 hours over.
    if (this.#work.again || record.becomes) this.#work.seen.recount.add(conversation._id);
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
    this.#work.seen.recount.add(conversation._id);
  }

  #countUnread(conversation: ConversationRecord): number {
    let count = 0;
    for (const message of this.#work.set.messages()) {
      const isHere = message.conversationId === conversation._id && wantsReading(message);
      if (isHere && isUnread(message, conversation)) count += 1;
    }
    return count;
  }

  /** Renews what the list shows of a conversation, where this is its last message. */
  showLast(message: MessageRecord): void {
    const conversation = this.#work.set.conversation(message.conversationId);
    if (conversation?.lastMessage?.id !== message._id) return;
    conversation.lastMessage = toLastMessage(message);
    this.#work.set.touchConversation(conversation);
  }
}
