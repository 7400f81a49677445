import { bad, type DictionaryEntry, good, info, warn } from './entry.js';

/** `account_update.event` (meta-platform 8.7). */
export const accountUpdateEvents = [
  'PARTNER_ADDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'ACCOUNT_VIOLATION',
  'ACCOUNT_RESTRICTION',
  'DISABLED_UPDATE',
  'ACCOUNT_DELETED',
  'ACCOUNT_OFFBOARDED',
  'ACCOUNT_RECONNECTED',
  'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
  'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
  'VOLUME_BASED_PRICING_TIER_UPDATE',
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
  'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
  'PARTNER_CLIENT_CERTIFICATION_NEEDED',
  'VERIFIED_ACCOUNT',
] as const;
/** `decision` of a review. */
export const reviewDecisions = ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED'] as const;
/** `account_alerts.alert_info.alert_type` */
export const alertTypes = [
  'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
  'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED',
  'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO',
  'OBA_APPROVED',
  'OBA_REJECTED',
  'PROFILE_PICTURE_LOST',
] as const;
/** `phone_number_quality_update.event` */
export const qualityEvents = [
  'ONBOARDING',
  'THROUGHPUT_UPGRADE',
  'FLAGGED',
  'UNFLAGGED',
  'UPGRADE',
  'DOWNGRADE',
] as const;
/** `security.event` */
export const securityEvents = ['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS'] as const;
/** `message_template_status_update.event` */
export const templateEvents = [
  'APPROVED',
  'REJECTED',
  'PENDING',
  'PAUSED',
  'DISABLED',
  'FLAGGED',
  'REINSTATED',
  'ARCHIVED',
  'DELETED',
  'PENDING_DELETION',
  'IN_APPEAL',
  'LOCKED',
  'LIMIT_EXCEEDED',
] as const;

type Table<Key extends string> = Record<Key, DictionaryEntry>;

// biome-ignore format: a table is read by its rows
const accountUpdates: Table<(typeof accountUpdateEvents)[number]> = {
  PARTNER_ADDED: good('you', 'Signup finished', 'Meta says that this WhatsApp account was shared with Switchboard.', null),
  PARTNER_REMOVED: bad('you', 'No longer shared', 'This WhatsApp account is no longer shared with Switchboard.', 'Reconnect it to go on.', 'reconnect'),
  PARTNER_APP_INSTALLED: good('you', 'Access given', 'The permissions for this WhatsApp account were given.', null),
  PARTNER_APP_UNINSTALLED: bad('you', 'Access removed', 'The app was removed at Meta, so the access is gone.', 'Reconnect to give it again.', 'reconnect'),
  ACCOUNT_VIOLATION: warn('you', 'Policy violation', 'Meta reports that this WhatsApp account broke one of its rules.', 'See Business Support Home at Meta: it names the message or the template, and takes an appeal.'),
  ACCOUNT_RESTRICTION: bad('you', 'Restricted by Meta', 'Meta limits what this WhatsApp account may do.', 'See Business Support Home at Meta for how long, and for the appeal.'),
  DISABLED_UPDATE: bad('you', 'A ban has changed', 'Meta has banned this WhatsApp account, or changed the ban.', 'See WhatsApp Manager.'),
  ACCOUNT_DELETED: bad('you', 'Account deleted', 'This WhatsApp account was deleted at Meta.', 'Connect again with another WhatsApp account.'),
  ACCOUNT_OFFBOARDED: bad('you', 'Left on the phone', 'The number was disconnected in the WhatsApp Business app.', 'Reconnect to use it here.', 'reconnect'),
  ACCOUNT_RECONNECTED: good('you', 'Back on the phone', 'The number was connected again in the WhatsApp Business app.', 'Check the number: if its access was lost in between, reconnect it.', 'check_again'),
  BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE: info('meta', 'Country of the business', 'Meta has worked out or changed the main country of the business. Prices for login codes may depend on it.', null),
  AUTH_INTL_PRICE_ELIGIBILITY_UPDATE: info('meta', 'Prices for login codes', 'Meta has changed whether login codes to customers in some countries have the international price.', null),
  VOLUME_BASED_PRICING_TIER_UPDATE: info('meta', 'Price tier changed', 'The business has reached another price tier of Meta’s, by how many messages it sends.', null),
  AD_ACCOUNT_LINKED: info('meta', 'Ad account linked', 'An ad account was linked to this WhatsApp account at Meta.', null),
  MM_LITE_TERMS_SIGNED: info('meta', 'Terms for marketing messages', 'Somebody has accepted Meta’s terms for its own way of sending marketing messages.', null),
  PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: info('meta', 'Certification changed', 'Meta has changed the certification of the business with its partner.', null),
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/website-optional
  PARTNER_CLIENT_CERTIFICATION_NEEDED: warn('you', 'Verification needed', 'The business signed up without a website. Meta has to verify it before it can send.', 'Verify the business in Business Support Home at Meta.'),
  VERIFIED_ACCOUNT: info('unknown', 'Verified account', 'Meta reports this word. It gives no description that could be found.', 'If something does not work as before, give support the time and this word.'),
};

// biome-ignore format: a table is read by its rows
const accountReviews: Table<(typeof reviewDecisions)[number]> = {
  APPROVED: good('meta', 'WhatsApp account: approved', 'Meta approved the WhatsApp account.', null),
  REJECTED: bad('you', 'WhatsApp account: rejected', 'Meta rejected the WhatsApp account.', 'See Business Support Home at Meta for the reason, and ask for another review.'),
  PENDING: info('meta', 'WhatsApp account: pending', 'Meta is reviewing the WhatsApp account.', null),
  DEFERRED: warn('meta', 'WhatsApp account: deferred', 'Meta postponed its decision on the WhatsApp account.', null),
};

// biome-ignore format: a table is read by its rows
const nameReviews: Table<(typeof reviewDecisions)[number]> = {
  APPROVED: good('you', 'Display name: approved', 'Meta approved the display name.', 'Press “Register” within 14 days: only then do customers see it.', 'register'),
  REJECTED: bad('you', 'Display name: rejected', 'Meta rejected the display name.', 'Choose another one in WhatsApp Manager. It has to fit the name of your business.'),
  PENDING: info('meta', 'Display name: pending', 'Meta is reviewing the display name.', null),
  DEFERRED: warn('meta', 'Display name: deferred', 'Meta postponed its decision on the display name.', null),
};

// biome-ignore format: a table is read by its rows
const alerts: Table<(typeof alertTypes)[number]> = {
  INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED: warn('meta', 'Higher limits: not yet', 'Meta decides later whether the business may write to more customers.', null),
  INCREASED_CAPABILITIES_ELIGIBILITY_FAILED: warn('you', 'Higher limits: refused', 'Meta does not let the business write to more customers for now.', 'Keep the quality up and verify the business in Business Support Home. Meta looks again by itself.'),
  INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO: warn('you', 'Higher limits: more is needed', 'Meta needs to know more before the business may write to more customers.', 'Open Business Support Home at Meta and give what it asks for.'),
  OBA_APPROVED: good('meta', 'Official Business Account', 'Meta gave the number the mark of an Official Business Account.', null),
  OBA_REJECTED: warn('you', 'No mark for the account', 'Meta refused the mark of an Official Business Account.', 'It can be asked for again later, in WhatsApp Manager.'),
  PROFILE_PICTURE_LOST: warn('you', 'The profile picture is gone', 'The number has lost its profile picture at Meta.', 'Upload it again in WhatsApp Manager.'),
};

// biome-ignore format: a table is read by its rows
const qualityUpdates: Table<(typeof qualityEvents)[number]> = {
  ONBOARDING: info('meta', 'First limit', 'Meta has set how many customers this number may write to first.', null),
  THROUGHPUT_UPGRADE: good('meta', 'The number is faster', 'Meta raised how many messages a second this number may send.', null),
  FLAGGED: warn('you', 'Quality is low', 'Customers block or report this number.', 'Write only to customers who expect it. If it stays low, Meta lowers the limit.'),
  UNFLAGGED: good('meta', 'Quality is better', 'The number is no longer flagged.', null),
  UPGRADE: good('meta', 'Limit raised', 'Meta raised how many customers this number may write to first.', null),
  DOWNGRADE: warn('you', 'Limit lowered', 'Meta lowered how many customers this number may write to first.', 'Write only to customers who expect it: the limit rises again with the quality.'),
};

// biome-ignore format: a table is read by its rows
const securityUpdates: Table<(typeof securityEvents)[number]> = {
  PIN_CHANGED: warn('you', 'The PIN was changed', 'Somebody set a new two-step PIN for this number at Meta.', 'If it was nobody of yours, set a new one on the WhatsApp page. A PIN kept here may be out of date.'),
  PIN_RESET_REQUEST: warn('you', 'Somebody wants to reset the PIN', 'Somebody asked Meta to switch off the two-step PIN of this number.', 'If it was nobody of yours, look in WhatsApp Manager who has access to the account.'),
  PIN_REQUEST_SUCCESS: warn('you', 'The PIN was switched off', 'The two-step PIN of this number was switched off at Meta.', 'Set a new one on the WhatsApp page.'),
};

// biome-ignore format: a table is read by its rows
const templateUpdates: Table<(typeof templateEvents)[number]> = {
  APPROVED: good('meta', 'Template approved', 'Meta approved a template. It can be sent now.', null),
  REJECTED: warn('you', 'Template rejected', 'Meta rejected a template.', 'See WhatsApp Manager for the reason, change it and send it in again.'),
  PENDING: info('meta', 'Template pending', 'Meta is reviewing a template.', null),
  PAUSED: warn('meta', 'Template paused', 'Meta paused a template because customers did not like it.', 'Use another one until the pause is over.'),
  DISABLED: warn('you', 'Template disabled', 'Meta disabled a template for good.', 'Write another one.'),
  FLAGGED: warn('you', 'Template flagged', 'Customers do not like a template. If that goes on, Meta disables it.', 'Send it only to customers who expect it, or change it.'),
  REINSTATED: good('meta', 'Template reinstated', 'A template may be sent again.', null),
  ARCHIVED: warn('you', 'Template archived', 'A template was archived and cannot be sent.', 'Bring it back in WhatsApp Manager, or use another one.'),
  DELETED: warn('you', 'Template deleted', 'A template was deleted at Meta.', 'Use another one.'),
  PENDING_DELETION: warn('meta', 'Template pending deletion', 'A template is being deleted at Meta.', null),
  IN_APPEAL: warn('meta', 'Template in appeal', 'Meta looks again at a template that it rejected.', null),
  LOCKED: warn('meta', 'Template locked', 'A template cannot be changed for now.', null),
  LIMIT_EXCEEDED: warn('you', 'Too many templates', 'The WhatsApp account has as many templates as it may have.', 'Delete some in WhatsApp Manager.'),
};

/** By webhook field, for fields that name an event. */
export const accountEvents = {
  account_update: accountUpdates,
  account_review_update: accountReviews,
  account_alerts: alerts,
  phone_number_quality_update: qualityUpdates,
  phone_number_name_update: nameReviews,
  security: securityUpdates,
  message_template_status_update: templateUpdates,
} as const satisfies Record<string, Record<string, DictionaryEntry>>;
