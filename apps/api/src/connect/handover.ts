import type { AttemptDto, ErrorCode, HandoverDto, HandoverState } from '@switchboard/contracts';
import type { HandoverRecord } from './handover.model.js';

export function toHandoverState(handover: HandoverRecord, attempt: AttemptDto | null, now: Date): HandoverState {
  if (handover.cancelledAt) return 'cancelled';
  if (handover.usedAt) return attempt ? stateByPhase[attempt.phase] : 'failed';
  if (handover.expiresAt <= now) return 'expired';
  return handover.openedAt ? 'opened' : 'waiting';
}

const stateByPhase = {
  waiting: 'connecting',
  working: 'connecting',
  choosing: 'connecting',
  connected: 'done',
  partial: 'done',
  failed: 'failed',
  denied: 'failed',
  closed: 'failed',
  expired: 'failed',
} as const satisfies Record<AttemptDto['phase'], HandoverState>;

/** @returns why a link cannot be used; null when it can. */
export function unusableBecause(handover: HandoverRecord | null, now: Date): ErrorCode | null {
  if (!handover || handover.cancelledAt) return 'handover_invalid';
  if (handover.usedAt) return 'handover_used';
  return handover.expiresAt <= now ? 'handover_expired' : null;
}

export function toHandoverDto(
  handover: HandoverRecord,
  createdBy: string,
  attempt: AttemptDto | null,
  now: Date,
): HandoverDto {
  return {
    handoverId: handover.handoverId,
    state: toHandoverState(handover, attempt, now),
    createdBy,
    createdAt: handover.createdAt.toISOString(),
    expiresAt: handover.expiresAt.toISOString(),
    openedAt: handover.openedAt?.toISOString() ?? null,
    attempt,
  };
}
