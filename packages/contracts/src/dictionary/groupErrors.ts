import type { MetaErrorCode } from './metaErrorCodes.js';
import { again, final, type MetaErrorEntry } from './metaErrorEntry.js';

/** About groups. 131203, 131205 and 131206 are in no list of Meta's. */
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/error-codes/
// biome-ignore format: a table is read by its rows
export const groupErrors = {
  131020: final('warn', 'you', 'Nobody else is in the group', 'WhatsApp takes no messages for a group with a single member.', 'Wait until somebody has joined.'),
  131041: final('bad', 'you', 'The group is not there', 'WhatsApp does not know the group, or this number is not in it.', 'See in WhatsApp whether the number is still in the group.'),
  // Also for a list of templates: https://developers.facebook.com/documentation/business-messaging/whatsapp/changelog (2025-10-08)
  131059: final('bad', 'operator', 'The list cannot be read on', 'Meta does not accept the place in a list from which it was asked to read on.', 'If it stays, give support the time and this number.'),
  131201: final('warn', 'you', 'Done in part only', 'It worked for some of the people, and for others it did not.', 'See in the group who is missing.'),
  131202: final('warn', 'you', 'Somebody is named twice', 'The same person was named more than once.', 'Name each person once.'),
  131204: final('warn', 'you', 'Too many people', 'The group would have more people than WhatsApp allows.', 'Invite fewer people.'),
  131207: final('bad', 'you', 'The group is suspended', 'WhatsApp suspended the group because it broke its rules.', 'See WhatsApp Manager for what Meta says about it.'),
  131208: again('warn', 'meta', 'Meta asks us to slow down', 'Too much was asked about groups in a short time.', 'Wait a little, then try again.'),
  131209: final('warn', 'you', 'The picture is not square', 'The picture of a group has to be as wide as it is high.', 'Choose a square one.'),
  131210: final('warn', 'you', 'The picture is too small', 'The picture of a group has to be larger than 192 pixels.', 'Choose a larger one.'),
  131211: final('warn', 'you', 'Too many groups', 'This number has made as many groups as it may make.', 'Use one that is there already.'),
  131212: final('warn', 'you', 'Not in the group', 'That person is not in the group.', 'See in the group who is there.'),
  131213: final('warn', 'you', 'The request to join is not there', 'There is no such request to join the group.', 'See which requests are still open.'),
  131214: again('warn', 'you', 'No new groups for now', 'Too much marketing was sent in the past seven days, so Meta has switched off making groups for a time.', 'Wait, and send less marketing.'),
  131215: final('bad', 'you', 'This number may not have groups', 'The number is not one of those that Meta lets have groups.', 'See Meta’s pages about groups for what it asks of a number.'),
} satisfies Partial<Record<MetaErrorCode, MetaErrorEntry>>;
