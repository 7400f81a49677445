import type { AttemptChoice, AttemptDto, NextStep } from '@switchboard/contracts';
import { type ApiError, findEnding, type ProblemCode, readMessage } from '@/lib/apiError';
import { findEndingCode } from '@/lib/attempts';
import type { MetaReturn } from './metaReturn';
import { readMetaSession, stoppedWords } from './stoppedWords';

export interface CallbackFacts {
  returned: MetaReturn;
  /** A request with the code, the refusal or a retry is under way. */
  busy: boolean;
  failure: ApiError | null;
  /** The number selection failed, and not the submission of the code. */
  atChoice: boolean;
  attempt: AttemptDto | null;
  lookupFailure: ApiError | null;
}

/** `repost` submits the code again; `resume` continues with the stored token. */
export type CallbackAction = 'connect_again' | 'resume' | 'repost' | 'look_again' | 'sign_in' | 'open_status';

export type CallbackView =
  | { kind: 'working' }
  | { kind: 'connected'; attempt: AttemptDto }
  | { kind: 'choosing'; attempt: AttemptDto; choice: AttemptChoice; problem: ApiError | null }
  | {
      kind: 'ending';
      code: ProblemCode;
      title: string;
      message: string;
      tone: 'warn' | 'bad' | 'info';
      action: CallbackAction;
      fbtraceId: string | null;
      metaSessionId: string | null;
      requestId: string | null;
    };

/** Endings that are somebody's choice or nobody's fault. */
const calm = new Set<ProblemCode>(['connect_denied', 'connect_closed', 'state_used', 'state_expired', 'no_code']);

function toAction(next: NextStep, { returned, attempt, failure }: CallbackFacts): CallbackAction {
  if (attempt?.canRetry) return 'resume';
  switch (next) {
    case 'connect_again':
      return 'connect_again';
    case 'sign_in':
      return 'sign_in';
    case 'retry':
      // The code of a failed attempt is spent and no token is stored: only a new login helps.
      if (failure === null || (attempt !== null && attempt.phase === 'failed')) return 'connect_again';
      return returned.kind === 'attempt' ? 'look_again' : 'repost';
    default:
      return 'open_status';
  }
}

function ending(facts: CallbackFacts, code: ProblemCode, message?: string): CallbackView {
  const words = findEnding(code);
  const { attempt, failure } = facts;
  const stopped = attempt?.problem?.code === code ? stoppedWords(attempt.problem) : null;
  return {
    kind: 'ending',
    code,
    title: stopped?.title ?? words.title,
    message: stopped?.message ?? message ?? words.message,
    tone: calm.has(code) ? 'info' : attempt?.phase === 'partial' ? 'warn' : 'bad',
    action: toAction(words.next, facts),
    fbtraceId: attempt?.problem?.fbtraceId ?? attempt?.numbers.find((n) => n.problem)?.problem?.fbtraceId ?? null,
    metaSessionId: readMetaSession(attempt?.problem),
    requestId: failure?.requestId ?? null,
  };
}

/** What a refusal means when the API could not be reached. */
function refusalView(facts: CallbackFacts, reason: 'denied' | 'closed' | 'failed'): CallbackView {
  const code = { denied: 'connect_denied', closed: 'connect_closed', failed: 'login_failed' } as const;
  return ending(facts, code[reason]);
}

/**
 * What the callback page shows. The attempt at the API is the truth: a lost answer says nothing about it, so the
 * attempt is followed.
 */
export function callbackView(facts: CallbackFacts): CallbackView {
  const { returned, busy, failure, atChoice, attempt, lookupFailure } = facts;
  if (returned.kind === 'stray_code') return ending(facts, 'state_unknown');
  // The socket may deliver the selection before the answer does.
  const isToldBefore = attempt?.phase === 'connected' || (attempt?.phase === 'choosing' && !atChoice);
  if (busy && !isToldBefore) return { kind: 'working' };

  // A selection that failed to arrive can be made again.
  const mayChoose = failure === null || failure.isTransport || (atChoice && failure.status !== 401);
  if (attempt?.phase === 'choosing' && attempt.choice !== null && mayChoose) {
    return { kind: 'choosing', attempt, choice: attempt.choice, problem: atChoice ? failure : null };
  }
  if (failure !== null && !failure.isTransport) {
    const signedOut = failure.status === 401;
    if (returned.kind === 'refused' && !signedOut) return refusalView(facts, returned.report.reason);
    return ending(facts, failure.code, readMessage(failure));
  }
  if (attempt !== null) {
    if (attempt.phase === 'connected') return { kind: 'connected', attempt };
    if (attempt.phase === 'working') return { kind: 'working' };
    const code = findEndingCode(attempt);
    if (code !== null) return ending(facts, code, attempt.problem?.message);
  }
  if (failure !== null) return ending(facts, failure.code, readMessage(failure));
  if (returned.kind === 'refused') return refusalView(facts, returned.report.reason);
  if (lookupFailure !== null) return ending(facts, lookupFailure.code, readMessage(lookupFailure));
  // A reload while the login at Meta is still open.
  if (attempt !== null) return ending(facts, 'connect_closed');
  return { kind: 'working' };
}
