import { type AttemptPhase, type ConnectionHistoryEntry, errorCatalogue } from '@switchboard/contracts';
import { currentPhase, outcomeWords, toAttemptDto } from '../connect/attempt.js';
import type { AttemptRecord } from '../connect/attempt.repository.js';
import type { ConnectionHistoryRecord } from './connectionHistory.model.js';

export const toHistoryEntry = (record: ConnectionHistoryRecord): ConnectionHistoryEntry => ({
  id: record.storyId,
  kind: record.kind,
  at: record.at.toISOString(),
  by: record.by,
  title: record.title,
  text: record.text,
  phoneNumberIds: record.phoneNumberIds,
  durationMs: record.durationMs ?? null,
  fbtraceId: record.fbtraceId ?? null,
  attempt: null,
});

const titles: Record<AttemptPhase, string> = {
  waiting: 'A connection was started',
  working: 'A connection is being made',
  choosing: 'Numbers are being chosen',
  connected: 'Connected',
  partial: 'Connected in part',
  failed: 'A connection failed',
  denied: 'Cancelled at Meta',
  closed: 'Meta’s window was closed',
  expired: 'A connection was not finished in time',
};

const readScreen = (details: Record<string, unknown> | undefined): string | null => {
  const screen = details?.step;
  return typeof screen === 'string' && screen !== '' ? screen : null;
};

/** Where an attempt stopped: a screen of Meta’s window where Meta named one, else our step; null: it did not stop. */
export function findStoppedAt(attempt: AttemptRecord, phase: AttemptPhase): string | null {
  const screen = readScreen(attempt.problem?.details);
  if (screen) return screen;
  const step = attempt.steps.find(({ state }) => state === 'failed' || state === 'running');
  if (phase === 'failed' || phase === 'partial') return step?.name ?? null;
  return phase === 'denied' || phase === 'closed' || phase === 'expired' ? 'Meta’s window' : null;
}

/** An attempt as an entry: at the time it was started, under the name of who started it. */
export function toAttemptEntry(attempt: AttemptRecord, startedBy: string, now: Date): ConnectionHistoryEntry {
  const phase = currentPhase(attempt, now);
  const dto = toAttemptDto(attempt, startedBy, now);
  const { finishedAt, createdAt } = attempt;
  const ended = phase === 'connected' || phase === 'partial' ? outcomeWords(dto) : null;
  const because = dto.problem ? (errorCatalogue[dto.problem.code]?.message ?? dto.problem.message) : null;
  const traces = [dto.problem, ...dto.steps.map((step) => step.problem)].flatMap((problem) => problem?.fbtraceId ?? []);
  return {
    id: attempt.attemptId,
    kind: 'attempt',
    at: createdAt.toISOString(),
    by: startedBy,
    title: titles[phase],
    text: [ended, because].filter(Boolean).join(' ') || 'It is not finished yet.',
    phoneNumberIds: dto.numbers.map((number) => number.phoneNumberId),
    durationMs: finishedAt ? finishedAt.getTime() - createdAt.getTime() : null,
    fbtraceId: traces[0] ?? null,
    attempt: {
      attemptId: attempt.attemptId,
      flow: attempt.flow,
      phase,
      stoppedAt: findStoppedAt(attempt, phase),
      code: dto.problem?.code ?? null,
      steps: dto.steps,
    },
  };
}
