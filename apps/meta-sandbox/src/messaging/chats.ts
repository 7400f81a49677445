import type { JsonObject } from '../webhooks/payload.js';
import { type Writer, wamidKey } from './wamid.js';

/** A business's message starts as `accepted`, a customer's as `sent`. */
export type Tick = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

export interface ChatMessage {
  wamid: string;
  by: Writer;
  customerId?: string | undefined;
  /** `meta_business_agent` or another app's role, when it was not the app. */
  answeredBy?: string | undefined;
  /** Meta's type, or `template`. */
  type: string;
  content: unknown;
  /** The text to show, when the content does not say it. */
  text: string | null;
  at: number;
  tick: Tick;
  replyTo: string | null;
  reactions: Record<Writer, string | null>;
  deleted: boolean;
  edited: boolean;
}

const maxMessages = 10_000;
const typingMs = 25_000;

export class Chat {
  readonly phoneNumberId: string;
  readonly customerId: string;
  readonly messages: ChatMessage[] = [];
  /** Grows with every change, so that an open page knows when to redraw. */
  version = 0;
  /** The start of the 24 hours; null for never. */
  lastInboundAt: number | null = null;
  /** After an advertisement, messages are free until then. */
  freeEntryUntil = 0;
  /** The customer looks at the chat until then, by the machine's clock. */
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

  /** The business types for 25 seconds, or until it says something. */
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

  isWindowOpen(nowMs: number): boolean {
    return this.lastInboundAt !== null && nowMs - this.lastInboundAt < windowMs;
  }
}

export const windowMs = 24 * 60 * 60 * 1000;

export class Chats {
  readonly #chats = new Map<string, Chat>();
  readonly #ofCustomer = new Map<string, Chat[]>();
  readonly #messages = new Map<string, { chat: Chat; message: ChatMessage }>();

  clear(): void {
    this.#chats.clear();
    this.#ofCustomer.clear();
    this.#messages.clear();
  }

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

  of(customerId: string): readonly Chat[] {
    return this.#ofCustomer.get(customerId) ?? [];
  }

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
    if (chat.messages.length > maxMessages) {
      for (const { wamid } of chat.messages.splice(0, maxMessages / 2)) this.#messages.delete(wamidKey(wamid));
    }
    chat.changed();
    return message;
  }

  find(wamid: string): { chat: Chat; message: ChatMessage } | undefined {
    return this.#messages.get(wamidKey(wamid));
  }
}

export function textIn(content: unknown, name: string): string | null {
  if (typeof content !== 'object' || content === null) return null;
  const value = (content as JsonObject)[name];
  return typeof value === 'string' ? value : null;
}
