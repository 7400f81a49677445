import { code, type MetaError } from './metaError.js';
import { askOperator, bad, info, warn } from './words.js';

/** About one message, and about templates and the forms behind them. */
// biome-ignore format: a table is read by its rows
export const messageCodes: readonly MetaError[] = [
  // Who is at the phone
  code(130403, 'message_not_allowed', 'business', 'no', warn('This customer is blocked', 'This business has blocked the customer.', 'Unblock the customer in WhatsApp first.')),
  code(130472, 'message_not_deliverable', 'meta', 'no', warn('Not sent: an experiment of WhatsApp', 'WhatsApp leaves some customers out of marketing messages for an experiment. Nothing can be done about it; other messages still arrive.', null)),
  code(130497, 'message_not_allowed', 'business', 'no', bad('This country is not allowed', 'The WhatsApp account may not write to customers in this country.', 'See WhatsApp Manager for which countries it may.')),
  code(131021, 'message_not_allowed', 'business', 'no', warn('That is the same number', 'A number cannot send messages to itself.', 'Choose another customer, or another number to send from.')),
  code(131026, 'message_not_deliverable', 'business', 'no', bad('This customer cannot be reached', 'The number is not on WhatsApp, its owner has not accepted WhatsApp’s newest terms, or the app is too old.', 'Reach the customer another way.')),
  code(131030, 'message_not_allowed', 'operator', 'no', bad('Not on the test number’s list', 'A test number of Meta sends to the phones on its list only.', askOperator)),
  code(131047, 'message_not_allowed', 'business', 'no', bad('The 24 hours are over', 'The customer’s last message is more than 24 hours old.', 'Send a template. When the customer answers it, anything may be sent again.')),
  code(131049, 'message_not_deliverable', 'meta', 'later', warn('WhatsApp held this back', 'WhatsApp limits how much marketing a customer gets from all businesses together.', 'Do not send it again within 24 hours.')),
  code(131050, 'message_not_allowed', 'business', 'no', warn('The customer does not want marketing', 'The customer asked WhatsApp for no marketing messages from this business.', 'Send no marketing to this customer. Other messages still arrive.')),
  code(131062, 'message_not_allowed', 'switchboard', 'no', warn('The customer’s phone number is needed', 'This kind of message cannot be sent to a customer who hides the phone number.', 'Send something else.')),
  code(131063, 'message_not_allowed', 'business', 'later', bad('Marketing is switched off', 'Marketing messages are switched off for this account.', 'Switch them on in WhatsApp Manager, then try again.')),
  code(131064, 'message_not_allowed', 'business', 'later', bad('A template has the wrong category', 'Meta limits the account because a template is in the wrong category.', 'Correct it in WhatsApp Manager, then try again.')),
  code(134011, 'message_not_allowed', 'business', 'no', bad('The payments terms are not accepted', 'WhatsApp Payments has terms that nobody has accepted yet.', 'Accept them in WhatsApp Manager.')),

  // Blocking: https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users/
  code(139100, 'invalid_request', 'switchboard', 'no', warn('Some customers were left out', 'Meta could not block or unblock some of the customers.', 'Try it again for each of them.'), { worksAfterPress: true }),
  code(139101, 'message_not_allowed', 'business', 'no', warn('Too many blocked customers', 'A number may block 64,000 customers, and this one has.', 'Unblock somebody first.')),
  code(139102, 'meta_unavailable', 'meta', 'few', warn('The list has changed', 'The list of blocked customers was changed in the meantime.', 'Try again.')),
  code(139103, 'meta_unavailable', 'meta', 'few', warn('Something went wrong at Meta', 'Meta could not change the list of blocked customers.', 'Try again.')),

  // The file
  code(131052, 'media_rejected', 'business', 'no', warn('The file could not be fetched', 'WhatsApp could not fetch the file, or it is larger than 100 MB.', 'Ask for it once more, or for a smaller one.')),
  code(131053, 'media_rejected', 'business', 'later', bad('WhatsApp could not take the file', 'The file is damaged, or in a form that WhatsApp does not play.', 'Save it in another format and send that one.')),
  code(131060, 'message_not_deliverable', 'meta', 'no', info('The message is not available', 'WhatsApp does not have this message any more.', null)),

  // Templates, and the forms behind them
  code(132000, 'template_rejected', 'switchboard', 'no', bad('The template was filled in wrongly', 'The number of values is not the number of the template’s variables.', 'Choose the template again and fill it in.')),
  code(132001, 'template_rejected', 'business', 'no', bad('The template is not approved', 'It does not exist in this language, or Meta has not approved it yet.', 'Choose another one.')),
  code(132005, 'template_rejected', 'business', 'no', bad('The filled-in template is too long', 'With its values it is longer than WhatsApp allows.', 'Shorten the values of its variables and send it again.')),
  code(132007, 'template_rejected', 'business', 'no', bad('The template breaks a rule of WhatsApp', 'Its text, or a value in it, is against WhatsApp’s rules.', 'See WhatsApp Manager for the reason, and choose another one.')),
  code(132012, 'template_rejected', 'switchboard', 'no', bad('The template was filled in wrongly', 'A value does not have the form of its variable.', 'Choose the template again and fill it in.')),
  code(132015, 'template_rejected', 'business', 'later', bad('The template is paused', 'WhatsApp paused it because customers did not like it.', 'Use another one until the pause is over.'), { shownTurn: 'meta' }),
  code(132016, 'template_rejected', 'business', 'no', bad('The template is disabled', 'It was paused too often, and WhatsApp disabled it for good.', 'Choose another one.')),
  code(132018, 'template_rejected', 'switchboard', 'no', bad('The template was filled in wrongly', 'The values do not fit the variables of the template.', 'Choose the template again and fill it in.')),
  code(132068, 'template_rejected', 'business', 'later', bad('The form is blocked', 'WhatsApp blocked the form behind the template.', 'Mend it in WhatsApp Manager, then try again.')),
  code(132069, 'template_rejected', 'business', 'later', warn('The form is throttled', 'WhatsApp lets the form behind the template out ten times an hour only.', 'Try again later, and see WhatsApp Manager for what is wrong with the form.'), { shownTurn: 'meta' }),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
  code(141002, 'template_rejected', 'business', 'later', bad('The template is not approved', 'Meta has not approved the template.', 'See WhatsApp Manager for its status, or choose another one.')),
  // Meta's own way of sending marketing:
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/
  code(134100, 'message_not_allowed', 'business', 'no', bad('Only marketing goes this way', 'Meta’s own way of sending marketing takes marketing templates only.', 'Choose a template of the category marketing.')),
  code(134101, 'template_rejected', 'business', 'later', warn('The template is not ready yet', 'Meta takes about ten minutes to prepare it for its own way of sending marketing.', 'Wait ten minutes, then send it again.'), { shownTurn: 'meta' }),
  code(134102, 'template_rejected', 'business', 'no', bad('The template cannot be sent this way', 'It is not available for Meta’s own way of sending marketing.', 'Choose another one.')),

  // Writing a template
  code(2388019, 'template_rejected', 'business', 'no', bad('Too many templates', 'The WhatsApp account has as many templates as it may have (250).', 'Delete some in WhatsApp Manager.')),
  code(2388039, 'template_rejected', 'business', 'no', warn('The template cannot be changed now', 'Its present status, for example while Meta reviews it, does not allow changes.', 'Wait until the review is over, or write a new one.')),
  code(2388040, 'template_rejected', 'business', 'no', warn('A part of the template is too long', 'One of its fields has more characters than allowed.', 'Shorten it, then save it again.')),
  code(2388047, 'template_rejected', 'business', 'no', warn('The header of the template is wrong', 'Its form is not one that WhatsApp takes.', 'Correct the header: no line breaks, no emoji, and one variable at most.')),
  code(2388072, 'template_rejected', 'business', 'no', warn('The body of the template is wrong', 'Its form is not one that WhatsApp takes.', 'Correct the body: see its line breaks, spaces and variables.')),
  code(2388073, 'template_rejected', 'business', 'no', warn('The footer of the template is wrong', 'Its form is not one that WhatsApp takes.', 'Correct the footer: plain text without variables.')),
  code(2388293, 'template_rejected', 'business', 'no', warn('Too many variables for so few words', 'The template has more variables than its length allows.', 'Write more words around them, or use fewer.')),
  code(2388299, 'template_rejected', 'business', 'no', warn('A variable is at the edge', 'A template may not begin or end with a variable.', 'Put words before the first and after the last one.')),
];
