import type { RecoveryCodesReply } from '@switchboard/contracts';
import type { RunProved } from './useProof';

/** What each card of a second factor is given. */
export interface FactorCardProps {
  run: RunProved;
  /** Says that something was changed, and shows recovery codes where there are new ones. */
  onChanged: (words: string, recoveryCodes?: RecoveryCodesReply['recoveryCodes']) => void;
}
