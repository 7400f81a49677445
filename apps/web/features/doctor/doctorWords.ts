import type { DoctorCheck, DoctorFinding, TurnDto } from '@switchboard/contracts';
import { countOf } from '@/features/numbers/numberWords';

/** What is looked at, in a few words. */
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
  public_address: 'The public address answers',
  challenge: 'Meta’s challenge is answered',
  signature: 'Signed deliveries are taken, others refused',
  socket: 'The live channel is open',
  inbound: 'Something came in',
  outbound: 'Something went out',
};

/** Whose turn it is. */
export const turnWords: Record<TurnDto, string> = {
  you: 'Your turn',
  operator: 'The operator’s turn',
  meta: 'Meta’s turn',
};

/** "1 problem, 2 not known, 12 fine": what is wrong first, and never more wrong than it is. */
export function findingsSum(findings: readonly Pick<DoctorFinding, 'verdict'>[]): string {
  const count = (verdict: DoctorFinding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  const [bad, waiting, unknown, good] = [count('bad'), count('waiting'), count('unknown'), count('good')];
  const parts = [
    bad > 0 ? countOf(bad, 'problem') : null,
    waiting > 0 ? `${waiting} waiting` : null,
    unknown > 0 ? `${unknown} not known` : null,
    good > 0 ? `${good} fine` : null,
  ].filter((part) => part !== null);
  return parts.join(', ');
}
