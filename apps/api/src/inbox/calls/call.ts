import type { MessageContent } from '@switchboard/contracts';
import type { CallUpdate } from '@switchboard/graph';

export interface CallFacts {
  /** The earliest known time. */
  at: Date;
  isOver: boolean;
  startedAt?: Date | undefined;
  endedAt?: Date | undefined;
  /** Of a call to the customer: somebody took it, or declined it. */
  isTaken?: true | undefined;
  isDeclined?: true | undefined;
  /** Meta's word for how it ended. */
  status?: string | undefined;
  durationSeconds?: number | undefined;
}

export type CallContent = Extract<MessageContent, { kind: 'call' }>;

const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a <= b ? a : b) : (a ?? b));
const latest = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a >= b ? a : b) : (a ?? b));
/** Of two values of Meta's for one thing the greater one counts, so that the order does not matter. */
const greater = <T extends string | number>(a: T | undefined, b: T | undefined): T | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

/** Longer than any call: Meta's value is a mistake then. */
const maxSeconds = 7 * 24 * 60 * 60;
const toSeconds = (duration: number | undefined): number | undefined =>
  duration !== undefined && Number.isFinite(duration) && duration > 0 && duration <= maxSeconds
    ? Math.round(duration)
    : undefined;

/** Pure: the order of the events, and repeating one, make no difference. */
export function withEvent(known: CallFacts | undefined, update: CallUpdate): CallFacts {
  const startedAt = earlier(known?.startedAt, update.startedAt);
  const endedAt = latest(known?.endedAt, update.endedAt);
  const isStatus = update.event !== 'terminate';
  const isTaken = known?.isTaken ?? (isStatus && update.status === 'ACCEPTED');
  const isDeclined = known?.isDeclined ?? (isStatus && update.status === 'REJECTED');
  const status = isStatus ? known?.status : greater(known?.status, update.status);
  const durationSeconds = greater(known?.durationSeconds, toSeconds(update.durationSeconds));
  return {
    at: earlier(earlier(known?.at, update.at), startedAt) ?? update.at,
    isOver: known?.isOver === true || update.event === 'terminate' || isDeclined || endedAt !== undefined,
    ...(isTaken ? { isTaken } : {}),
    ...(isDeclined ? { isDeclined } : {}),
    ...(startedAt ? { startedAt } : {}),
    ...(endedAt ? { endedAt } : {}),
    ...(status === undefined ? {} : { status }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
}

/**
 * Meta gives a start or a duration only of a call that was taken (meta-platform 17.3): without either it was missed.
 */
export function callContent(facts: CallFacts, direction: CallUpdate['direction']): CallContent {
  const talked = facts.durationSeconds ?? secondsBetween(facts.startedAt, facts.endedAt);
  const isTaken = facts.isTaken === true || facts.startedAt !== undefined || talked !== null;
  const over = isTaken
    ? 'answered'
    : direction === 'in'
      ? 'missed'
      : facts.status === 'FAILED'
        ? 'failed'
        : 'unanswered';
  return { kind: 'call', state: facts.isOver ? over : 'ringing', durationSeconds: facts.isOver ? talked : null };
}

function secondsBetween(from: Date | undefined, to: Date | undefined): number | null {
  if (!from || !to || to <= from) return null;
  return Math.round((to.getTime() - from.getTime()) / 1000);
}

const isSame = (a: CallFacts, b: CallFacts): boolean => JSON.stringify(a) === JSON.stringify(b);
export const isCallNews = (known: CallFacts, update: CallUpdate): boolean => !isSame(known, withEvent(known, update));
