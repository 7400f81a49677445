import type { CancelConnectRequest, SignupReport } from '@switchboard/contracts';
import type { SignupMessage } from './signupMessage';

/** How Meta's window ended: with a code to hand in, or with what the API is told instead. */
export type SignupEnd =
  | { kind: 'code'; code: string; signup?: SignupReport }
  | { kind: 'stopped'; report: Omit<CancelConnectRequest, 'state'> };

/**
 * What to do with the two answers of Meta's window: that of `FB.login`, and the session's message. They come in either
 * order, and the message may not come at all. A code always counts: then the login was granted, whatever was said.
 *
 * @param code What `FB.login` answered with; null when the window was closed without one.
 * @param message The last thing the session said, if it said anything.
 */
export function signupEnd(code: string | null, message: SignupMessage | null): SignupEnd {
  if (code !== null) {
    return message?.kind === 'finished' ? { kind: 'code', code, signup: message.report } : { kind: 'code', code };
  }
  if (message?.kind === 'failed') {
    return {
      kind: 'stopped',
      report: {
        reason: 'failed',
        ...(message.message === null ? {} : { errorMessage: message.message }),
        ...(message.code === null ? {} : { errorCode: message.code }),
        ...(message.sessionId === null ? {} : { metaSessionId: message.sessionId }),
      },
    };
  }
  const step = message?.kind === 'cancelled' ? message.step : null;
  return { kind: 'stopped', report: { reason: 'closed', ...(step === null ? {} : { step }) } };
}
