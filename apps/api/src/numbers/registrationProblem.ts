import { errorCatalogue, metaCode } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { AppError } from '../platform/errors.js';
import { toProblem } from '../platform/graphProblem.js';

/** Meta clearly did not take what it was sent: it said no, and not because of a fault of its own. */
export const isClearlyRefused = ({ outcome, turn }: GraphFailure) => outcome === 'refused' && turn !== 'meta';

export function toRegistrationProblem(failure: GraphFailure): AppError {
  const { message, ...problem } = toProblem(failure);
  const details = { ...problem.details, ...(failure.fbtraceId ? { fbtraceId: failure.fbtraceId } : {}) };
  switch (failure.code) {
    case metaCode.wrongPin:
      return new AppError('pin_wrong', { details });
    case metaCode.tooManyPins:
    case metaCode.pinsTooFast:
      return new AppError('pin_wrong', {
        message: `Meta takes no PIN for this number at the moment, because wrong ones were entered too often. ${describeWait(failure)}`,
        details,
      });
    case metaCode.verifyFirst:
      return new AppError('verification_needed', { details });
    case metaCode.deletedJustNow:
      return new AppError('registration_limited', {
        message: 'The number was deleted at Meta a moment ago. Wait five minutes, then register it.',
        details,
        retryAfterSeconds: 300,
      });
    case metaCode.halfDeregistered:
      return new AppError('number_not_registered', {
        message: 'An earlier deregistration is not finished at Meta. Try again in a few minutes.',
        details,
      });
    case metaCode.alreadyVerified:
      return new AppError('already_verified', { details });
    case metaCode.wrongVerificationCode:
      return new AppError('verification_code_wrong', { details });
    default:
      return new AppError(problem.code, {
        message: problem.code === 'meta_refused' ? errorCatalogue.meta_refused.message : message,
        details,
      });
  }
}

/** Meta writes how long to wait into the details. Its own words go to people only where they are that. */
function describeWait({ details }: GraphFailure): string {
  const wait = /\b\d{1,6}\s{0,3}(?:seconds?|minutes?|hours?|days?)\b/i.exec(details ?? '')?.[0];
  return wait ? `Wait ${wait}, then try again.` : 'Wait a few hours, then try again.';
}
