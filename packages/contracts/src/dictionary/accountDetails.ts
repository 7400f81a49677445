import { bad, type DictionaryEntry, good, info, warn } from './entry.js';

/** `account_update.disconnection_info.reason` of `PARTNER_REMOVED`, for numbers shared with the phone (meta-platform 8.7). */
export const disconnectionReasons = [
  'ACCOUNT_DISCONNECTED',
  'BUSINESS_DOWNGRADE',
  'CHANGE_NUMBER',
  'COMPANION_INACTIVITY',
  'PRIMARY_INACTIVITY',
  'USER_RE_REGISTERED',
] as const;
/** `account_update.ban_info.waba_ban_state` of `DISABLED_UPDATE` */
export const banStates = ['DISABLE', 'REINSTATE', 'SCHEDULE_FOR_DISABLE'] as const;
/** `account_update.restriction_info[].restriction_type` of `ACCOUNT_RESTRICTION` */
export const restrictionTypes = [
  'RESTRICTED_BIZ_INITIATED_MESSAGING',
  'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
  'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
] as const;
/** `status` of a number (meta-platform 5.1). */
export const numberStatuses = [
  'CONNECTED',
  'PENDING',
  'DISCONNECTED',
  'FLAGGED',
  'RATE_LIMITED',
  'RESTRICTED',
  'BANNED',
  'DELETED',
  'MIGRATED',
  'UNVERIFIED',
  'UNKNOWN',
] as const;
/** `name_status` and `new_name_status` of a number. */
export const nameStatuses = [
  'APPROVED',
  'AVAILABLE_WITHOUT_REVIEW',
  'PENDING_REVIEW',
  'DECLINED',
  'EXPIRED',
  'NONE',
  'NON_EXISTS',
] as const;
/** `can_send_message` in `health_status` (meta-platform 5.3). */
export const healthValues = ['AVAILABLE', 'LIMITED', 'BLOCKED'] as const;

type Table<Key extends string> = Record<Key, DictionaryEntry>;

// biome-ignore format: a table is read by its rows
export const disconnections: Table<(typeof disconnectionReasons)[number]> = {
  ACCOUNT_DISCONNECTED: bad('you', 'Disconnected on the phone', 'Somebody disconnected Switchboard in the WhatsApp Business app.', 'Reconnect to use the number here again.', 'reconnect'),
  BUSINESS_DOWNGRADE: bad('you', 'Moved to the private app', 'The number was moved from the WhatsApp Business app to the private WhatsApp app.', 'Move it back to the WhatsApp Business app, then reconnect.', 'reconnect'),
  CHANGE_NUMBER: bad('you', 'The number was changed', 'The WhatsApp Business app on the phone now has another number.', 'Connect the new number.'),
  COMPANION_INACTIVITY: bad('you', 'Linked devices were idle', 'The linked devices of the number were not used for too long, so WhatsApp unlinked them.', 'Open the WhatsApp Business app, then reconnect.', 'reconnect'),
  PRIMARY_INACTIVITY: bad('you', 'The phone was idle', 'The WhatsApp Business app on the phone was not opened for too long.', 'Open it on the phone, then reconnect. Open it regularly from now on.', 'reconnect'),
  USER_RE_REGISTERED: bad('you', 'Set up anew on a phone', 'The number was registered again in the WhatsApp Business app, for example on a new phone.', 'Reconnect to use it here again.', 'reconnect'),
};

// biome-ignore format: a table is read by its rows
export const bans: Table<(typeof banStates)[number]> = {
  DISABLE: bad('you', 'Disabled by Meta', 'Meta has disabled this WhatsApp account.', 'See WhatsApp Manager, where the ban can be appealed.'),
  REINSTATE: good('you', 'Reinstated', 'Meta has lifted the ban of this WhatsApp account.', 'Check the number.', 'check_again'),
  SCHEDULE_FOR_DISABLE: bad('you', 'A ban is planned', 'Meta will disable this WhatsApp account.', 'See WhatsApp Manager, where it can be appealed before.'),
};

// biome-ignore format: a table is read by its rows
export const restrictions: Table<(typeof restrictionTypes)[number]> = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: bad('you', 'May not write first', 'The account may not write to customers first. Customers who write can still be answered.', 'Answer those who write, and see Business Support Home at Meta for how long, and for the appeal.'),
  RESTRICTED_CUSTOMER_INITIATED_MESSAGING: bad('you', 'May not answer', 'The account may not answer customers who write.', 'See Business Support Home at Meta for how long, and for the appeal.'),
  RESTRICTED_ADD_PHONE_NUMBER_ACTION: warn('you', 'May not add numbers', 'No further numbers may be added to the account. Those that are there work on.', 'See Business Support Home at Meta for how long, and for the appeal.'),
};

// biome-ignore format: a table is read by its rows
export const statuses: Table<(typeof numberStatuses)[number]> = {
  CONNECTED: good('meta', 'Connected at Meta', 'Meta lets the number send and receive.', null),
  PENDING: warn('you', 'Not registered yet', 'Meta has the number, and it is not registered for sending.', 'Press “Register”.', 'register'),
  DISCONNECTED: bad('you', 'Disconnected at Meta', 'The number is not registered at Meta any more.', 'Press “Register”.', 'register'),
  FLAGGED: warn('you', 'Quality is low', 'Many customers block or report the number. It still sends; if it stays so, Meta lowers its limit.', 'Write only to customers who expect it.'),
  RATE_LIMITED: warn('meta', 'Limit reached', 'The number has written first to as many customers as it may in 24 hours. Customers who write can be answered.', 'Wait until the 24 hours are over.'),
  RESTRICTED: bad('you', 'Restricted by Meta', 'Meta limits what the number may send.', 'See Business Support Home at Meta for the reason, and for the appeal.'),
  BANNED: bad('you', 'Banned by Meta', 'Meta has banned the number.', 'See WhatsApp Manager, where the ban can be appealed.'),
  DELETED: bad('you', 'Deleted at Meta', 'The number was deleted at Meta.', 'Add it again in Meta’s window: press “Reconnect”.', 'reconnect'),
  MIGRATED: bad('you', 'Moved elsewhere', 'The number was moved to another WhatsApp account.', 'Reconnect, and tick the WhatsApp account where it is now.', 'reconnect'),
  UNVERIFIED: bad('you', 'Not verified', 'Meta has no proof that the number is yours.', 'Press “Verify”: a code comes by text message or call.', 'verify_number'),
  UNKNOWN: warn('meta', 'Status not known', 'Meta does not say in which state the number is.', 'Check again later.', 'check_again'),
};

// biome-ignore format: a table is read by its rows
export const names: Table<(typeof nameStatuses)[number]> = {
  APPROVED: good('meta', 'Name approved', 'Meta approved the display name. Customers see it.', null),
  AVAILABLE_WITHOUT_REVIEW: good('meta', 'Name usable at once', 'The display name may be used without a review.', null),
  PENDING_REVIEW: info('meta', 'Name in review', 'Meta is reviewing the display name, usually for 24 to 48 hours. The number can be used meanwhile.', null),
  DECLINED: bad('you', 'Name declined', 'Meta declined the display name.', 'Choose another one in WhatsApp Manager. It has to fit the name of your business.'),
  EXPIRED: warn('you', 'Approval has run out', 'The display name was approved, and the number was not registered with it in time.', 'Ask for the name once more in WhatsApp Manager, then press “Register” within 14 days.'),
  NONE: warn('you', 'No name', 'The number has no display name, so Meta reviews none.', 'Ask for one in WhatsApp Manager.'),
  NON_EXISTS: warn('you', 'No name', 'The number has no display name, so Meta reviews none.', 'Ask for one in WhatsApp Manager.'),
};

// biome-ignore format: a table is read by its rows
export const sendability: Table<(typeof healthValues)[number]> = {
  AVAILABLE: good('meta', 'Can send', 'Meta sees nothing that stands in the way of sending.', null),
  LIMITED: warn('you', 'Can send with limits', 'Meta lets messages out, but not all: the reason stands beside the part that it concerns.', 'Do what Meta asks for that part, for example an unfinished business verification or a payment method.'),
  BLOCKED: bad('you', 'Cannot send', 'Meta lets no message out: the reason stands beside the part that it concerns.', 'Do what Meta asks for that part, then check again.', 'check_again'),
};
