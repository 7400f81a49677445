export { type DialogUrlOptions, dialogUrl } from './dialogUrl.js';
export { createGraphClient } from './graphClient.js';
export type {
  ExchangedToken,
  GraphCall,
  GraphClient,
  GraphClientOptions,
  GraphPhoneNumber,
  GraphUsage,
  GraphWaba,
  InspectedToken,
  SubscribedApp,
} from './graphClient.types.js';
export { findGraphErrorEntry, type GraphErrorEntry, graphErrorTable } from './graphErrorTable.js';
export {
  type GraphFailure,
  type GraphFailureKind,
  type GraphResult,
  graphFailureKinds,
  type RetryAdvice,
  type Turn,
} from './graphFailure.js';
export { appSecretProof } from './secrets.js';
export { type GraphAnswerContext, toGraphFailure } from './toGraphFailure.js';
export { parseUsage } from './usage.js';
