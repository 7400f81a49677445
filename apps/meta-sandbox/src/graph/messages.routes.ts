import type { Chat } from '../messaging/chats.js';
import type { Customer } from '../messaging/customers.js';
import { toMediaKind } from '../messaging/mediaKinds.js';
import { toPeer } from '../messaging/naming.js';
import { reportOutcome } from '../messaging/outcome.js';
import type { SentMessage } from '../messaging/sentMessages.js';
import type { FilledTemplate, Template } from '../messaging/template.types.js';
import { newWamid } from '../messaging/wamid.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { type JsonObject, toDigits } from '../webhooks/payload.js';
import { authorizeMessaging } from './access.js';
import { cloudError, invalidIn, missingIn } from './cloudError.js';
import { badParameter, GraphError, notServed } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { isMediaMessage, type OutgoingMessage, readOutgoing, toBody } from './outgoingMessage.js';
import { requireWhatsApp } from './parameterRules.js';
import { fillTemplate } from './templateMessage.js';
import { requireThread } from './threadControl.routes.js';
import { isUnwanted } from './unwantedMarketing.js';

const oldestMs = 30 * 24 * 60 * 60 * 1000;
/** Milliseconds for which a slow receiver may delay the answer. */
const patienceMs = 5000;

/** Whether Meta lets the number send. States like FLAGGED only warn. */
function requireSending(number: BusinessNumber): void {
  if (number.status === 'BANNED') throw cloudError(131031);
  const isOut = ['PENDING', 'DISCONNECTED', 'DELETED', 'MIGRATED', 'UNVERIFIED'].includes(number.status);
  if (isOut || number.platformType !== 'CLOUD_API') throw cloudError(133010);
}

const sendOrRead: GraphHandler = (request, state) => {
  const number = authorizeMessaging(request, state);
  if (request.params.text('messaging_product') !== 'whatsapp') {
    throw new GraphError(100, '(#100) The parameter messaging_product is required');
  }
  requireSending(number);
  const body = toBody(request.params);
  return body.status === undefined ? send(request, body, number, state) : markRead(body, number, state);
};

function markRead(body: JsonObject, number: BusinessNumber, state: SandboxState) {
  const { status, message_id: wamid, typing_indicator: typing } = body;
  if (status !== 'read') throw invalidIn("Param status must be 'read'");
  if (typeof wamid !== 'string') throw missingIn('The parameter message_id is required');
  if (
    typing !== undefined &&
    (typeof typing !== 'object' || typing === null || Reflect.get(typing, 'type') !== 'text')
  ) {
    throw invalidIn("Param typing_indicator['type'] must be 'text'");
  }
  const { chat, message } = findInbound(wamid, number, state);
  if (state.now() - message.at > oldestMs) throw invalidIn('The message is older than 30 days');
  const until = chat.messages.indexOf(message);
  for (const earlier of chat.messages.slice(0, until + 1)) {
    if (earlier.by === 'customer') earlier.tick = 'read';
  }
  chat.changed();
  if (typing !== undefined) chat.startTyping(state.now());
  return { success: true };
}

function findInbound(wamid: string, number: BusinessNumber, state: SandboxState) {
  const found = state.chats.find(wamid);
  if (found?.chat.phoneNumberId !== number.id || found.message.by !== 'customer') {
    throw invalidIn('There is no such message to this number');
  }
  return found;
}

async function send(request: GraphRequest, body: JsonObject, number: BusinessNumber, state: SandboxState) {
  if (body.recipient_type === 'group') throw notServed('POST', '/{phone}/messages to a group');
  const outgoing = readOutgoing(body);
  const { message, waId, recipient } = outgoing;
  if (waId !== null && waId === toDigits(number.displayPhoneNumber)) throw cloudError(131021);
  requireRate(number, waId ?? recipient ?? '', state);
  const template = message.type === 'template' ? fillTemplate(message.content, number, state) : null;
  if (template?.template.category === 'AUTHENTICATION' && waId === null) throw cloudError(131062);
  checkReferences(outgoing, number, state);

  const customer = waId === null ? state.customers.byUserId(recipient ?? '') : state.customers.byWaId(waId);
  const chat = customer && state.chats.between(number.id, customer.id);
  const failure = outgoing.isLost ? null : toFailure(outgoing, number, chat, state);
  if (failure === 131047 && state.webhooks.dials.windowError === 'sync') throw cloudError(failure);

  const wamid = newWamid(customer ? toPeer(customer) : (waId ?? recipient ?? ''), 'business');
  const sent = state.sent.add({
    wamid,
    phoneNumberId: number.id,
    wabaId: number.wabaId,
    customerId: customer?.id ?? null,
    to: outgoing.to,
    recipient,
    waId,
    type: message.type,
    body,
    bizOpaqueCallbackData: outgoing.bizOpaqueCallbackData,
    at: state.now(),
    category: template?.template.category.toLowerCase() ?? 'service',
    pricingType: null,
    statuses: [],
    failedWith: null,
  });
  if (chat && failure === null) showOnPhone(state, chat, sent, outgoing, template?.filled ?? null);
  if (!outgoing.isLost) await report(request, sent, failure, state);

  return {
    messaging_product: 'whatsapp',
    contacts: [contactAnswer(outgoing, customer)],
    messages: [{ id: wamid, ...(template ? { message_status: 'accepted' } : {}) }],
  };
}

const contactAnswer = ({ to, waId, recipient, isLost }: OutgoingMessage, customer: Customer | undefined) => {
  if (isLost) return { input: to };
  return waId === null ? { input: recipient, user_id: customer?.userId ?? recipient } : { input: to, wa_id: waId };
};

/** Statuses follow the answer; with the dial, the answer waits for them. */
async function report(request: GraphRequest, sent: SentMessage, failure: number | null, state: SandboxState) {
  if (!state.webhooks.dials.statusBeforeAnswer) {
    request.afterAnswer(() => void reportOutcome(state, sent, failure));
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([reportOutcome(state, sent, failure), patience]);
  clearTimeout(timer);
}

function requireRate(number: BusinessNumber, recipient: string, state: SandboxState): void {
  if (!state.dials.enforceRateLimits) return;
  const level = number.isOnBizApp ? 'coexistence' : number.throughputLevel;
  if (!state.sendLimits.allowNumber(number.id, level, state.now())) throw cloudError(130429);
  if (!state.sendLimits.allowPair(number.id, recipient, state.now())) throw cloudError(131056);
}

/** A referenced file or message has to exist. */
function checkReferences({ message }: OutgoingMessage, number: BusinessNumber, state: SandboxState): void {
  if (isMediaMessage(message) && message.content.id !== undefined) {
    const file = state.media.find(message.content.id, state.now());
    if (file?.phoneNumberId !== number.id) throw invalidIn(`There is no media ${message.content.id} of this number`);
  }
  if (message.type !== 'reaction') return;
  const target = state.chats.find(message.content.message_id);
  if (target?.chat.phoneNumberId !== number.id) throw invalidIn('There is no such message to react to');
  if (state.now() - target.message.at > oldestMs) throw invalidIn('The message is older than 30 days');
}

/** The code with which an accepted message fails; null when it arrives. */
function toFailure(
  { message }: OutgoingMessage,
  number: BusinessNumber,
  chat: Chat | undefined,
  state: SandboxState,
): number | null {
  const ordered = state.webhooks.takeFailure();
  if (ordered !== null) return ordered;
  if (state.world.waba(number.wabaId)?.hasPaymentProblem) return 131042;
  if (!chat) return 131026;
  requireThread(message, number, chat, state);
  if (isUnwanted(message, number, chat, state)) return 131050;
  if (message.type !== 'template' && !chat.isWindowOpen(state.now())) return 131047;
  if (isMediaMessage(message) && message.content.id !== undefined) {
    const file = state.media.find(message.content.id, state.now());
    if (file && toMediaKind(file.mimeType) !== message.type) return 131053;
  }
  return null;
}

function showOnPhone(
  state: SandboxState,
  chat: Chat,
  { wamid, at }: SentMessage,
  { message, replyTo }: OutgoingMessage,
  filled: FilledTemplate | null,
): void {
  chat.stopTyping();
  if (message.type === 'reaction') {
    const target = state.chats.find(message.content.message_id)?.message;
    if (target) target.reactions.business = message.content.emoji || null;
    chat.changed();
    return;
  }
  const content = filled ?? message.content;
  state.chats.add(chat, { wamid, by: 'business', type: message.type, content, at, replyTo, tick: 'accepted' });
}

const productPolicies = ['CLOUD_API_FALLBACK', 'STRICT'];

/** The Marketing Messages API: templates of the category MARKETING, with two more settings. */
const sendMarketing: GraphHandler = (request, state) => {
  const number = authorizeMessaging(request, state);
  requireWhatsApp(request.params);
  requireSending(number);
  const { product_policy: policy, message_activity_sharing: _sharing, ...body } = toBody(request.params);
  if (policy !== undefined && !productPolicies.includes(String(policy))) {
    throw badParameter(`product_policy must be one of {${productPolicies.join(', ')}}`);
  }
  const name = typeof body.template === 'object' && body.template !== null ? Reflect.get(body.template, 'name') : null;
  const isMarketing = ({ name: known, category }: Template) => known === name && category === 'MARKETING';
  if (body.type !== 'template' || !state.templates.of({ id: number.wabaId }).some(isMarketing)) {
    throw badParameter('Only templates of the category MARKETING are sent here');
  }
  return send(request, body, number, state);
};

export const messageRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{phone}/messages', handle: sendOrRead },
  { method: 'POST', edge: '{phone}/marketing_messages', handle: sendMarketing },
];
