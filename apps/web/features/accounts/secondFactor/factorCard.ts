import type { RecoveryCodesReply } from '@switchboard/contracts';

/** What each card of a second factor is given. */
export interface FactorCardProps {
  /** Runs what needs a fresh proof, and asks for it. */
  run: <T>(action: () => Promise<T>) => Promise<T>;
  /** Says that something was changed, and shows recovery codes where there are new ones. */
  onChanged: (words: string, recoveryCodes?: RecoveryCodesReply['recoveryCodes']) => void;
}
