import type { Deadline } from './deadline.js';
import { type Diagnoses, type Diagnosis, diagnosis } from './finding.js';
import * as ours from './publicChecks.js';

export type OwnDiagnoses = Pick<Diagnoses, 'public_address' | 'challenge' | 'signature' | 'socket'>;

const late = diagnosis('unknown', 'There was no answer in the time that the check has.', { turn: 'operator' });

/** Checks our own public address, which all numbers share: once a run. */
export async function examineOurselves(address: ours.PublicAddress, deadline: Deadline): Promise<OwnDiagnoses> {
  const one = async (check: (address: ours.PublicAddress, timeoutMs: number) => Promise<Diagnosis>) => {
    const { value, ms } = await deadline.within(() => check(address, deadline.leftMs()), late);
    return { diagnosis: value, durationMs: ms };
  };
  const [public_address, challenge, signature, socket] = await Promise.all([
    one(ours.checkPublicAddress),
    one(ours.checkChallenge),
    one(ours.checkSignature),
    one(ours.checkSocket),
  ]);
  return { public_address, challenge, signature, socket };
}
