import { undescribedWords } from './metaError.js';
import type { ErrorWords } from './words.js';

export interface CodeFamily {
  first: number;
  last: number;
  words: ErrorWords;
}

/**
 * Ranges of codes that belong together, both ends included. The words are for those of them that Meta lists without saying
 * what they mean, or does not list at all: what is not known is not made up.
 */
export const codeFamilies: readonly CodeFamily[] = [
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/error-codes/
  { first: 131_201, last: 131_215, words: undescribedWords('It is one of Meta’s codes about groups.') },
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting/
  { first: 138_000, last: 138_025, words: undescribedWords('It is one of Meta’s codes about calls.') },
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/
  {
    first: 2_494_164,
    last: 2_494_179,
    words: undescribedWords('It is one of Meta’s codes about signing up inside an app.'),
  },
];
