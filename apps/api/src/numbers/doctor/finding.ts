import {
  type DoctorCheck,
  type DoctorFinding,
  errorCatalogue,
  findMetaErrorEntry,
  type TurnDto,
  type Verdict,
} from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { toErrorCode } from '../../platform/graphProblem.js';

export type Diagnosis = Omit<DoctorFinding, 'check' | 'durationMs'>;
export type Diagnoses = Record<DoctorCheck, { diagnosis: Diagnosis; durationMs: number }>;

export const diagnosis = (verdict: Verdict, result: string, rest: Partial<Diagnosis> = {}): Diagnosis => ({
  verdict,
  result,
  cause: null,
  turn: null,
  next: null,
  fix: null,
  fbtraceId: null,
  ...rest,
});

export const good = (result: string, rest: Partial<Diagnosis> = {}) => diagnosis('good', result, rest);

const turnOf: Record<GraphFailure['turn'], TurnDto> = {
  business: 'you',
  operator: 'operator',
  meta: 'meta',
  // A fault of ours in asking: whoever runs Switchboard has to look.
  switchboard: 'operator',
};

/** Why a call failed, as far as it is known: the words of the code, and what Meta's own code means. */
export function describeCause(failure: GraphFailure): string {
  const title = `${errorCatalogue[toErrorCode(failure)].title}.`;
  if (failure.code === undefined) return title;
  const meaning = findMetaErrorEntry(failure.code, failure.subcode)?.what;
  return `${title}${meaning ? ` ${meaning}` : ''} Meta’s code: ${failure.code}.`;
}

/** Meta's answer was not clear, so the check cannot know. What was known before stays as it was. */
export const unclear = (result: string, failure: GraphFailure): Diagnosis =>
  diagnosis('unknown', result, {
    cause: describeCause(failure),
    turn: failure.outcome === 'unknown' ? 'meta' : turnOf[failure.turn],
    next: 'Run the check again in a few minutes. What was known before is unchanged.',
    fbtraceId: failure.fbtraceId ?? null,
  });

export const refused = (result: string, failure: GraphFailure, rest: Partial<Diagnosis>): Diagnosis =>
  diagnosis('bad', result, {
    cause: describeCause(failure),
    turn: turnOf[failure.turn],
    fbtraceId: failure.fbtraceId ?? null,
    ...rest,
  });

/** Meta says that its limit is nearly reached: what is left is for messages. */
export const atCallLimit = diagnosis('unknown', 'Meta was not asked: its call limit is nearly reached.', {
  cause: 'Meta’s call limit: it answers only so many questions an hour.',
  turn: 'meta',
  next: 'Run the check again in a few minutes. What was known before is unchanged.',
});

/** The process that looked does not have the key: that says nothing about the access itself. */
export const keyMissing = diagnosis('unknown', 'The stored access could not be opened just now.', {
  cause: 'The part of Switchboard that looked does not have the key it was sealed with.',
  turn: 'operator',
  next: 'The operator gives every instance all keys; the log names the one that is missing. If it is gone for good, reconnect the number.',
});

export const notAsked = diagnosis('unknown', 'Meta was not asked: the stored access does not open.', {
  next: 'Mend the access first.',
});

export const unreadable = diagnosis('bad', 'The stored access cannot be opened.', {
  cause: 'The text was changed, or moved here from another place.',
  turn: 'operator',
  next: 'Reconnect the number. The operator should find out who changed it.',
  fix: 'reconnect',
});

export const disconnected = diagnosis('bad', 'The number was disconnected meanwhile.', {
  turn: 'you',
  next: 'Reconnect to use the number again.',
  fix: 'reconnect',
});
