import type { Chat, ChatMessage } from '../messaging/chats.js';
import type { Customer } from '../messaging/customers.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';

/** A business on a customer's phone. */
export interface ChatRow {
  number: BusinessNumber;
  last: ChatMessage | undefined;
  unread: number;
}

/** What a phone shows at one moment. */
export interface PhoneView {
  customer: Customer;
  rows: readonly ChatRow[];
  /** The chat that is open; null on the list. */
  open: { number: BusinessNumber; chat: Chat } | null;
  nowMs: number;
  /** Differs from the one before as soon as the phone looks different. */
  version: string;
}

/** Messages that failed never reached the phone. */
const reachedPhone = (message: ChatMessage) => message.tick !== 'failed';
const isUnread = ({ by, tick }: ChatMessage) => by === 'business' && (tick === 'sent' || tick === 'delivered');

/** The messages of a chat as the phone has them, in the order they were written. */
export const visibleMessages = (chat: Chat): ChatMessage[] =>
  chat.messages.filter(reachedPhone).sort((one, other) => one.at - other.at);

/** Every business, those the customer speaks with first. */
export function viewPhone(customer: Customer, numberId: string | undefined, state: SandboxState): PhoneView {
  const nowMs = state.now();
  const chats = state.chats.of(customer.id);
  const rows = state.world.numbers.map((number) => {
    const chat = state.chats.peek(number.id, customer.id);
    return {
      number,
      last: chat?.messages.findLast(reachedPhone),
      unread: chat?.messages.filter(isUnread).length ?? 0,
    };
  });
  const number = numberId === undefined ? undefined : state.world.number(numberId);
  const open = number ? { number, chat: state.chats.between(number.id, customer.id) } : null;
  const versions = chats.map((chat) => `${chat.phoneNumberId}.${chat.version}`);
  const moment = [open?.chat.isTyping(nowMs) ? 'typing' : '', open?.chat.isWindowOpen(nowMs) ? 'window' : ''];
  return {
    customer,
    rows: rows.sort((one, other) => (other.last?.at ?? 0) - (one.last?.at ?? 0)),
    open,
    nowMs,
    version: [...versions, ...moment].join(' '),
  };
}
