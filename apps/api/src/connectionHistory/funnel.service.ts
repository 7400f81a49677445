import type { AttemptPhase, FunnelReply } from '@switchboard/contracts';
import { currentPhase } from '../connect/attempt.js';
import type { AttemptRecord } from '../connect/attempt.repository.js';
import type { AttemptArchive } from '../connect/attemptArchive.js';
import { type Clock, days, later } from '../platform/clock.js';
import { findStoppedAt } from './historyEntry.js';

export interface FunnelDeps {
  attempts: Pick<AttemptArchive, 'loginsSince'>;
  clock: Clock;
}

const underway: ReadonlySet<AttemptPhase> = new Set(['waiting', 'working', 'choosing']);

/** Where an attempt that brought nothing ended: a screen of Meta's, else the code of its problem, else its phase. Pure. */
export function describeStop(attempt: AttemptRecord, phase: AttemptPhase): string | null {
  if (phase === 'connected' || phase === 'partial' || underway.has(phase)) return null;
  const step = attempt.problem?.details?.step;
  if (typeof step === 'string' && step !== '') return step;
  return attempt.problem?.code ?? (phase === 'expired' ? 'state_expired' : (findStoppedAt(attempt, phase) ?? phase));
}

/** The value in the middle; of an even count, the mean of the two. Null for none. Pure. */
export function computeMedian(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

export function createFunnelService({ attempts, clock }: FunnelDeps) {
  return {
    /** @param count days back from now. */
    async of(count: number): Promise<Omit<FunnelReply, 'success'>> {
      const now = clock.now();
      const funnel = { started: 0, cameBack: 0, exchanged: 0, connected: 0, partial: 0 };
      const stopped = new Map<string, number>();
      const seconds: number[] = [];
      for await (const attempt of attempts.loginsSince(later(now, -days(count)))) {
        const phase = currentPhase(attempt, now);
        funnel.started += 1;
        if (attempt.codeHash) funnel.cameBack += 1;
        if (attempt.steps.some((step) => step.name === 'code' && step.state === 'done')) funnel.exchanged += 1;
        if (phase === 'connected' || phase === 'partial') funnel[phase] += 1;
        const { finishedAt, createdAt } = attempt;
        if (phase === 'connected' && finishedAt) seconds.push((finishedAt.getTime() - createdAt.getTime()) / 1000);
        const where = describeStop(attempt, phase);
        if (where) stopped.set(where, (stopped.get(where) ?? 0) + 1);
      }
      const stoppedAt = [...stopped]
        .map(([where, times]) => ({ where, count: times }))
        .sort((a, b) => b.count - a.count || a.where.localeCompare(b.where));
      return { days: count, ...funnel, stoppedAt, medianSeconds: computeMedian(seconds) };
    },
  };
}
export type FunnelService = ReturnType<typeof createFunnelService>;
