import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { digitsOf, echoChange, type JsonObject, messageChange, secondsOf, statusChange } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { type Chat, type ChatMessage, windowMs } from './chats.js';
import { bodyOf, type CustomerContent, type CustomerContext, inboundMessage } from './customerContent.js';
import { type Customer, contactOf } from './customers.js';
import type { MediaRef } from './media.js';
import { isMediaKind, type MediaKind } from './mediaKinds.js';
import { reportStatus } from './outcome.js';
import { sampleFile } from './sampleFiles.js';
import { newWamid } from './wamid.js';

export interface CustomerWrites extends Omit<CustomerContext, 'replyTo'> {
  customerId: string;
  phoneNumberId: string;
  content: CustomerContent;
  /** Milliseconds since the epoch; now when left out. */
  at?: number | undefined;
  /** The wamid of the message it answers. */
  replyTo?: string | undefined;
  /** Makes the message have this id, also one that was used before. */
  wamid?: string | undefined;
}

export interface ChatPartners {
  customerId: string;
  phoneNumberId: string;
}

/** Types that do not start the 24 hours: they are about a message, or not written by anybody. */
const noteTypes = new Set(['reaction', 'system', 'edit', 'revoke']);

/** Updates of one chat arrive in order. */
export const laneOf = ({ phoneNumberId, customerId }: ChatPartners) => `${phoneNumberId} ${customerId}`;

function partnersOf({ customerId, phoneNumberId }: ChatPartners, state: SandboxState) {
  const customer = state.customers.mustFind(customerId);
  const number = state.world.number(phoneNumberId);
  if (!number) throw new Error(`There is no number ${phoneNumberId}`);
  return { customer, number, chat: state.chats.between(phoneNumberId, customerId) };
}

function keepFile(content: CustomerContent, number: BusinessNumber, state: SandboxState): MediaRef | undefined {
  if (!isMediaKind(content.type)) return undefined;
  const media = content as Extract<CustomerContent, { type: MediaKind }>;
  const sample = sampleFile(media.type);
  const file = state.media.add(
    {
      phoneNumberId: number.id,
      mimeType: media.mimeType ?? sample.mimeType,
      filename: media.filename ?? null,
      bytes: media.bytes ? Buffer.from(media.bytes) : sample.bytes,
      origin: 'received',
    },
    state.now(),
  );
  const withUrl = state.webhooks.dials.inboundMediaUrls;
  return {
    id: file.id,
    mime_type: file.mimeType,
    sha256: file.sha256,
    ...(withUrl ? { url: state.media.urlOf(file, state.origin, state.now()) } : {}),
  };
}

/** Whose words a reply quotes, the way `context.from` says it. */
function authorOf(wamid: string, number: BusinessNumber, customer: Customer, state: SandboxState): string {
  const quoted = state.chats.find(wamid)?.message;
  return quoted?.by === 'customer' ? (customer.waId ?? customer.userId ?? '') : digitsOf(number.displayPhoneNumber);
}

/** A customer writes to a number. Gives the wamid; throws when one of them does not exist. */
export function customerWrites(state: SandboxState, input: CustomerWrites): string {
  const { content, at = state.now(), replyTo, wamid = newWamid(), ...rest } = input;
  const { customer, number, chat } = partnersOf(input, state);
  const media = keepFile(content, number, state);
  const context: CustomerContext = {
    ...rest,
    ...(replyTo === undefined ? {} : { replyTo: { wamid: replyTo, from: authorOf(replyTo, number, customer, state) } }),
  };
  const message = inboundMessage({ customer, content, wamid, at, media, context });
  const written = showOnPhone(state, chat, { content, media, at, wamid, replyTo: replyTo ?? null });
  if (!noteTypes.has(content.type)) chat.lastInboundAt = Math.max(chat.lastInboundAt ?? 0, at);

  // System messages are not from anybody, so no contact is named.
  const contacts = content.type === 'system' ? undefined : [contactOf(customer)];
  void publish(state, messageChange({ number, contacts, messages: [message] }), {
    lane: laneOf(input),
    onAcknowledged: () => {
      if (written?.tick !== 'sent') return;
      written.tick = 'delivered';
      chat.changed();
    },
  });
  return wamid;
}

/** Puts what was written into the chat. Undefined for what changes another message instead of being one. */
function showOnPhone(
  state: SandboxState,
  chat: Chat,
  input: { content: CustomerContent; media: MediaRef | undefined; at: number; wamid: string; replyTo: string | null },
): ChatMessage | undefined {
  const { content, media, ...rest } = input;
  if (content.type === 'reaction' || content.type === 'edit' || content.type === 'revoke') {
    const target = state.chats.find(content.messageId)?.message;
    if (target && content.type === 'reaction') target.reactions.customer = content.emoji ?? null;
    if (target && content.type === 'edit') Object.assign(target, { content: { body: content.body }, edited: true });
    if (target && content.type === 'revoke') target.deleted = true;
    chat.changed();
    return undefined;
  }
  const { type, fields } = bodyOf(content, media);
  return state.chats.add(chat, { ...rest, by: 'customer', type, content: fields[type] ?? fields, tick: 'sent' });
}

/**
 * The customer looks at the chat: what the business wrote is read. The chat stays open for `stayMs` more; what arrives
 * meanwhile is read at once, and never only delivered.
 */
export function customerOpens(state: SandboxState, input: ChatPartners & { stayMs?: number | undefined }): void {
  const { chat } = partnersOf(input, state);
  chat.openUntil = Date.now() + (input.stayMs ?? 0);
  for (const message of chat.messages) {
    const isUnread = message.by === 'business' && (message.tick === 'sent' || message.tick === 'delivered');
    if (isUnread) void reportStatus(state, message.wamid, 'read');
  }
}

export function customerCloses(state: SandboxState, input: ChatPartners): void {
  partnersOf(input, state).chat.openUntil = 0;
}

/** Makes the customer's last message look 25 hours old to Meta, so that only templates get through. */
export function closeWindow(state: SandboxState, input: ChatPartners): void {
  const { chat } = partnersOf(input, state);
  chat.lastInboundAt = state.now() - windowMs - 60 * 60 * 1000;
  chat.changed();
}

export interface PhoneAppWrites extends ChatPartners {
  content: CustomerContent;
  at?: number | undefined;
  wamid?: string | undefined;
}

/** The owner of a number answers in the Business app: the customer sees it, and the app is told by an echo. */
export function phoneAppWrites(state: SandboxState, input: PhoneAppWrites): string {
  const { content, at = state.now(), wamid = newWamid() } = input;
  const { customer, number, chat } = partnersOf(input, state);
  const media = keepFile(content, number, state);
  const { type, fields } = bodyOf(content, media);
  const echo: JsonObject = {
    from: digitsOf(number.displayPhoneNumber),
    ...(customer.waId === undefined ? {} : { to: customer.waId }),
    ...(customer.userId === undefined ? {} : { to_user_id: customer.userId }),
    id: wamid,
    timestamp: secondsOf(at),
    type,
    ...fields,
  };
  state.chats.add(chat, { wamid, by: 'business', type, content: fields[type] ?? fields, at, tick: 'delivered' });
  void publish(state, echoChange({ number, echoes: [echo] }), { lane: laneOf(input) });
  return wamid;
}

/** The customer listens to a voice message of the business for the first time. */
export function customerPlays(state: SandboxState, wamid: string): void {
  const sent = state.sent.find(wamid);
  const number = sent && state.world.number(sent.phoneNumberId);
  if (!sent || !number) throw new Error(`The business sent no message ${wamid}`);
  const status = {
    id: wamid,
    status: 'played',
    timestamp: secondsOf(state.now()),
    recipient_id: sent.waId ?? undefined,
  };
  void publish(state, statusChange({ number, statuses: [status] }));
}
