import type { MetaErrorCode } from './metaErrorCodes.js';
import { again, askOperator, final, type MetaErrorEntry } from './metaErrorEntry.js';

/** About one message, and about templates and the forms behind them. */
// biome-ignore format: a table is read by its rows
export const messageErrors = {
  // Who is at the phone
  130403: final('warn', 'you', 'This customer is blocked', 'This business has blocked the customer.', 'Unblock the customer in WhatsApp first.'),
  130472: final('warn', 'meta', 'Not sent: an experiment of WhatsApp', 'WhatsApp leaves some customers out of marketing messages for an experiment. Nothing can be done about it; other messages still arrive.', null),
  130497: final('bad', 'you', 'This country is not allowed', 'The WhatsApp account may not write to customers in this country.', 'See WhatsApp Manager for which countries it may.'),
  131021: final('warn', 'you', 'That is the same number', 'A number cannot send messages to itself.', 'Choose another customer, or another number to send from.'),
  131026: final('bad', 'you', 'This customer cannot be reached', 'The number is not on WhatsApp, its owner has not accepted WhatsApp’s newest terms, or the app is too old.', 'Reach the customer another way.'),
  131030: final('bad', 'operator', 'Not on the test number’s list', 'A test number of Meta sends to the phones on its list only.', askOperator),
  131047: final('bad', 'you', 'The 24 hours are over', 'The customer’s last message is more than 24 hours old.', 'Send a template. When the customer answers it, anything may be sent again.'),
  131049: again('warn', 'meta', 'WhatsApp held this back', 'WhatsApp limits how much marketing a customer gets from all businesses together.', 'Do not send it again within 24 hours.'),
  131050: final('warn', 'you', 'The customer does not want marketing', 'The customer asked WhatsApp for no marketing messages from this business.', 'Send no marketing to this customer. Other messages still arrive.'),
  131062: final('warn', 'you', 'The customer’s phone number is needed', 'This kind of message cannot be sent to a customer who hides the phone number.', 'Send something else.'),
  131063: again('bad', 'you', 'Marketing is switched off', 'Marketing messages are switched off for this account.', 'Switch them on in WhatsApp Manager, then try again.'),
  131064: again('bad', 'you', 'A template has the wrong category', 'Meta limits the account because a template is in the wrong category.', 'Correct it in WhatsApp Manager, then try again.'),
  134011: final('bad', 'you', 'The payments terms are not accepted', 'WhatsApp Payments has terms that nobody has accepted yet.', 'Accept them in WhatsApp Manager.'),

  // Blocking: https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users/
  139100: again('warn', 'you', 'Some customers were left out', 'Meta could not block or unblock some of the customers.', 'Try it again for each of them.'),
  139101: final('warn', 'you', 'Too many blocked customers', 'A number may block 64,000 customers, and this one has.', 'Unblock somebody first.'),
  139102: again('warn', 'meta', 'The list has changed', 'The list of blocked customers was changed in the meantime.', 'Try again.'),
  139103: again('warn', 'meta', 'Something went wrong at Meta', 'Meta could not change the list of blocked customers.', 'Try again.'),

  // The file
  131052: final('warn', 'you', 'The file could not be fetched', 'WhatsApp could not fetch the file, or it is larger than 100 MB.', 'Ask for it once more, or for a smaller one.'),
  131053: again('bad', 'you', 'WhatsApp could not take the file', 'The file is damaged, or in a form that WhatsApp does not play.', 'Save it in another format and send that one.'),
  131060: final('info', 'meta', 'The message is not available', 'WhatsApp does not have this message any more.', null),

  // Templates, and the forms behind them
  132000: final('bad', 'you', 'The template was filled in wrongly', 'The number of values is not the number of the template’s variables.', 'Choose the template again and fill it in.'),
  132001: final('bad', 'you', 'The template is not approved', 'It does not exist in this language, or Meta has not approved it yet.', 'Choose another one.'),
  132005: final('bad', 'you', 'The filled-in template is too long', 'With its values it is longer than WhatsApp allows.', 'Shorten the values of its variables and send it again.'),
  132007: final('bad', 'you', 'The template breaks a rule of WhatsApp', 'Its text, or a value in it, is against WhatsApp’s rules.', 'See WhatsApp Manager for the reason, and choose another one.'),
  132012: final('bad', 'you', 'The template was filled in wrongly', 'A value does not have the form of its variable.', 'Choose the template again and fill it in.'),
  132015: again('bad', 'meta', 'The template is paused', 'WhatsApp paused it because customers did not like it.', 'Use another one until the pause is over.'),
  132016: final('bad', 'you', 'The template is disabled', 'It was paused too often, and WhatsApp disabled it for good.', 'Choose another one.'),
  132018: final('bad', 'you', 'The template was filled in wrongly', 'The values do not fit the variables of the template.', 'Choose the template again and fill it in.'),
  132068: again('bad', 'you', 'The form is blocked', 'WhatsApp blocked the form behind the template.', 'Mend it in WhatsApp Manager, then try again.'),
  132069: again('warn', 'meta', 'The form is throttled', 'WhatsApp lets the form behind the template out ten times an hour only.', 'Try again later, and see WhatsApp Manager for what is wrong with the form.'),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
  141002: again('bad', 'you', 'The template is not approved', 'Meta has not approved the template.', 'See WhatsApp Manager for its status, or choose another one.'),
  // Meta's own way of sending marketing:
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/
  134100: final('bad', 'you', 'Only marketing goes this way', 'Meta’s own way of sending marketing takes marketing templates only.', 'Choose a template of the category marketing.'),
  134101: again('warn', 'meta', 'The template is not ready yet', 'Meta takes about ten minutes to prepare it for its own way of sending marketing.', 'Wait ten minutes, then send it again.'),
  134102: final('bad', 'you', 'The template cannot be sent this way', 'It is not available for Meta’s own way of sending marketing.', 'Choose another one.'),

  // Writing a template
  2388019: final('bad', 'you', 'Too many templates', 'The WhatsApp account has as many templates as it may have (250).', 'Delete some in WhatsApp Manager.'),
  2388039: final('warn', 'you', 'The template cannot be changed now', 'Its present status, for example while Meta reviews it, does not allow changes.', 'Wait until the review is over, or write a new one.'),
  2388040: final('warn', 'you', 'A part of the template is too long', 'One of its fields has more characters than allowed.', 'Shorten it, then save it again.'),
  2388047: final('warn', 'you', 'The header of the template is wrong', 'Its form is not one that WhatsApp takes.', 'Correct the header: no line breaks, no emoji, and one variable at most.'),
  2388072: final('warn', 'you', 'The body of the template is wrong', 'Its form is not one that WhatsApp takes.', 'Correct the body: see its line breaks, spaces and variables.'),
  2388073: final('warn', 'you', 'The footer of the template is wrong', 'Its form is not one that WhatsApp takes.', 'Correct the footer: plain text without variables.'),
  2388293: final('warn', 'you', 'Too many variables for so few words', 'The template has more variables than its length allows.', 'Write more words around them, or use fewer.'),
  2388299: final('warn', 'you', 'A variable is at the edge', 'A template may not begin or end with a variable.', 'Put words before the first and after the last one.'),
} satisfies Partial<Record<MetaErrorCode, MetaErrorEntry>>;
