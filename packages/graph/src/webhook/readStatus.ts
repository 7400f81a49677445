import { type Addresses, sortAddresses } from './addresses.js';
import {
  asFilledText,
  asFlag,
  asId,
  asList,
  asMoment,
  asNumber,
  asObject,
  asText,
  type JsonObject,
} from './jsonReaders.js';
import type { MessageStatusUpdate, WebhookError } from './webhook.types.js';

type Status = Omit<MessageStatusUpdate, 'kind' | 'entryId' | 'field' | 'phoneNumberId' | 'displayPhone'>;

/** One of `statuses[]` (meta-platform 8.6). `undefined`: it cannot be read, or its word is not one of Meta's five. */
export function readStatus(status: JsonObject): Status | undefined {
  const id = asFilledText(status.id);
  const word = asStatusWord(status.status);
  const timestamp = asMoment(status.timestamp);
  if (id === undefined || word === undefined || timestamp === undefined) return undefined;
  const isOfGroup = status.recipient_type === 'group';
  const recipient = isOfGroup ? readParticipant(status) : readRecipient(status);
  return {
    id,
    status: word,
    timestamp,
    recipientWaId: recipient.waId,
    recipientUserId: recipient.userId,
    recipientParentUserId: recipient.parentUserId,
    groupId: isOfGroup ? asId(status.recipient_id) : undefined,
    callbackData: asFilledText(status.biz_opaque_callback_data),
    error: readError(asList(status.errors)?.[0]),
    pricing: readPricing(status.pricing),
  };
}

const readRecipient = (status: JsonObject): Addresses =>
  sortAddresses(status.recipient_id, status.recipient_user_id, status.recipient_parent_user_id);

/** Whom in the group it is about. Meta's own examples have the key in two ways. */
const readParticipant = (status: JsonObject): Addresses =>
  sortAddresses(
    status.recipient_participant_id ?? status.participant_recipient_id,
    status.recipient_participant_user_id ?? status.participant_recipient_user_id,
    status.recipient_participant_parent_user_id ?? status.participant_recipient_parent_user_id,
  );

function asStatusWord(value: unknown): Status['status'] | undefined {
  switch (value) {
    case 'sent':
    case 'delivered':
    case 'read':
    case 'played':
    case 'failed':
      return value;
    default:
      return undefined;
  }
}

function readPricing(value: unknown): Status['pricing'] {
  const pricing = asObject(value);
  if (pricing === undefined) return undefined;
  return { billable: asFlag(pricing.billable), category: asText(pricing.category), type: asText(pricing.type) };
}

/** One of `errors[]`, with the codes of the Graph API's errors (meta-platform 10). `undefined`: it has no code. */
export function readError(value: unknown): WebhookError | undefined {
  const error = asObject(value);
  const code = asNumber(error?.code);
  if (error === undefined || code === undefined) return undefined;
  return {
    code,
    title: asFilledText(error.title) ?? asText(error.message) ?? '',
    details: asText(asObject(error.error_data)?.details),
  };
}
