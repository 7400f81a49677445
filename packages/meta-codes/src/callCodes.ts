import { code, type MetaError } from './metaError.js';
import { askOperator, bad, info, warn } from './words.js';

/** About calls, and about who answers a conversation. 138008, 138010, 138011 and 138016 are in no list of Meta's. */
// biome-ignore format: a table is read by its rows
export const callCodes: readonly MetaError[] = [
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting/
  code(131044, 'payment_required', 'business', 'later', bad('Calls need a payment method', 'Customers can call only while the WhatsApp account has a payment method that works.', 'Add one in WhatsApp Manager.')),
  code(138000, 'message_not_allowed', 'business', 'later', bad('Calls are not switched on', 'Calls are not switched on for this number.', 'Switch them on in WhatsApp Manager.')),
  code(138001, 'message_not_deliverable', 'business', 'no', bad('The customer cannot be called', 'WhatsApp cannot reach this customer with a call.', 'Write to the customer instead.')),
  code(138002, 'rate_limited', 'switchboard', 'backoff', warn('Too many calls at once', 'This number has as many calls going on as it may have (1,000).', 'Wait until some have ended.')),
  code(138003, 'already_done', 'switchboard', 'no', info('There is a call already', 'A call with this customer is going on.', 'End it first.')),
  code(138004, 'meta_unavailable', 'meta', 'few', warn('The call was not connected', 'Something went wrong while WhatsApp connected the call.', 'Try again.')),
  code(138005, 'rate_limited', 'switchboard', 'backoff', warn('Too many calls in a short time', 'More calls were begun than WhatsApp allows.', 'Wait a little, then try again.')),
  code(138006, 'message_not_allowed', 'business', 'no', bad('The customer has not allowed calls', 'A business may call only customers who have allowed it.', 'Ask the customer first.')),
  code(138007, 'message_not_deliverable', 'switchboard', 'no', warn('The call took too long', 'It was not connected in time.', 'Try again.'), { worksAfterPress: true }),
  code(138009, 'rate_limited', 'business', 'later', warn('Asked too often', 'The customer was asked as often as WhatsApp allows whether this business may call.', 'Wait before you ask again.')),
  code(138012, 'rate_limited', 'business', 'later', warn('Called too often', 'The customer was called as often as WhatsApp allows within 24 hours.', 'Wait before you call again.')),
  code(138013, 'message_not_allowed', 'business', 'no', bad('Customers cannot be called here', 'Meta does not offer calls from this business to its customers.', 'Let the customer call instead.')),
  code(138014, 'message_not_allowed', 'business', 'later', bad('Calls are switched off for a time', 'Meta switched off the calls of this number because of their quality.', 'Wait until Meta switches them on again.'), { shownTurn: 'meta' }),
  code(138015, 'message_not_allowed', 'business', 'later', bad('Calls cannot be switched on', 'The number may write first to too few customers a day: Meta asks for a limit of 2,000 or more.', 'Wait until the limit has risen.')),
  code(138017, 'already_done', 'switchboard', 'no', info('Calls are allowed already', 'The customer has allowed calls for good, so there is nothing to ask for.', null)),
  code(138018, 'message_not_allowed', 'operator', 'no', bad('Something is missing for calls', 'Meta asks for more, technically, before this number can have calls.', askOperator)),
  code(138019, 'message_not_deliverable', 'operator', 'no', bad('The call was not set up', 'Setting up the call failed.', askOperator)),
  code(138020, 'message_not_deliverable', 'operator', 'no', bad('The call found no way', 'The connection through Meta’s relay failed.', askOperator)),
  code(138021, 'message_not_deliverable', 'operator', 'no', bad('No sound came in', 'The call ended because no sound was received in time.', askOperator)),
  code(138022, 'message_not_deliverable', 'operator', 'no', bad('No sound went out', 'The call ended because no sound was sent in time.', askOperator)),
  code(138023, 'message_not_deliverable', 'operator', 'no', bad('The call had no sound', 'The call was accepted and ended without any sound.', askOperator)),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
  code(138024, 'message_not_allowed', 'operator', 'no', bad('SIP is not switched on', 'The number has no calls by SIP, the way in which telephone systems are joined.', askOperator)),
  code(138025, 'message_not_allowed', 'operator', 'no', bad('There is no SIP server', 'Switchboard’s app has not told Meta of a telephone system for calls by SIP.', askOperator)),
  // …/calling/troubleshooting/ for SIP; for marketing messages:
  // https://help.chakrahq.com/chat/faqs/whatsapp-api-error-code-troubleshooting/whatsapp-api-marketing-messages-errors
  code(131055, 'message_not_allowed', 'operator', 'no', bad('This way is closed', 'Either the number has its calls by SIP and takes them no other way, or only marketing messages may be sent in this way.', askOperator)),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/calling-webhooks/
  code(138038, 'message_not_allowed', 'operator', 'no', bad('Another partner has the calls', 'Only the partner that Meta gives the calls of this number to may do this.', askOperator)),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/troubleshooting/
  code(2494191, 'message_not_allowed', 'operator', 'no', bad('The conversation cannot be taken over', 'Only the partner that Meta hands difficult conversations to may take one over.', askOperator)),
];
