import type { JsonObject } from '../webhooks/payload.js';
import { type Writer, wamidKey } from './wamid.js';

/** How far a message came; a business's message starts as `accepted`, a customer's as `sent`. */
export type Tick = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

export interface ChatMessage {
  wamid: string;
  by: Writer;
  /** In a group: which of its customers wrote it. */
  customerId?: string | undefined;
  /** Who answered for the business, when it was not the app: `meta_business_agent`, or the role of another app. */
  answeredBy?: string | undefined;
  /** Meta's word for what it is, or `template`. */
  type: string;
  /** What stands under that word, in Meta's shape. */
  content: unknown;
  /** What a person reads, when it is not plain from the content. */
  text: string | null;
  /** Milliseconds since the epoch. */
  at: number;
  tick: Tick;
  /** The wamid of the message it answers. */
  replyTo: string | null;
  reactions: Record<Writer, string | null>;
  /** The writer took it back. */
  deleted: boolean;
  edited: boolean;
}

const mostMessages = 10_000;
const typingMs = 25_000;

/** What one customer and one business number said to each other, as the customer's phone has it. */
export class Chat {
  readonly phoneNumberId: string;
  readonly customerId: string;
  readonly messages: ChatMessage[] = [];
  /** Goes up with every change, so that an open page knows when to draw again. */
  version = 0;
  /** When the customer last wrote; what the 24 hours are counted from. Null for never. */
  lastInboundAt: number | null = null;
  /** What the business sends is free until then, because an advertisement led here. */
  freeEntryUntil = 0;
  /** The customer looks at the chat until then; on the machine's own clock. */
  openUntil = 0;
  #typingUntil = 0;

  constructor(phoneNumberId: string, customerId: string) {
    this.phoneNumberId = phoneNumberId;
    this.customerId = customerId;
  }

  get isOpen(): boolean {
    return this.openUntil > Date.now();
  }

  changed(): void {
    this.version += 1;
  }

  /** The business seems to type: for 25 seconds or until it says something. */
  startTyping(nowMs: number): void {
    this.#typingUntil = nowMs + typingMs;
    this.changed();
  }
  stopTyping(): void {
    this.#typingUntil = 0;
  }
  isTyping(nowMs: number): boolean {
    return this.#typingUntil > nowMs;
  }

  /** Whether the business may write freely: the customer wrote in the last 24 hours. */
  isWindowOpen(nowMs: number): boolean {
    return this.lastInboundAt !== null && nowMs - this.lastInboundAt < windowMs;
  }
}

/** The customer service window. */
export const windowMs = 24 * 60 * 60 * 1000;

/** Every chat, by number and customer, and every message by its wamid. */
export class Chats {
  readonly #chats = new Map<string, Chat>();
  readonly #ofCustomer = new Map<string, Chat[]>();
  readonly #messages = new Map<string, { chat: Chat; message: ChatMessage }>();

  clear(): void {
    this.#chats.clear();
    this.#ofCustomer.clear();
    this.#messages.clear();
  }

  /** The chat of the two, an empty one when they never spoke. */
  between(phoneNumberId: string, customerId: string): Chat {
    const key = `${phoneNumberId} ${customerId}`;
    const known = this.#chats.get(key);
    if (known) return known;
    const chat = new Chat(phoneNumberId, customerId);
    this.#chats.set(key, chat);
    this.#ofCustomer.set(customerId, [...this.of(customerId), chat]);
    return chat;
  }

  all(): readonly Chat[] {
    return [...this.#chats.values()];
  }

  /** Every chat on a customer's phone. */
  of(customerId: string): readonly Chat[] {
    return this.#ofCustomer.get(customerId) ?? [];
  }

  /** The same without making one. */
  peek(phoneNumberId: string, customerId: string): Chat | undefined {
    return this.#chats.get(`${phoneNumberId} ${customerId}`);
  }

  add(
    chat: Chat,
    input: Pick<ChatMessage, 'wamid' | 'by' | 'type' | 'content' | 'at' | 'tick'> & Partial<ChatMessage>,
  ): ChatMessage {
    const message: ChatMessage = {
      text: null,
      replyTo: null,
      reactions: { business: null, customer: null },
      deleted: false,
      edited: false,
      ...input,
    };
    chat.messages.push(message);
    this.#messages.set(wamidKey(message.wamid), { chat, message });
    if (chat.messages.length > mostMessages) {
      for (const { wamid } of chat.messages.splice(0, mostMessages / 2)) this.#messages.delete(wamidKey(wamid));
    }
    chat.changed();
    return message;
  }

  /** By either of the message's names. */
  find(wamid: string): { chat: Chat; message: ChatMessage } | undefined {
    return this.#messages.get(wamidKey(wamid));
  }
}

/** A field of a content, when it is a text. */
export function textIn(content: unknown, name: string): string | null {
  if (typeof content !== 'object' || content === null) return null;
  const value = (content as JsonObject)[name];
  return typeof value === 'string' ? value : null;
}
