import type { MetaErrorCode } from './metaErrorCodes.js';
import { again, askOperator, final, type MetaErrorEntry } from './metaErrorEntry.js';

/** About calls, and about who answers a conversation. 138008, 138010, 138011 and 138016 are in no list of Meta's. */
// biome-ignore format: a table is read by its rows
export const callErrors = {
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting/
  131044: again('bad', 'you', 'Calls need a payment method', 'Customers can call only while the WhatsApp account has a payment method that works.', 'Add one in WhatsApp Manager.'),
  138000: again('bad', 'you', 'Calls are not switched on', 'Calls are not switched on for this number.', 'Switch them on in WhatsApp Manager.'),
  138001: final('bad', 'you', 'The customer cannot be called', 'WhatsApp cannot reach this customer with a call.', 'Write to the customer instead.'),
  138002: again('warn', 'you', 'Too many calls at once', 'This number has as many calls going on as it may have (1,000).', 'Wait until some have ended.'),
  138003: final('info', 'you', 'There is a call already', 'A call with this customer is going on.', 'End it first.'),
  138004: again('warn', 'meta', 'The call was not connected', 'Something went wrong while WhatsApp connected the call.', 'Try again.'),
  138005: again('warn', 'you', 'Too many calls in a short time', 'More calls were begun than WhatsApp allows.', 'Wait a little, then try again.'),
  138006: final('bad', 'you', 'The customer has not allowed calls', 'A business may call only customers who have allowed it.', 'Ask the customer first.'),
  138007: again('warn', 'you', 'The call took too long', 'It was not connected in time.', 'Try again.'),
  138009: again('warn', 'you', 'Asked too often', 'The customer was asked as often as WhatsApp allows whether this business may call.', 'Wait before you ask again.'),
  138012: again('warn', 'you', 'Called too often', 'The customer was called as often as WhatsApp allows within 24 hours.', 'Wait before you call again.'),
  138013: final('bad', 'you', 'Customers cannot be called here', 'Meta does not offer calls from this business to its customers.', 'Let the customer call instead.'),
  138014: again('bad', 'meta', 'Calls are switched off for a time', 'Meta switched off the calls of this number because of their quality.', 'Wait until Meta switches them on again.'),
  138015: again('bad', 'you', 'Calls cannot be switched on', 'The number may write first to too few customers a day: Meta asks for a limit of 2,000 or more.', 'Wait until the limit has risen.'),
  138017: final('info', 'you', 'Calls are allowed already', 'The customer has allowed calls for good, so there is nothing to ask for.', null),
  138018: final('bad', 'operator', 'Something is missing for calls', 'Meta asks for more, technically, before this number can have calls.', askOperator),
  138019: final('bad', 'operator', 'The call was not set up', 'Setting up the call failed.', askOperator),
  138020: final('bad', 'operator', 'The call found no way', 'The connection through Meta’s relay failed.', askOperator),
  138021: final('bad', 'operator', 'No sound came in', 'The call ended because no sound was received in time.', askOperator),
  138022: final('bad', 'operator', 'No sound went out', 'The call ended because no sound was sent in time.', askOperator),
  138023: final('bad', 'operator', 'The call had no sound', 'The call was accepted and ended without any sound.', askOperator),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
  138024: final('bad', 'operator', 'SIP is not switched on', 'The number has no calls by SIP, the way in which telephone systems are joined.', askOperator),
  138025: final('bad', 'operator', 'There is no SIP server', 'Switchboard’s app has not told Meta of a telephone system for calls by SIP.', askOperator),
  // …/calling/troubleshooting/ for SIP; for marketing messages:
  // https://help.chakrahq.com/chat/faqs/whatsapp-api-error-code-troubleshooting/whatsapp-api-marketing-messages-errors
  131055: final('bad', 'operator', 'This way is closed', 'Either the number has its calls by SIP and takes them no other way, or only marketing messages may be sent in this way.', askOperator),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/calling-webhooks/
  138038: final('bad', 'operator', 'Another partner has the calls', 'Only the partner that Meta gives the calls of this number to may do this.', askOperator),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/troubleshooting/
  2494191: final('bad', 'operator', 'The conversation cannot be taken over', 'Only the partner that Meta hands difficult conversations to may take one over.', askOperator),
} satisfies Partial<Record<MetaErrorCode, MetaErrorEntry>>;
