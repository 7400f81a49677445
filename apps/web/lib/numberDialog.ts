import type { NumberDto } from '@switchboard/contracts';

export type NumberDialogName = 'register' | 'verify' | 'prove' | 'test' | 'reveal_pin' | 'change_pin';

export interface NumberDialogProps {
  number: NumberDto;
  open: boolean;
  onClose: () => void;
}
