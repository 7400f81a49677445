import type { HealthReply, NumberDto, Quality } from '@switchboard/contracts';

/** What is kept of a number for every day, in Meta's words but for the quality. */
export interface HealthValues {
  quality: Quality | null;
  messagingLimit: string | null;
  nameStatus: string | null;
  numberStatus: string | null;
}

export interface HealthChange {
  at: Date;
  what: HealthReply['changes'][number]['what'];
  from: string | null;
  to: string | null;
}

/** A day in UTC: `2026-11-24`. */
export const toDay = (at: Date): string => at.toISOString().slice(0, 10);

export const toHealth = (number: NumberDto): HealthValues => ({
  quality: number.quality,
  messagingLimit: number.messagingLimit,
  nameStatus: number.nameStatus,
  numberStatus: number.numberStatus,
});

const watched = ['quality', 'messagingLimit', 'nameStatus', 'numberStatus'] as const;

/** What changed between two evaluations. A value that Meta leaves out has not changed. */
export function listChanges(before: HealthValues, after: HealthValues, at: Date): HealthChange[] {
  return watched.flatMap((what) => {
    const from = before[what];
    const to = after[what];
    return to === null || to === from ? [] : [{ at, what, from, to }];
  });
}
