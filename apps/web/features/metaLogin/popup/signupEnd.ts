import type { CancelConnectRequest, SignupReport } from '@switchboard/contracts';
import type { SignupMessage } from './signupMessage';

export type SignupEnd =
  | { kind: 'code'; code: string; signup?: SignupReport }
  | { kind: 'stopped'; report: Omit<CancelConnectRequest, 'state'> };

/**
 * Combines the answer of `FB.login` with the session's message. They come in either order, and the message may not
 * come. A code always counts: the login was granted, whatever the message said.
 * @param code Null when the window was closed without one.
 * @param message The last message of the session, if any.
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
