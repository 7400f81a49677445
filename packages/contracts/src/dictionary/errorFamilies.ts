import { type MetaErrorEntry, undescribed } from './metaErrorEntry.js';

/**
 * Ranges of codes that belong together, both ends included. The entry is for those of them that Meta lists without saying
 * what they mean, or does not list at all: what is not known is not made up.
 */
export const errorFamilies: readonly { first: number; last: number; entry: MetaErrorEntry }[] = [
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/error-codes/
  { first: 131_201, last: 131_215, entry: undescribed('It is one of Meta’s codes about groups.') },
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting/
  { first: 138_000, last: 138_025, entry: undescribed('It is one of Meta’s codes about calls.') },
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/
  {
    first: 2_494_164,
    last: 2_494_179,
    entry: undescribed('It is one of Meta’s codes about signing up inside an app.'),
  },
];

export const familyOf = (code: number) =>
  Number.isInteger(code) ? errorFamilies.find(({ first, last }) => code >= first && code <= last) : undefined;
