import type { DoctorCheck, DoctorFinding, TurnDto } from '@switchboard/contracts';
import { formatCount } from '@/lib/numberWords';

export const checkWords: Record<DoctorCheck, string> = {
  vault: 'The stored access opens',
  token: 'Meta accepts the access',
  permissions: 'It may do what is needed',
  ownership: 'The number is on its WhatsApp account',
  number_status: 'The number is in order at Meta',
  name_review: 'The display name is approved',
  registration: 'Registered with Cloud API',
  subscription: 'Webhooks are switched on',
  callback_address: 'Webhooks are sent here',
  webhook_fields: 'Meta tells of everything',
  public_address: 'The public address answers',
  challenge: 'Meta’s challenge is answered',
  signature: 'Signed deliveries are taken, others refused',
  socket: 'The live channel is open',
  inbound: 'Messages arrive',
  outbound: 'Messages go out',
  costs: 'Replies are free, or can be paid',
  responders: 'Who answers on the number',
};

export const turnWords: Record<TurnDto, string> = {
  you: 'Your turn',
  operator: 'The operator’s turn',
  meta: 'Meta’s turn',
  unknown: 'Not known whose turn',
};

export interface SharedCause {
  cause: string;
  next: string | null;
}

/**
 * The cause that several checks share: while Meta is down, it is said once.
 * @returns The most frequent one; null where each check has its own.
 */
export function sharedCause(
  findings: readonly Pick<DoctorFinding, 'verdict' | 'cause' | 'next'>[],
): SharedCause | null {
  const counts = new Map<string, number>();
  for (const { verdict, cause } of findings) {
    if (verdict === 'unknown' && cause) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const [cause, count = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  if (cause === undefined || count < 2) return null;
  return { cause, next: findings.find((finding) => finding.cause === cause)?.next ?? null };
}

/** "1 problem, 2 not known, 12 fine": the worst first. */
export function findingsSum(findings: readonly Pick<DoctorFinding, 'verdict'>[]): string {
  const count = (verdict: DoctorFinding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  const [bad, waiting, unknown, good] = [count('bad'), count('waiting'), count('unknown'), count('good')];
  const parts = [
    bad > 0 ? formatCount(bad, 'problem') : null,
    waiting > 0 ? `${waiting} waiting` : null,
    unknown > 0 ? `${unknown} not known` : null,
    good > 0 ? `${good} fine` : null,
  ].filter((part) => part !== null);
  return parts.join(', ');
}
