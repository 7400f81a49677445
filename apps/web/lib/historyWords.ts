import type { ConnectionHistoryEntry, ConnectionHistoryKind } from '@switchboard/contracts';
import { stepWords } from './stepWords';

export const historyTones: Record<ConnectionHistoryKind, 'good' | 'bad' | 'warn' | 'idle' | 'accent'> = {
  attempt: 'accent',
  connected: 'good',
  reconnected: 'good',
  disconnected: 'idle',
  paused: 'idle',
  resumed: 'good',
  undone: 'good',
  removed_at_meta: 'bad',
  fix: 'accent',
  doctor: 'accent',
  handover: 'accent',
  deletion: 'warn',
};

/** "0.4 s", "12 s", "2 min 5 s". */
export function durationWords(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** Where an attempt stopped: one of our steps, or a screen of Meta's window. */
export function stoppedWords(stoppedAt: string): string {
  const step = Object.entries(stepWords).find(([name]) => name === stoppedAt);
  if (step) return step[1].todo;
  // Meta does not always name the screen.
  if (!/^[A-Z][A-Z0-9_]+$/.test(stoppedAt)) return stoppedAt;
  return `Meta’s screen “${stoppedAt.toLowerCase().replaceAll('_', ' ')}”`;
}

/** An entry as plain text for support: ids, times and steps; no secrets and no messages. */
export function historyText({
  at,
  by,
  title,
  text,
  phoneNumberIds,
  durationMs,
  fbtraceId,
  attempt,
}: ConnectionHistoryEntry): string {
  const lines = [`${title}`, text, `When: ${at}`, `Who: ${by}`];
  if (durationMs !== null) lines.push(`How long: ${durationWords(durationMs)}`);
  if (phoneNumberIds.length > 0) lines.push(`Numbers: ${phoneNumberIds.join(', ')}`);
  if (attempt) {
    lines.push(`Attempt: ${attempt.attemptId} (${attempt.flow}), ${attempt.phase}`);
    if (attempt.stoppedAt) lines.push(`Stopped at: ${attempt.stoppedAt}`);
    if (attempt.code) lines.push(`Code: ${attempt.code}`);
    for (const step of attempt.steps) {
      const why = step.problem ? `: ${step.problem.code}, ${step.problem.message}` : '';
      lines.push(`- ${stepWords[step.name].todo}: ${step.state}${step.at ? ` (${step.at})` : ''}${why}`);
    }
  }
  if (fbtraceId) lines.push(`Meta’s trace: ${fbtraceId}`);
  return lines.join('\n');
}
