import type { MessageStatusName } from '../webhooks/dials.js';
import type { JsonObject } from '../webhooks/payload.js';
import { wamidKey } from './wamid.js';

/** A message that `POST {phone}/messages` accepted. */
export interface SentMessage {
  wamid: string;
  phoneNumberId: string;
  wabaId: string;
  /** Null when nobody in the sandbox has that number or id. */
  customerId: string | null;
  /** Exactly what the call said: `to`, or `recipient` for a business-scoped id. */
  to: string | null;
  recipient: string | null;
  /** The digits behind `to`; null for a message to a business-scoped id. */
  waId: string | null;
  type: string;
  /** The whole body of the call. */
  body: JsonObject;
  bizOpaqueCallbackData: string | null;
  /** Milliseconds since the epoch. */
  at: number;
  /** What it costs, as its statuses say. */
  category: string;
  /** Meta's word for how it is billed; null until a status says it. Every status of a message says the same. */
  pricingType: string | null;
  /** What was found out about it, oldest first. */
  statuses: MessageStatusName[];
  /** Meta's code when it failed. */
  failedWith: number | null;
}

const mostMessages = 50_000;

/** Every message accepted, oldest first. */
export class SentMessages {
  readonly #messages = new Map<string, SentMessage>();

  add(message: SentMessage): SentMessage {
    this.#messages.set(wamidKey(message.wamid), message);
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > mostMessages && oldest !== undefined) this.#messages.delete(oldest);
    return message;
  }

  /** By either of the message's names. */
  find(wamid: string): SentMessage | undefined {
    return this.#messages.get(wamidKey(wamid));
  }

  all(): readonly SentMessage[] {
    return [...this.#messages.values()].map((message) => ({ ...message, statuses: [...message.statuses] }));
  }

  clear(): void {
    this.#messages.clear();
  }
}
