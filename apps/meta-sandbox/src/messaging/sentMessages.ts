import type { MessageStatusName } from '../webhooks/dials.js';
import type { JsonObject } from '../webhooks/payload.js';
import { wamidKey } from './wamid.js';

export interface SentMessage {
  wamid: string;
  phoneNumberId: string;
  wabaId: string;
  customerId: string | null;
  /** The call's `to`, or its `recipient` for a business-scoped id. */
  to: string | null;
  recipient: string | null;
  /** The digits of `to`; null for a business-scoped id. */
  waId: string | null;
  type: string;
  body: JsonObject;
  bizOpaqueCallbackData: string | null;
  at: number;
  category: string;
  /** Meta's billing type, the same in every status; null until the first. */
  pricingType: string | null;
  statuses: MessageStatusName[];
  failedWith: number | null;
}

const maxMessages = 50_000;

export class SentMessages {
  readonly #messages = new Map<string, SentMessage>();

  add(message: SentMessage): SentMessage {
    this.#messages.set(wamidKey(message.wamid), message);
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > maxMessages && oldest !== undefined) this.#messages.delete(oldest);
    return message;
  }

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
