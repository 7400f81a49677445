'use client';

import type { NumberDto } from '@switchboard/contracts';
import type { NumberDialogName } from '@/lib/numberDialog';
import { useMay } from '@/lib/useSession';
import { ChangePinDialog } from './ChangePinDialog';
import { ProveDialog } from './ProveDialog';
import { RegisterDialog } from './RegisterDialog';
import { RevealPinDialog } from './RevealPinDialog';
import { TestMessageDialog } from './TestMessageDialog';

interface NumberDialogsProps {
  number: NumberDto;
  open: NumberDialogName | null;
  onOpen: (dialog: NumberDialogName) => void;
  onClose: () => void;
}

export function NumberDialogs({ number, open, onOpen, onClose }: NumberDialogsProps) {
  const mayReveal = useMay('pin.reveal');
  const shared = { number, onClose };
  return (
    <>
      <RegisterDialog
        {...shared}
        open={open === 'register' || open === 'verify'}
        startWith={open === 'verify' ? 'verify' : 'register'}
        {...(mayReveal ? { onShowPin: () => onOpen('reveal_pin') } : {})}
      />
      <ProveDialog {...shared} open={open === 'prove'} />
      <TestMessageDialog {...shared} open={open === 'test'} />
      <RevealPinDialog {...shared} open={open === 'reveal_pin'} />
      <ChangePinDialog {...shared} open={open === 'change_pin'} />
    </>
  );
}
