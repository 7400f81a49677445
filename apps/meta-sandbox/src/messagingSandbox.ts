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

/** The messaging side of a sandbox: customers with their phones, and the webhooks that tell of them. */
export interface MessagingSandbox {
  /** The app's webhook address; null for none. Kept by `reset`. */
  setWebhookTarget(target: WebhookTarget | null): void;
  /** The GET with which Meta checks the webhook address. */
  verifyWebhook(): Promise<Verification>;
  setWebhookDials(dials: Partial<WebhookDials>): void;
  readonly webhookDials: Readonly<WebhookDials>;

  readonly customers: readonly Customer[];
  /** One without a phone number and a business-scoped id gets both. */
  addCustomer(customer: NewCustomer): Customer;
  /** Gives the wamid. Throws when the customer or the number does not exist. */
  customerWrites(input: CustomerWrites): string;
  /** The customer reads what the business wrote, and stays in the chat for `stayMs` more (0 when left out). */
  customerOpens(input: ChatPartners & { stayMs?: number | undefined }): void;
  customerCloses(input: ChatPartners): void;
  /** The customer listens to a voice message for the first time: status `played`. */
  customerPlays(wamid: string): void;
  /** Makes the customer's last message look 25 hours old, so that only templates get through. */
  closeWindow(input: ChatPartners): void;
  /** The owner writes in the Business app; the app is told by `smb_message_echoes`. Gives the wamid. */
  phoneAppWrites(input: PhoneAppWrites): string;

  /** Every message that was accepted, oldest first. */
  sentMessages(): readonly SentMessage[];
  /** Any field of an account, as a webhook. The first try is over when the promise is fulfilled. */
  accountEvent(input: Parameters<typeof accountChange>[0]): Promise<void>;
  /** One of a useful set of events about a number or its account: it happens, and the app is told. */
  causeAccountEvent(name: AccountEventName, phoneNumberId: string): Promise<void>;
  /** Any update at all, to whom it concerns. */
  publish(change: Change): Promise<void>;
  /** One POST now, without a second try. Rejects when there is no answer. */
  deliverRaw(body: string | Uint8Array | object, options?: RawOptions): Promise<{ status: number }>;
  /** The latest 2,000 deliveries, oldest first. */
  deliveries(): readonly DeliveryRecord[];
  /** Fulfilled when no webhook is held, queued, under way or waiting for another try. */
  webhooksIdle(): Promise<void>;
}

/** The messaging side, as methods over the state. Without the getters: a spread would call them, once and for ever. */
export function messagingOf(state: SandboxState): Omit<MessagingSandbox, 'customers' | 'webhookDials'> {
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
