import type { MetaErrorKind } from './errorKinds.js';

/** The codes by which something is decided that their kind does not say. */
export const metaCode = {
  // Too much, too fast. How long to wait differs between them.
  appCallLimit: 4,
  wabaRateLimit: 80007,
  wabaCallLimit: 80008,
  numberTooFast: 130429,
  customerTooFast: 131056,
  numberInMaintenance: 131057,
  // Sending
  optedOut: 131050,
  templateNotFound: 132001,
  /** Also as a subcode. */
  mayNotTakeOver: 2494191,
  // Contacts and history of a phone (meta-platform 6)
  syncAskedBefore: 2593107,
  syncTooLate: 2593108,
  historyNotShared: 2593109,
  // Registering and verifying
  halfDeregistered: 133000,
  wrongPin: 133005,
  verifyFirst: 133006,
  tooManyPins: 133008,
  pinsTooFast: 133009,
  deletedJustNow: 133015,
  registeredTooOften: 133016,
  alreadyVerified: 136024,
  /** What Meta answers to a wrong verification code. It is on none of Meta's pages, and has no words of its own. */
  wrongVerificationCode: 136025,
} as const;

/** For failures without a code, or with one that nobody knows: the code whose words fit the kind. */
export const typicalCode: Partial<Record<MetaErrorKind, number>> = {
  token_invalid: 190,
  permission_missing: 10,
  app_misconfigured: 104,
  rate_limited: 4,
  account_restricted: 131031,
  payment_required: 131042,
  number_not_registered: 133010,
  message_not_deliverable: 131026,
  media_rejected: 131053,
  template_rejected: 132012,
  invalid_request: 100,
  not_found: 33,
  meta_unavailable: 2,
};
