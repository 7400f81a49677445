import type { RecoveryCodesReply } from '@switchboard/contracts';
import type { RunProved } from './useProof';

export interface FactorCardProps {
  run: RunProved;
  /** Confirms a change, and shows recovery codes where there are new ones. */
  onChanged: (words: string, recoveryCodes?: RecoveryCodesReply['recoveryCodes']) => void;
}
