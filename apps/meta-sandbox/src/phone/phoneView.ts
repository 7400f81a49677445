import type { Chat, ChatMessage } from '../messaging/chats.js';
import type { Customer } from '../messaging/customers.js';
import type { Group } from '../messaging/groups.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';

export interface ChatRow {
  number: BusinessNumber;
  last: ChatMessage | undefined;
  unread: number;
}

export interface Place {
  number: string;
  groupId: string | undefined;
}

export const toQuery = ({ number, groupId }: Place): string =>
  `number=${number}${groupId === undefined ? '' : `&group=${encodeURIComponent(groupId)}`}`;

export interface OpenChat {
  number: BusinessNumber;
  chat: Chat;
  group: Group | undefined;
  place: Place;
}

export interface PhoneView {
  customer: Customer;
  rows: readonly ChatRow[];
  groups: readonly Group[];
  open: OpenChat | null;
  /** The customer opted out of the open business's marketing. */
  isOptedOut: boolean;
  nowMs: number;
  /** Changes whenever the phone looks different. */
  version: string;
}

/** Failed messages never reached the phone. */
const reachedPhone = (message: ChatMessage) => message.tick !== 'failed';
const isUnread = ({ by, tick }: ChatMessage) => by === 'business' && (tick === 'sent' || tick === 'delivered');

/** In order of writing. */
export const visibleMessages = (chat: Chat): ChatMessage[] =>
  chat.messages.filter(reachedPhone).sort((one, other) => one.at - other.at);

/** Businesses with a chat come first. */
export function viewPhone(customer: Customer, place: Place | undefined, state: SandboxState): PhoneView {
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
  const groups = state.groups.of(customer.id);
  const open = openChat(customer, place, state);
  const isOptedOut = open !== null && state.optOuts.has(open.number.id, customer.id);
  const shared = groups.flatMap(({ id }) => state.chats.of(id));
  const versions = [...chats, ...shared].map((chat) => `${chat.phoneNumberId}.${chat.customerId}.${chat.version}`);
  const moment = [open?.chat.isTyping(nowMs) ? 'typing' : '', open?.chat.isWindowOpen(nowMs) ? 'window' : ''];
  const person = [customer.waId ?? '', customer.userId ?? '', isOptedOut ? 'stopped' : '', String(groups.length)];
  return {
    customer,
    rows: rows.sort((one, other) => (other.last?.at ?? 0) - (one.last?.at ?? 0)),
    groups,
    open,
    isOptedOut,
    nowMs,
    version: [...versions, ...moment, ...person].join(' '),
  };
}

function openChat(customer: Customer, place: Place | undefined, state: SandboxState): OpenChat | null {
  const number = place && state.world.number(place.number);
  if (!number) return null;
  const group = place.groupId === undefined ? undefined : state.groups.find(place.groupId);
  return { number, group, place, chat: state.chats.between(number.id, group?.id ?? customer.id) };
}
