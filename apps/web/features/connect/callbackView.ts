import type { AttemptChoice, AttemptDto, NextStep } from '@switchboard/contracts';
import { type ApiError, endingOf, messageOf, type ProblemCode } from '@/lib/apiError';
import { endingCodeOf } from '@/lib/attempts';
import type { MetaReturn } from './metaReturn';
import { metaSessionOf, stoppedWords } from './stoppedWords';

/** What is known about coming back from Meta at one moment. */
export interface CallbackFacts {
  returned: MetaReturn;
  /** The answer to the code (or to the refusal, or to a retry) is still awaited. */
  busy: boolean;
  /** Why there is no such answer. */
  failure: ApiError | null;
  /** What failed is the choice of numbers, and not the handing in. */
  atChoice: boolean;
  attempt: AttemptDto | null;
  /** Why the attempt could not be looked up. */
  lookupFailure: ApiError | null;
}

/** The one thing to press. `repost` hands the same code in again, `resume` goes on with the token that is held. */
export type CallbackAction = 'connect_again' | 'resume' | 'repost' | 'look_again' | 'sign_in' | 'open_status';

export type CallbackView =
  | { kind: 'working' }
  | { kind: 'connected'; attempt: AttemptDto }
  /** The person is to say which numbers are taken. */
  | { kind: 'choosing'; attempt: AttemptDto; choice: AttemptChoice; problem: ApiError | null }
  | {
      kind: 'ending';
      code: ProblemCode;
      title: string;
      message: string;
      tone: 'warn' | 'bad' | 'info';
      action: CallbackAction;
      /** What Meta's support asks for. */
      fbtraceId: string | null;
      metaSessionId: string | null;
      requestId: string | null;
    };

/** Endings that are somebody's choice or nobody's fault. */
const calm = new Set<ProblemCode>(['connect_denied', 'connect_closed', 'state_used', 'state_expired', 'no_code']);

function actionOf(next: NextStep, { returned, attempt, failure }: CallbackFacts): CallbackAction {
  if (attempt?.canRetry) return 'resume';
  switch (next) {
    case 'connect_again':
      return 'connect_again';
    case 'sign_in':
      return 'sign_in';
    case 'retry':
      // Where the attempt has ended, its code is spent and nothing of it is held: only a new login helps.
      if (failure === null || (attempt !== null && attempt.phase === 'failed')) return 'connect_again';
      return returned.kind === 'attempt' ? 'look_again' : 'repost';
    default:
      return 'open_status';
  }
}

function ending(facts: CallbackFacts, code: ProblemCode, message?: string): CallbackView {
  const words = endingOf(code);
  const { attempt, failure } = facts;
  const stopped = attempt?.problem?.code === code ? stoppedWords(attempt.problem) : null;
  return {
    kind: 'ending',
    code,
    title: stopped?.title ?? words.title,
    message: stopped?.message ?? message ?? words.message,
    tone: calm.has(code) ? 'info' : attempt?.phase === 'partial' ? 'warn' : 'bad',
    action: actionOf(words.next, facts),
    fbtraceId: attempt?.problem?.fbtraceId ?? attempt?.numbers.find((n) => n.problem)?.problem?.fbtraceId ?? null,
    metaSessionId: metaSessionOf(attempt?.problem),
    requestId: failure?.requestId ?? null,
  };
}

/** What a refusal means when the API could not be told about it. */
function refusalView(facts: CallbackFacts, reason: 'denied' | 'closed' | 'failed'): CallbackView {
  const code = { denied: 'connect_denied', closed: 'connect_closed', failed: 'login_failed' } as const;
  return ending(facts, code[reason]);
}

/**
 * What the callback page shows. The attempt, as the API tells it, is the truth; an answer that got lost on the way says
 * nothing about it, so then the attempt is followed instead.
 */
export function callbackView(facts: CallbackFacts): CallbackView {
  const { returned, busy, failure, atChoice, attempt, lookupFailure } = facts;
  if (returned.kind === 'stray_code') return ending(facts, 'state_unknown');
  // The live line may tell what is to be chosen before the answer does.
  const isToldBefore = attempt?.phase === 'connected' || (attempt?.phase === 'choosing' && !atChoice);
  if (busy && !isToldBefore) return { kind: 'working' };

  // A choice that could not be handed in is still to be made.
  const mayChoose = failure === null || failure.isTransport || (atChoice && failure.status !== 401);
  if (attempt?.phase === 'choosing' && attempt.choice !== null && mayChoose) {
    return { kind: 'choosing', attempt, choice: attempt.choice, problem: atChoice ? failure : null };
  }
  if (failure !== null && !failure.isTransport) {
    const signedOut = failure.status === 401;
    if (returned.kind === 'refused' && !signedOut) return refusalView(facts, returned.report.reason);
    return ending(facts, failure.code, messageOf(failure));
  }
  if (attempt !== null) {
    if (attempt.phase === 'connected') return { kind: 'connected', attempt };
    if (attempt.phase === 'working') return { kind: 'working' };
    const code = endingCodeOf(attempt);
    if (code !== null) return ending(facts, code, attempt.problem?.message);
  }
  if (failure !== null) return ending(facts, failure.code, messageOf(failure));
  if (returned.kind === 'refused') return refusalView(facts, returned.report.reason);
  if (lookupFailure !== null) return ending(facts, lookupFailure.code, messageOf(lookupFailure));
  // Looked at again after a reload, and the login at Meta is still open.
  if (attempt !== null) return ending(facts, 'connect_closed');
  return { kind: 'working' };
}
