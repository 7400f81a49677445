import { accessCodes } from './accessCodes.js';
import { callCodes } from './callCodes.js';
import { closerCodes } from './closerCodes.js';
import { groupCodes } from './groupCodes.js';
import { messageCodes } from './messageCodes.js';
import type { MetaError } from './metaError.js';
import { numberCodes } from './numberCodes.js';

export { type CodeFamily, codeFamilies } from './codeFamilies.js';
export { type MetaErrorKind, metaErrorKinds, type RetryAdvice, type Turn } from './errorKinds.js';
export type { Judgement, MetaError } from './metaError.js';
export { metaCode, typicalCode } from './namedCodes.js';
export type { ErrorWords } from './words.js';

/** Every error code of Meta's that the product can meet (meta-platform 10, 17.9), one entry a meaning. */
export const metaErrors: readonly MetaError[] = [
  ...closerCodes,
  ...accessCodes,
  ...numberCodes,
  ...messageCodes,
  ...groupCodes,
  ...callCodes,
];
