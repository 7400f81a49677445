export { metaCode } from '@switchboard/meta-codes';
export {
  banStates,
  disconnectionReasons,
  healthValues,
  nameStatuses,
  numberStatuses,
  restrictionTypes,
} from './accountDetails.js';
export * from './accountEntries.js';
export {
  accountUpdateEvents,
  alertTypes,
  qualityEvents,
  reviewDecisions,
  securityEvents,
  templateEvents,
} from './accountEvents.js';
export { type PlainField, plainFields } from './accountFields.js';
export * from './cancelSteps.js';
export * from './dictionary.js';
export type { DictionaryEntry, DictionaryTone } from './entry.js';
export {
  findDescribedErrorEntry,
  findMetaErrorEntry,
  findTypicalErrorEntry,
  type MetaErrorEntry,
  metaErrorCodes,
  metaErrorSubcodes,
} from './metaErrors.js';
