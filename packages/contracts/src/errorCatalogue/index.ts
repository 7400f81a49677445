import { accountEntries } from './accounts.js';
import { connectEntries } from './connect.js';
import { deletionEntries } from './deletion.js';
import { disconnectEntries } from './disconnect.js';
import { grantEntries } from './grant.js';
import { handoverEntries } from './handover.js';
import { hostedEntries } from './hosted.js';
import { inboxEntries } from './inbox.js';
import { internalEntries } from './internal.js';
import { joinKinds } from './joinKinds.js';
import { mailedLinkEntries } from './mailedLinks.js';
import { mediaEntries } from './media.js';
import { metaEntries } from './meta.js';
import { registrationEntries } from './registration.js';
import { requestEntries } from './requests.js';
import { secondFactorEntries } from './secondFactor.js';

export type { CatalogueEntry, NextStep } from './entry.js';

/** What a person reads for each code: what happened, whose turn it is, what to press. A code stands in one kind. */
export const errorCatalogue = joinKinds({
  requests: requestEntries,
  accounts: accountEntries,
  secondFactor: secondFactorEntries,
  mailedLinks: mailedLinkEntries,
  connect: connectEntries,
  handover: handoverEntries,
  hosted: hostedEntries,
  grant: grantEntries,
  registration: registrationEntries,
  disconnect: disconnectEntries,
  deletion: deletionEntries,
  inbox: inboxEntries,
  media: mediaEntries,
  meta: metaEntries,
  internal: internalEntries,
});

/** Every code that an error of the API, or the outcome of an attempt, can carry. */
export type ErrorCode = keyof typeof errorCatalogue;
