import {
  type ChatPartners,
  type CustomerWrites,
  closeWindow,
  customerCloses,
  customerOpens,
  customerPlays,
  customerWrites,
  type PhoneAppWrites,
  phoneAppWrites,
} from './messaging/customerActs.js';
import type { Customer, NewCustomer } from './messaging/customers.js';
import type { SentMessage } from './messaging/sentMessages.js';
import type { SandboxState } from './state/sandboxState.js';
import { type AccountEventName, causeAccountEvent } from './webhooks/accountEvents.js';
import { checkTarget } from './webhooks/checkTarget.js';
import { deliverRaw, type RawOptions } from './webhooks/deliverRaw.js';
import type { DeliveryRecord } from './webhooks/deliveryLog.js';
import type { WebhookDials } from './webhooks/dials.js';
import { accountChange, type Change } from './webhooks/payload.js';
import { publish } from './webhooks/routing.js';
import type { Verification } from './webhooks/verifyCallback.js';
import type { WebhookTarget } from './webhooks/webhooks.js';

export interface MessagingSandbox {
  /** The app's webhook address; null for none. Kept by `reset`. */
  setWebhookTarget(target: WebhookTarget | null): void;
  /** Meta's verification of the webhook address. */
  verifyWebhook(): Promise<Verification>;
  setWebhookDials(dials: Partial<WebhookDials>): void;
  readonly webhookDials: Readonly<WebhookDials>;

  readonly customers: readonly Customer[];
  /** A customer without number and business-scoped id gets both. */
  addCustomer(customer: NewCustomer): Customer;
  /** Returns the wamid. Throws when the customer or the number does not exist. */
  customerWrites(input: CustomerWrites): string;
  /** The customer reads the chat and stays for `stayMs` milliseconds (default 0). */
  customerOpens(input: ChatPartners & { stayMs?: number | undefined }): void;
  customerCloses(input: ChatPartners): void;
  /** The first time a customer plays a voice message: status `played`. */
  customerPlays(wamid: string): void;
  /** Makes the customer's last message 25 hours old, so that only templates get through. */
  closeWindow(input: ChatPartners): void;
  /** The owner writes in the Business app; the app gets `smb_message_echoes`. Returns the wamid. */
  phoneAppWrites(input: PhoneAppWrites): string;

  sentMessages(): readonly SentMessage[];
  /** Sends any field of an account. Resolves after the first try. */
  accountEvent(input: Parameters<typeof accountChange>[0]): Promise<void>;
  /** Applies an event of a number or account, and notifies the app. */
  causeAccountEvent(name: AccountEventName, phoneNumberId: string): Promise<void>;
  publish(change: Change): Promise<void>;
  /** One POST without retries. Rejects when there is no answer. */
  deliverRaw(body: string | Uint8Array | object, options?: RawOptions): Promise<{ status: number }>;
  deliveries(): readonly DeliveryRecord[];
  /** Resolves when no webhook is held, queued, sent or waiting for a retry. */
  webhooksIdle(): Promise<void>;
}

/** Without the getters: a spread would evaluate them once. */
export function createMessagingSandbox(state: SandboxState): Omit<MessagingSandbox, 'customers' | 'webhookDials'> {
  return {
    setWebhookTarget: (target) => {
      state.webhooks.target = target;
    },
    verifyWebhook: () => checkTarget(state),
    setWebhookDials: (dials) => state.webhooks.setDials(dials),
    addCustomer: (customer) => state.customers.add(customer),
    customerWrites: (input) => customerWrites(state, input),
    customerOpens: (input) => customerOpens(state, input),
    customerCloses: (input) => customerCloses(state, input),
    customerPlays: (wamid) => customerPlays(state, wamid),
    closeWindow: (input) => closeWindow(state, input),
    phoneAppWrites: (input) => phoneAppWrites(state, input),
    sentMessages: () => state.sent.all(),
    accountEvent: (input) => publish(state, accountChange({ at: state.now(), ...input })),
    causeAccountEvent: (name, phoneNumberId) => causeAccountEvent(state, name, phoneNumberId),
    publish: (change) => publish(state, change),
    deliverRaw: (body, options) => deliverRaw(state, body, options),
    deliveries: () => state.webhooks.deliveries(),
    webhooksIdle: () => state.webhooks.idle(),
  };
}
