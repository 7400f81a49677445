import type { RecoveryCodesReply } from '@switchboard/contracts';
import type { RunProved } from './useProof';

export interface FactorCardProps {
  run: RunProved;
  onChanged: (words: string, recoveryCodes?: RecoveryCodesReply['recoveryCodes']) => void;
}
