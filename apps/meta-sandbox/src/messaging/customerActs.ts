import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { standbyChange } from '../webhooks/conversationChanges.js';
import { echoChange, type JsonObject, messageChange, statusChange, toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { type Chat, type ChatMessage, windowMs } from './chats.js';
import {
  type CustomerContent,
  type CustomerContext,
  inboundMessage,
  tidy,
  toBody,
  withNames,
} from './customerContent.js';
import type { Customer } from './customers.js';
import type { MediaRef } from './media.js';
import { isMediaKind, type MediaKind } from './mediaKinds.js';
import { type Names, type Naming, namesFor, toPeer } from './naming.js';
import { errorBody, reportStatus } from './outcome.js';
import { sampleFile } from './sampleFiles.js';
import type { Writer } from './wamid.js';
import { newWamid } from './wamid.js';

export interface CustomerWrites extends Omit<CustomerContext, 'replyTo'>, Naming {
  customerId: string;
  phoneNumberId: string;
  content: CustomerContent;
  at?: number | undefined;
  replyTo?: string | undefined;
  /** The id of the message, which may have been used before. */
  wamid?: string | undefined;
  groupId?: string | undefined;
  /** An error code in `errors[]` of the value. */
  problem?: number | undefined;
}

export interface ChatPartners {
  customerId: string;
  phoneNumberId: string;
}

/** Types that do not open the 24 hours: they are about a message, or nobody wrote them. */
const noteTypes = new Set(['reaction', 'system', 'edit', 'revoke']);
const freeEntryMs = 72 * 60 * 60 * 1000;

/** Updates of one chat arrive in order. */
export const toPartition = ({ phoneNumberId, customerId }: ChatPartners) => `${phoneNumberId} ${customerId}`;

export function findPartners({ customerId, phoneNumberId }: ChatPartners, state: SandboxState, groupId?: string) {
  const customer = state.customers.mustFind(customerId);
  const number = state.world.number(phoneNumberId);
  if (!number) throw new Error(`There is no number ${phoneNumberId}`);
  if (groupId !== undefined) {
    const group = state.groups.mustFind(groupId);
    const isIn = group.phoneNumberId === phoneNumberId && group.customerIds.includes(customerId);
    if (!isIn) throw new Error(`${customerId} is not in the group ${groupId} of this number`);
  }
  return { customer, number, chat: state.chats.between(phoneNumberId, groupId ?? customerId) };
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
    ...(withUrl ? { url: state.media.makeUrl(file, state.origin, state.now()) } : {}),
  };
}

function findAuthor(wamid: string, names: Names, state: SandboxState): string {
  const quoted = state.chats.find(wamid)?.message;
  if (quoted?.by !== 'customer') return names.business;
  const writer = quoted.customerId === undefined ? undefined : state.customers.find(quoted.customerId);
  return writer ? toPeer(writer) : (names.phone ?? names.userId ?? '');
}

const isTap = ({ type }: CustomerContent) => type === 'button_reply' || type === 'list_reply';

/** A customer writes to a number. Returns the wamid; throws when one of them does not exist. */
export function customerWrites(state: SandboxState, input: CustomerWrites): string {
  const { content, at = state.now(), replyTo, groupId, problem, ...rest } = input;
  const { customer, number, chat } = findPartners(input, state, groupId);
  const names = namesFor(state, customer, number, input);
  const wamid = names.wamid(input.wamid ?? newWamid(toPeer(customer), 'customer'));
  const media = keepFile(content, number, state);
  const showsReply = replyTo !== undefined && !(isTap(content) && state.webhooks.dials.repliesWithoutContext);
  const context: CustomerContext = {
    ...rest,
    ...(showsReply ? { replyTo: { wamid: names.wamid(replyTo), from: findAuthor(replyTo, names, state) } } : {}),
  };
  const message = inboundMessage({
    customer,
    content: withNames(content, names.wamid),
    wamid,
    at,
    media,
    context,
    from: names.phone,
    groupId,
  });
  const written = showOnPhone(state, chat, 'customer', {
    content,
    media,
    at,
    wamid,
    replyTo: replyTo ?? null,
    ...(groupId === undefined ? {} : { customerId: customer.id }),
  });
  if (!noteTypes.has(content.type)) chat.lastInboundAt = Math.max(chat.lastInboundAt ?? 0, at);
  if (rest.referral) chat.freeEntryUntil = at + freeEntryMs;

  void notify(state, { number: names.number, customer, contact: names.contact, message, groupId, problem }, () => {
    if (written?.tick !== 'sent') return;
    written.tick = 'delivered';
    chat.changed();
  });
  return wamid;
}

/** Sends a customer's message to whoever answers the conversation, and as `standby` to everybody else. */
export function notify(
  state: SandboxState,
  input: {
    number: BusinessNumber;
    customer: Customer;
    contact: JsonObject;
    message: JsonObject;
    groupId?: string | undefined;
    problem?: number | undefined;
  },
  onAcknowledged?: () => void,
): Promise<void> {
  const { number, customer, contact, message, groupId, problem } = input;
  const partners = { phoneNumberId: number.id, customerId: customer.id };
  // System messages have no sender and no contact.
  const isSystem = message.type === 'system';
  const contacts = isSystem ? undefined : [contact];
  const owners = state.threadOwners;
  const owner =
    groupId !== undefined
      ? null
      : isSystem
        ? owners.owner(number.id, customer.id, state.now())
        : owners.touch(number.id, customer.id, state.now());
  const options = { partition: toPartition(partners), onAcknowledged };
  if (owner !== null && owner.responder !== 'us') {
    return publish(state, standbyChange({ number, contacts, messages: [message] }), options);
  }
  const summary = owners.takeSummary(number.id, customer.id);
  const beside = tidy({
    errors: problem === undefined ? undefined : [errorBody(problem)],
    conversation_context: summary === null ? undefined : { type: 'summary', summary: { text: summary } },
  });
  return publish(state, messageChange({ number, contacts, messages: [message], beside }), options);
}

/** Adds a message to the chat. Undefined for one that changes another message. */
function showOnPhone(
  state: SandboxState,
  chat: Chat,
  by: Writer,
  input: {
    content: CustomerContent;
    media: MediaRef | undefined;
    at: number;
    wamid: string;
    replyTo: string | null;
    customerId?: string;
  },
): ChatMessage | undefined {
  const { content, media, ...rest } = input;
  if (content.type === 'reaction' || content.type === 'edit' || content.type === 'revoke') {
    const target = state.chats.find(content.messageId)?.message;
    if (target && content.type === 'reaction') target.reactions[by] = content.emoji ?? null;
    if (target && content.type === 'edit') Object.assign(target, { content: { body: content.body }, edited: true });
    if (target && content.type === 'revoke') target.deleted = true;
    chat.changed();
    return undefined;
  }
  const known = state.chats.find(rest.wamid);
  if (known?.chat === chat) return known.message;
  const { type, fields } = toBody(content, media);
  const tick = by === 'customer' ? 'sent' : 'delivered';
  return state.chats.add(chat, { ...rest, by, type, content: fields[type] ?? fields, tick });
}

/**
 * The customer looks at the chat and reads it. It stays open for `stayMs` milliseconds, in which new messages are read
 * at once.
 */
export function customerOpens(state: SandboxState, input: ChatPartners & { stayMs?: number | undefined }): void {
  const { chat } = findPartners(input, state);
  chat.openUntil = Date.now() + (input.stayMs ?? 0);
  for (const message of chat.messages) {
    const isUnread = message.by === 'business' && (message.tick === 'sent' || message.tick === 'delivered');
    if (isUnread) void reportStatus(state, message.wamid, 'read');
  }
}

export function customerCloses(state: SandboxState, input: ChatPartners): void {
  findPartners(input, state).chat.openUntil = 0;
}

/** Makes the customer's last message 25 hours old, so that only templates get through. */
export function closeWindow(state: SandboxState, input: ChatPartners): void {
  const { chat } = findPartners(input, state);
  chat.lastInboundAt = state.now() - windowMs - 60 * 60 * 1000;
  chat.changed();
}

export interface PhoneAppWrites extends ChatPartners, Naming {
  /** An `edit` or a `revoke` is about the owner's own message. */
  content: CustomerContent;
  at?: number | undefined;
  wamid?: string | undefined;
  replyTo?: string | undefined;
  groupId?: string | undefined;
}

/** The owner of a number answers in the Business app; the app gets an echo. */
export function phoneAppWrites(state: SandboxState, input: PhoneAppWrites): string {
  const { content, at = state.now(), groupId, replyTo } = input;
  const { customer, number, chat } = findPartners(input, state, groupId);
  const names = namesFor(state, customer, number, input);
  const wamid = names.wamid(input.wamid ?? newWamid(groupId ?? toPeer(customer), 'business'));
  const media = keepFile(content, number, state);
  const { type, fields } = toBody(withNames(content, names.wamid), media);
  const to = groupId === undefined ? { to: names.phone, to_user_id: names.userId } : { to: groupId, group_id: groupId };
  const echo: JsonObject = tidy({
    from: names.business,
    ...to,
    to_parent_user_id: groupId === undefined ? names.parentUserId : undefined,
    recipient_type: groupId === undefined ? undefined : 'group',
    id: wamid,
    timestamp: toSeconds(at),
    type,
    ...fields,
    context: replyTo === undefined ? undefined : { id: names.wamid(replyTo), from: findAuthor(replyTo, names, state) },
  });
  showOnPhone(state, chat, 'business', { content, media, at, wamid, replyTo: replyTo ?? null });
  const contacts = groupId === undefined ? [names.echoContact] : undefined;
  void publish(state, echoChange({ number: names.number, echoes: [echo], contacts }), {
    partition: toPartition(input),
  });
  return wamid;
}

export function customerPlays(state: SandboxState, wamid: string): void {
  const sent = state.sent.find(wamid);
  const number = sent && state.world.number(sent.phoneNumberId);
  if (!sent || !number) throw new Error(`The business sent no message ${wamid}`);
  const customer = sent.customerId === null ? undefined : state.customers.find(sent.customerId);
  const names = customer && namesFor(state, customer, number);
  const status = tidy({
    id: names?.wamid(sent.wamid) ?? sent.wamid,
    status: 'played',
    timestamp: toSeconds(state.now()),
    recipient_id: names ? names.phone : (sent.waId ?? undefined),
    recipient_user_id: names?.userId,
    recipient_parent_user_id: names?.parentUserId,
  });
  void publish(state, statusChange({ number, statuses: [status], contacts: names && [names.contact] }));
}
