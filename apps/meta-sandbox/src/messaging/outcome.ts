import type { SandboxState } from '../state/sandboxState.js';
import type { MessageStatusName } from '../webhooks/dials.js';
import { type JsonObject, secondsOf, statusChange } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { cloudErrorText } from './cloudErrors.js';
import { contactOf } from './customers.js';
import type { SentMessage } from './sentMessages.js';

const helpUrl = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

/**
 * Tells the app what became of a message, unless the dials keep the status back. Does nothing for a message that did
 * not come from the API: what is typed in the Business app has no statuses.
 */
export async function reportStatus(
  state: SandboxState,
  wamid: string,
  status: Exclude<MessageStatusName, 'played'>,
  failedWith: number | null = null,
): Promise<void> {
  const found = state.chats.find(wamid);
  if (found) {
    found.message.tick = status;
    found.chat.changed();
  }
  const sent = state.sent.find(wamid);
  const number = sent && state.world.number(sent.phoneNumberId);
  if (!sent || !number) return;
  sent.statuses.push(status);
  sent.failedWith = failedWith;
  if (state.webhooks.dials.skipStatuses.includes(status)) return;

  const customer = sent.customerId === null ? undefined : state.customers.find(sent.customerId);
  const isFailure = status === 'failed';
  const change = statusChange({
    number,
    contacts: customer && !isFailure ? [contactOf(customer)] : undefined,
    statuses: [statusBody(sent, status, failedWith, state)],
  });
  await publish(state, change, { lane: `${sent.phoneNumberId} ${sent.customerId ?? sent.waId ?? sent.recipient}` });
}

function statusBody(sent: SentMessage, status: MessageStatusName, failedWith: number | null, state: SandboxState) {
  const customer = sent.customerId === null ? undefined : state.customers.find(sent.customerId);
  const waId = sent.waId ?? customer?.waId;
  // A failure does not give away the business-scoped id of somebody who was written to by phone number.
  const userId = status === 'failed' && sent.recipient === null ? undefined : (customer?.userId ?? sent.recipient);
  return {
    id: sent.wamid,
    status,
    timestamp: secondsOf(state.now()),
    ...(waId === undefined ? {} : { recipient_id: waId }),
    ...(userId === undefined || userId === null ? {} : { recipient_user_id: userId }),
    ...(sent.bizOpaqueCallbackData === null ? {} : { biz_opaque_callback_data: sent.bizOpaqueCallbackData }),
    ...(status === 'sent' ? { pricing: pricingOf(sent) } : {}),
    ...(failedWith === null ? {} : { errors: [errorBody(failedWith)] }),
  };
}

function pricingOf({ category }: SentMessage): JsonObject {
  const isFree = category === 'service';
  return {
    billable: !isFree,
    pricing_model: 'PMP',
    type: isFree ? 'free_customer_service' : 'regular',
    category,
  };
}

function errorBody(code: number): JsonObject {
  const { title, details } = cloudErrorText(code);
  return { code, title, message: title, error_data: { details }, href: helpUrl };
}

/** Tells the app, step by step, how an accepted message ends. Fulfilled after the first try at each of the webhooks. */
export async function reportOutcome(state: SandboxState, sent: SentMessage, failure: number | null): Promise<void> {
  if (failure !== null) return reportStatus(state, sent.wamid, 'failed', failure);
  const steps = [reportStatus(state, sent.wamid, 'sent')];
  // A reaction is never said to have arrived.
  if (sent.type !== 'reaction') {
    const found = state.chats.find(sent.wamid);
    // In a chat that lies open before the customer, a message is read without having been "delivered".
    steps.push(reportStatus(state, sent.wamid, found?.chat.isOpen ? 'read' : 'delivered'));
  }
  await Promise.all(steps);
}
