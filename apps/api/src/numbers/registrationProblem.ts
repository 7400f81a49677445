import { endings } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { AppError } from '../platform/errors.js';
import { problemOfFailure } from '../platform/graphProblem.js';

/** Meta clearly did not take what it was sent: it said no, and not because of a fault of its own. */
export const isClearlyRefused = ({ outcome, turn }: GraphFailure) => outcome === 'refused' && turn !== 'meta';

/** Codes of registering and verifying (meta-platform 6 and 10). 136025 is what Meta answers to a wrong code. */
export const metaCodes = {
  wrongPin: 133005,
  verifyFirst: 133006,
  tooManyPins: 133008,
  pinsTooFast: 133009,
  deletedJustNow: 133015,
  tooOften: 133016,
  halfDeregistered: 133000,
  alreadyVerified: 136024,
  wrongCode: 136025,
} as const;

export function problemOfRegistering(failure: GraphFailure): AppError {
  const { message, ...problem } = problemOfFailure(failure);
  const details = { ...problem.details, ...(failure.fbtraceId ? { fbtraceId: failure.fbtraceId } : {}) };
  switch (failure.code) {
    case metaCodes.wrongPin:
      return new AppError('pin_wrong', { details });
    case metaCodes.tooManyPins:
    case metaCodes.pinsTooFast:
      return new AppError('pin_wrong', {
        message: `Meta takes no PIN for this number at the moment, because wrong ones were entered too often. ${waitOf(failure)}`,
        details,
      });
    case metaCodes.verifyFirst:
      return new AppError('verification_needed', { details });
    case metaCodes.deletedJustNow:
      return new AppError('registration_limited', {
        message: 'The number was deleted at Meta a moment ago. Wait five minutes, then register it.',
        details,
        retryAfterSeconds: 300,
      });
    case metaCodes.halfDeregistered:
      return new AppError('number_not_registered', {
        message: 'An earlier deregistration is not finished at Meta. Try again in a few minutes.',
        details,
      });
    case metaCodes.alreadyVerified:
      return new AppError('already_verified', { details });
    case metaCodes.wrongCode:
      return new AppError('verification_code_wrong', { details });
    default:
      return new AppError(problem.code, {
        message: problem.code === 'meta_refused' ? endings.meta_refused.message : message,
        details,
      });
  }
}

/** Meta writes how long to wait into the details. Its own words go to people only where they are that. */
function waitOf({ details }: GraphFailure): string {
  const wait = /\b\d{1,6}\s{0,3}(?:seconds?|minutes?|hours?|days?)\b/i.exec(details ?? '')?.[0];
  return wait ? `Wait ${wait}, then try again.` : 'Wait a few hours, then try again.';
}
