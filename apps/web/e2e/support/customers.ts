import type { Page } from '@playwright/test';
import { world } from './sandbox';

/** What a customer can send, in the words of the sandbox's control API. */
export type CustomerContent =
  | { type: 'text'; body: string }
  | { type: 'image' | 'video' | 'audio' | 'document' | 'sticker'; caption?: string; filename?: string; voice?: boolean }
  | { type: 'location'; latitude: number; longitude: number; name?: string; address?: string }
  | { type: 'contacts'; contacts: Record<string, unknown>[] }
  | { type: 'button_reply' | 'list_reply'; id: string; title: string }
  | {
      type: 'order';
      catalogId: string;
      items: { productRetailerId: string; quantity: number; itemPrice: number; currency: string }[];
    }
  | { type: 'edit'; messageId: string; body: string }
  | { type: 'revoke'; messageId: string }
  | { type: 'unsupported' }
  /** A message of Meta's as it comes, whatever is in it. */
  | { type: 'raw'; message: Record<string, unknown> };

interface WriteOptions {
  phoneNumberId?: string;
  /** Milliseconds since the epoch. */
  at?: number;
  replyTo?: string;
  /** Which of the customer's two names the ids in it have. */
  wamidNames?: 'phone' | 'userId';
  referredProduct?: { catalogId: string; productRetailerId: string };
  referral?: Record<string, unknown>;
}

interface Received {
  type: string;
  customerId: string | null;
  /** A number or, in `recipient`, a user id. */
  to: string | null;
  recipient: string | null;
}

/** How the sandbox's webhooks misbehave; see its README. */
interface Dials {
  duplicate?: number;
  keepOrder?: boolean;
  outOfOrderMs?: number;
  skipStatuses?: string[];
  receiverDown?: boolean;
  failNext?: { code: number; times: number };
}

/** Two people and one phone number, which the first has given up for another. */
export interface Strangers {
  anna: string;
  boris: string;
  /** Anna's number now. */
  annasPhone: string;
}

/** The number customers write to when nothing else is said. */
export const FIRST_NUMBER = world.acme.flowers.ids[0];

/** The customers' phones, through the sandbox's control API. Known ones: ana, ben, chloe, noor, layla, frank. */
export class Customers {
  constructor(private readonly url: string) {}

  private async call<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.url}/__sandbox${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** @returns the message's id at Meta. */
  writes = async (customer: string, content: CustomerContent, options: WriteOptions = {}): Promise<string> => {
    const { phoneNumberId = FIRST_NUMBER, ...rest } = options;
    const { wamid } = await this.call<{ wamid: string }>(`/customers/${customer}/write`, {
      phoneNumberId,
      content,
      ...rest,
    });
    return wamid;
  };
  /** The owner writes to a customer in the WhatsApp Business app. @returns the message's id at Meta. */
  ownerWrites = async (customerId: string, content: CustomerContent): Promise<string> => {
    const body = { customerId, content };
    return (await this.call<{ wamid: string }>(`/numbers/${FIRST_NUMBER}/phone-app-write`, body)).wamid;
  };
  /** Somebody new. @returns the id to write as. */
  joins = async (name: string): Promise<string> => {
    const waId = String(4_915_550_000_000 + Math.floor(Math.random() * 1_000_000));
    return (await this.call<{ id: string }>('/customers', { name, waId })).id;
  };
  /** Another number or id, or none: nothing is told by it. Null takes one away. */
  hasNames = async (customer: string, names: { waId?: string | null; userId?: string | null }): Promise<void> => {
    const response = await fetch(`${this.url}/__sandbox/customers/${customer}`, {
      method: 'PATCH',
      body: JSON.stringify(names),
      headers: { 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`${customer}: ${response.status} ${await response.text()}`);
  };
  /** WhatsApp tells that a customer has another number, or another id. */
  changesIdentity = (customer: string, names: { waId?: string; userId?: string }) =>
    this.call(`/customers/${customer}/change-identity`, { ...names, phoneNumberId: FIRST_NUMBER });
  /** Anna writes and moves to another number; Boris, who has her old one now, writes from it. */
  passesToStranger = async (): Promise<Strangers> => {
    const [anna, boris] = [await this.joins('Anna Keller'), await this.joins('Boris Lang')];
    const [old, waId] = [(await this.phoneOf(anna)).slice(1), (await this.phoneOf(boris)).slice(1)];
    await this.hasNames(anna, { userId: 'US.4400000000000011' });
    await this.writes(anna, { type: 'text', body: 'Is my order ready?' }, { at: Date.now() - 600_000 });
    await this.hasNames(boris, { waId: null, userId: 'US.4400000000000099' });
    await this.changesIdentity(anna, { waId, userId: 'US.4400000000000012' });
    await this.idle();
    await this.hasNames(boris, { waId: old });
    await this.writes(boris, { type: 'text', body: 'Hello, do you sell tulips?' });
    await this.idle();
    return { anna, boris, annasPhone: `+${waId}` };
  };
  /** Reads what the business has written. */
  opens = (customer: string, phoneNumberId: string = FIRST_NUMBER) =>
    this.call(`/customers/${customer}/open`, { phoneNumberId });
  /** Puts the phone away: what the business writes is delivered, and read later. */
  closes = (customer: string, phoneNumberId: string = FIRST_NUMBER) =>
    this.call(`/customers/${customer}/close`, { phoneNumberId });
  /** How webhooks behave from now on; what is left out stays. */
  dial = (dials: Dials) => this.call('/webhooks/dials', dials);
  /** The next message of the business ends with this code. */
  failNext = (code: number) => this.dial({ failNext: { code, times: 1 } });
  /** How many answers of a number Meta does not bill in a month: 1,000 where nobody says otherwise. */
  freeReplies = (limit: number, phoneNumberId: string = FIRST_NUMBER) =>
    this.call(`/numbers/${phoneNumberId}/free-messages`, { limit });
  /** Settles as soon as nothing is on its way to the API. */
  idle = () => this.call('/webhooks/idle', {});
  /** What the business wrote, as it was taken by Meta: `customerId` is whose phone it reached. */
  received = async (): Promise<Received[]> => {
    const response = await fetch(`${this.url}/__sandbox/messages`);
    return ((await response.json()) as { messages: Received[] }).messages;
  };
  /** Meta's id of what the business wrote last. */
  lastReceived = async (): Promise<string> => {
    const response = await fetch(`${this.url}/__sandbox/messages`);
    const { messages } = (await response.json()) as { messages: { wamid: string }[] };
    const wamid = messages.at(-1)?.wamid;
    if (wamid === undefined) throw new Error('The business has written nothing');
    return wamid;
  };
  /** A customer's number, as one writes it. */
  phoneOf = async (customer: string): Promise<string> => {
    const response = await fetch(`${this.url}/__sandbox/customers`);
    const { customers } = (await response.json()) as { customers: { id: string; waId: string | null }[] };
    const waId = customers.find(({ id }) => id === customer)?.waId;
    if (!waId) throw new Error(`${customer} has no number`);
    return `+${waId}`;
  };
  /** The address of a customer's phone, with the chat with a number open. */
  phone = (customer: string, phoneNumberId: string = FIRST_NUMBER): string =>
    `${this.url}/__sandbox/phone/${customer}?number=${phoneNumberId}`;
}

/** The row of a conversation, by anything that is written on it. */
export const conversationRow = (page: Page, text: string) =>
  page.locator('a[data-conversation]').filter({ hasText: text });

/** A message of the open thread, by anything that is written in it. */
export const messageWith = (page: Page, text: string) => page.locator('[data-message]').filter({ hasText: text });
