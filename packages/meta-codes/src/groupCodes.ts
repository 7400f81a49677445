import { code, type MetaError } from './metaError.js';
import { bad, warn } from './words.js';

/** About groups. 131203, 131205 and 131206 are in no list of Meta's. */
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/error-codes/
// biome-ignore format: a table is read by its rows
export const groupCodes: readonly MetaError[] = [
  code(131020, 'message_not_allowed', 'business', 'no', warn('Nobody else is in the group', 'WhatsApp takes no messages for a group with a single member.', 'Wait until somebody has joined.')),
  code(131041, 'not_found', 'business', 'no', bad('The group is not there', 'WhatsApp does not know the group, or this number is not in it.', 'See in WhatsApp whether the number is still in the group.')),
  // Also for a list of templates: https://developers.facebook.com/documentation/business-messaging/whatsapp/changelog (2025-10-08)
  code(131059, 'invalid_request', 'switchboard', 'no', bad('The list cannot be read on', 'Meta does not accept the place in a list from which it was asked to read on.', 'If it stays, give support the time and this number.'), { shownTurn: 'operator' }),
  code(131201, 'invalid_request', 'switchboard', 'no', warn('Done in part only', 'It worked for some of the people, and for others it did not.', 'See in the group who is missing.')),
  code(131202, 'invalid_request', 'switchboard', 'no', warn('Somebody is named twice', 'The same person was named more than once.', 'Name each person once.')),
  code(131204, 'message_not_allowed', 'business', 'no', warn('Too many people', 'The group would have more people than WhatsApp allows.', 'Invite fewer people.')),
  code(131207, 'account_restricted', 'business', 'no', bad('The group is suspended', 'WhatsApp suspended the group because it broke its rules.', 'See WhatsApp Manager for what Meta says about it.')),
  code(131208, 'rate_limited', 'switchboard', 'backoff', warn('Meta asks us to slow down', 'Too much was asked about groups in a short time.', 'Wait a little, then try again.'), { shownTurn: 'meta' }),
  code(131209, 'media_rejected', 'business', 'no', warn('The picture is not square', 'The picture of a group has to be as wide as it is high.', 'Choose a square one.')),
  code(131210, 'media_rejected', 'business', 'no', warn('The picture is too small', 'The picture of a group has to be larger than 192 pixels.', 'Choose a larger one.')),
  code(131211, 'message_not_allowed', 'business', 'no', warn('Too many groups', 'This number has made as many groups as it may make.', 'Use one that is there already.')),
  code(131212, 'not_found', 'business', 'no', warn('Not in the group', 'That person is not in the group.', 'See in the group who is there.')),
  code(131213, 'not_found', 'business', 'no', warn('The request to join is not there', 'There is no such request to join the group.', 'See which requests are still open.')),
  code(131214, 'message_not_allowed', 'business', 'later', warn('No new groups for now', 'Too much marketing was sent in the past seven days, so Meta has switched off making groups for a time.', 'Wait, and send less marketing.')),
  code(131215, 'message_not_allowed', 'business', 'no', bad('This number may not have groups', 'The number is not one of those that Meta lets have groups.', 'See Meta’s pages about groups for what it asks of a number.')),
];
