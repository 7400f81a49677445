import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { standbyChange } from '../webhooks/conversationChanges.js';
import type { MessageStatusName } from '../webhooks/dials.js';
import { type JsonObject, statusChange, toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import type { Chat, ChatMessage } from './chats.js';
import { cloudErrorText } from './cloudErrors.js';
import { type Names, namesFor } from './naming.js';
import type { SentMessage } from './sentMessages.js';

const helpUrl = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

type Reported = Exclude<MessageStatusName, 'played'>;

/**
 * Tells the app what became of a message, unless the dials keep the status back. What another responder wrote is told as
 * `standby`. Does nothing for what is typed in the Business app: it has no statuses.
 */
export async function reportStatus(
  state: SandboxState,
  wamid: string,
  status: Reported,
  failedWith: number | null = null,
): Promise<void> {
  const found = state.chats.find(wamid);
  if (found) {
    found.message.tick = status;
    found.chat.changed();
  }
  const sent = state.sent.find(wamid);
  const number = state.world.number(sent?.phoneNumberId ?? found?.chat.phoneNumberId ?? '');
  if (!number) return;
  if (!sent) return found && reportStandby(state, found, number, status);
  const isFirst = sent.statuses.length === 0;
  sent.statuses.push(status);
  sent.failedWith = failedWith;
  if (isFirst && status !== 'failed') sent.pricingType = toPricingType(sent, state);
  if (state.webhooks.dials.skipStatuses.includes(status)) return;

  const customer = sent.customerId === null ? undefined : state.customers.find(sent.customerId);
  const names = customer && namesFor(state, customer, number);
  const change = statusChange({
    number: names?.number ?? number,
    contacts: names && status !== 'failed' ? [names.contact] : undefined,
    statuses: [statusBody(sent, status, failedWith, names, state)],
  });
  await publish(state, change, {
    partition: `${sent.phoneNumberId} ${sent.customerId ?? sent.waId ?? sent.recipient}`,
  });
}

function statusBody(
  sent: SentMessage,
  status: Reported,
  failedWith: number | null,
  names: Names | undefined,
  state: SandboxState,
) {
  const isFailure = status === 'failed';
  // A failure does not reveal the business-scoped id to whoever wrote to a phone number.
  const hidesId = isFailure && sent.recipient === null;
  const waId = hidesId ? sent.waId : toRecipient(sent, names, state);
  const userId = hidesId ? undefined : (names?.userId ?? sent.recipient ?? undefined);
  const parentUserId = hidesId ? undefined : names?.parentUserId;
  // Pricing comes with several statuses of a message, not with all (meta-platform 8.6).
  const isPriced = status === 'sent' || status === 'delivered' || !sent.statuses.includes('delivered');
  return {
    id: names?.wamid(sent.wamid) ?? sent.wamid,
    status,
    timestamp: toSeconds(state.now()),
    ...(waId === undefined || waId === null ? {} : { recipient_id: waId }),
    ...(userId === undefined ? {} : { recipient_user_id: userId }),
    ...(parentUserId === undefined ? {} : { recipient_parent_user_id: parentUserId }),
    ...(sent.bizOpaqueCallbackData === null ? {} : { biz_opaque_callback_data: sent.bizOpaqueCallbackData }),
    ...(isPriced && !isFailure && sent.pricingType !== null ? { pricing: toPricing(sent, sent.pricingType) } : {}),
    ...(failedWith === null ? {} : { errors: [errorBody(failedWith)] }),
  };
}

/** The number that was written to, even if the customer has another by now; otherwise by the dials. */
function toRecipient({ waId }: SentMessage, names: Names | undefined, { webhooks }: SandboxState) {
  const { addressing, writtenOtherWay } = webhooks.dials;
  const isAsSent = addressing !== 'user_id_as_phone' && !writtenOtherWay.includes('customer');
  return isAsSent ? (waId ?? names?.phone?.replace('+', '')) : names?.phone?.replace('+', '');
}

/** Decided once, with the first status (meta-platform 17.5). */
function toPricingType(sent: SentMessage, state: SandboxState): string {
  const chat = sent.customerId === null ? undefined : state.chats.peek(sent.phoneNumberId, sent.customerId);
  if (chat && state.now() < chat.freeEntryUntil) return 'free_entry_point';
  // Templates cost, utility ones within the 24 hours too.
  if (sent.category !== 'service') return 'regular';
  return state.freeMessages.take(sent.phoneNumberId, state.now()) ? 'free_customer_service' : 'regular';
}

function toPricing({ category }: SentMessage, type: string): JsonObject {
  return {
    billable: type === 'regular',
    pricing_model: 'PMP',
    type,
    category: type === 'free_entry_point' ? 'referral_conversion' : category,
  };
}

export function errorBody(code: number): JsonObject {
  const { title, details } = cloudErrorText(code);
  return { code, title, message: title, error_data: { details }, href: helpUrl };
}

async function reportStandby(
  state: SandboxState,
  { chat, message }: { chat: Chat; message: ChatMessage },
  number: BusinessNumber,
  status: Reported,
): Promise<void> {
  const customer = state.customers.find(chat.customerId);
  if (!customer || message.answeredBy === undefined || state.webhooks.dials.skipStatuses.includes(status)) return;
  const names = namesFor(state, customer, number);
  const isAgent = message.answeredBy === 'meta_business_agent';
  const body = {
    id: names.wamid(message.wamid),
    status,
    timestamp: toSeconds(state.now()),
    ...(names.phone === undefined ? {} : { recipient_id: names.phone.replace('+', '') }),
    ...(names.userId === undefined ? {} : { recipient_user_id: names.userId }),
    ...(names.parentUserId === undefined ? {} : { recipient_parent_user_id: names.parentUserId }),
    pricing: {
      billable: true,
      pricing_model: 'PMP',
      type: 'regular',
      category: isAgent ? 'general_purpose_ai' : 'service',
    },
  };
  const change = standbyChange({ number: names.number, contacts: [names.contact], statuses: [body] });
  await publish(state, change, { partition: `${number.id} ${customer.id}` });
}

/** Sends the statuses of an accepted message. Resolves after the first try of each webhook. */
export async function reportOutcome(state: SandboxState, sent: SentMessage, failure: number | null): Promise<void> {
  if (failure !== null) return reportStatus(state, sent.wamid, 'failed', failure);
  const steps = [reportStatus(state, sent.wamid, 'sent')];
  // A reaction is never delivered.
  if (sent.type !== 'reaction') {
    const found = state.chats.find(sent.wamid);
    // A message in an open chat is read without being delivered.
    steps.push(reportStatus(state, sent.wamid, found?.chat.isOpen ? 'read' : 'delivered'));
  }
  await Promise.all(steps);
}
