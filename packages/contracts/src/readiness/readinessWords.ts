import type { Verdict } from '../numbers.js';

interface FoundWords {
  verdict: Verdict;
  result: string;
  reason?: string;
  next?: string;
}

const rows = {
  // --- of any check ---
  ask_person: { verdict: 'unknown', result: 'Meta tells this only to people.' },
  not_said: { verdict: 'unknown', result: 'Meta did not say.', reason: '{why}' },
  person_looked: { verdict: 'good', result: '{by} looked at it.' },

  app_known: { verdict: 'good', result: 'Meta knows the app “{name}” and takes its secret.' },
  app_refused: {
    verdict: 'bad',
    result: 'Meta does not take this app id with this secret.',
    reason: '{why}',
    next: 'Copy both again into META_APP_ID and META_APP_SECRET.',
  },

  privacy_ours: { verdict: 'good', result: 'Meta leads people to {url}.' },
  privacy_empty: {
    verdict: 'bad',
    result: 'Meta leads people to {url}, and that page does not say who you are.',
    next: 'Set COMPANY_NAME, COMPANY_ADDRESS and COMPANY_EMAIL.',
  },
  privacy_elsewhere: { verdict: 'good', result: 'Meta leads people to {url}, a page of yours.' },
  privacy_unset: {
    verdict: 'bad',
    result: 'The app has no privacy policy at Meta.',
    reason: 'It cannot be published without one.',
    next: 'Enter {ours} as “Privacy policy URL”.',
  },

  callback_ours: { verdict: 'good', result: 'Meta calls {ours}.' },
  callback_other: { verdict: 'bad', result: 'Meta calls {url}, and not {ours}.', next: 'Enter {ours}.' },
  deauthorize_unset: {
    verdict: 'bad',
    result: 'Meta has no address to call.',
    reason: 'Whoever removes the app at Meta still looks connected here.',
    next: 'Enter {ours}.',
  },
  webhooks_unset: {
    verdict: 'bad',
    result: 'Meta has no address to deliver webhooks to.',
    reason: 'Nothing that customers write arrives.',
    next: 'Enter {ours} with the verify token, and subscribe to the fields.',
  },

  configuration_unset: {
    verdict: 'waiting',
    result: 'META_CONFIG_ID is not set: people log in by the classic dialog.',
    reason: 'Embedded Signup, which makes accounts and numbers, opens by a configuration only.',
    next: 'Create a configuration with Embedded Signup and set its id.',
  },
  access_lasts: { verdict: 'good', result: 'The last log-in, on {day}, gave an access that does not end.' },
  access_ends: {
    verdict: 'waiting',
    result: 'The last log-in, on {day}, gave an access that ends after {days} days.',
    reason: 'There is no refresh: every business has to log in again by then.',
    next: 'Choose a token that never expires. The ready-made template is the one that ends.',
  },

  came_back: { verdict: 'good', result: 'Somebody came back from Meta by {ours} on {day}.' },
  popup_worked: { verdict: 'good', result: 'Somebody logged in by the popup on {day}.' },
  popup_unused: { verdict: 'good', result: 'Not needed: without META_CONFIG_ID no popup is opened.' },
  domain_unlisted: {
    verdict: 'unknown',
    result: 'The App Domains at Meta do not have {ours}.',
    reason: 'They have: {listed}. The domains of the JavaScript SDK are another list, which Meta tells only to people.',
  },

  delivered_lately: {
    verdict: 'good',
    result: 'Meta delivered on {day}.',
    reason: 'From here the public address was not reached; from Meta it is.',
  },

  permissions_live: { verdict: 'good', result: 'Any business may grant {names}.' },
  permissions_missing: {
    verdict: 'bad',
    result: 'App Review has not let through: {names}.',
    reason: 'Until then only your own businesses and people with a role on the app can connect.',
    next: 'Ask for Advanced access, with a recording and a text for each.',
  },

  verified: { verdict: 'good', result: 'Meta has verified {name}.' },
  verification_pending: {
    verdict: 'waiting',
    result: 'Meta is verifying {name}: {status}.',
    next: 'Look whether Meta waits for documents.',
  },
  not_verified: {
    verdict: 'bad',
    result: 'Meta has not verified {name}: {status}.',
    reason: 'Advanced access and more than a few customers need it.',
    next: 'Begin the verification.',
  },
  some_not_verified: {
    verdict: 'unknown',
    result: 'Of your portfolios Meta has not verified: {names}.',
    reason: 'Which of them owns the app, Meta does not say.',
  },

  version_good: { verdict: 'good', result: '{version} is answered, and Meta has named no end.' },
  version_lasts: { verdict: 'good', result: '{version} is answered until {day}.' },
  version_ends: {
    verdict: 'waiting',
    result: '{version} ends on {day}.',
    reason: 'Afterwards Meta answers with another version.',
    next: 'Set a newer META_GRAPH_VERSION, after reading what it changes.',
  },
  version_ended: {
    verdict: 'bad',
    result: '{version} ended on {day}.',
    reason: 'Meta answers with another version.',
    next: 'Set a newer META_GRAPH_VERSION, after reading what it changes.',
  },
  version_unknown: { verdict: 'unknown', result: '{version} is newer than what Switchboard knows of.' },

  system_user_unset: {
    verdict: 'good',
    result: 'Not set, and needed only for sign-ups on Meta’s hosted page.',
  },
  system_user_works: { verdict: 'good', result: 'Its token has all permissions, and does not end.' },
  system_user_lasts: { verdict: 'good', result: 'Its token has all permissions, and ends on {day}.' },
  system_user_ends: {
    verdict: 'waiting',
    result: 'Its token ends on {day}.',
    next: 'Make a new one before, and set META_SYSTEM_USER_TOKEN.',
  },
  system_user_refused: {
    verdict: 'bad',
    result: 'Meta no longer takes META_SYSTEM_USER_TOKEN.',
    next: 'Make a new token and set it.',
  },
  system_user_elsewhere: {
    verdict: 'bad',
    result: 'META_SYSTEM_USER_TOKEN was made for another app: {app}.',
    next: 'Make one for this app.',
  },
  system_user_lacks: {
    verdict: 'bad',
    result: 'META_SYSTEM_USER_TOKEN lacks: {names}.',
    next: 'Make a token with all three permissions.',
  },
} as const satisfies Record<string, FoundWords>;

/** What a check can find. Its row says what that amounts to, and the words. */
export type ReadinessFound = keyof typeof rows;
export type ReadinessValues = Readonly<Record<string, string>>;

/** A text with its `{names}` filled in. */
export const fillIn = (text: string, values: ReadinessValues): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

export function describeFound(found: ReadinessFound, values: ReadinessValues) {
  const row: FoundWords = rows[found];
  const fill = (text: string | undefined) => (text === undefined ? null : fillIn(text, values) || null);
  return { verdict: row.verdict, result: fillIn(row.result, values), reason: fill(row.reason), next: fill(row.next) };
}
