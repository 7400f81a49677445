'use client';

import type { NumberDto, StatusReply } from '@switchboard/contracts';
import { Ellipsis, KeyRound, KeySquare, MessageCircle, QrCode, RefreshCw, Stethoscope, Unplug } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/DropdownMenu';
import { useCheckNumbers } from '@/features/status/useNumberActions';
import type { NumberDialogName } from '@/lib/numberDialog';
import { useMay } from '@/lib/useSession';

interface NumberActionsProps {
  number: NumberDto;
  may: StatusReply['may'];
  examining: boolean;
  onExamine: () => void;
  onOpen: (dialog: NumberDialogName) => void;
  onDisconnect: () => void;
}

export function NumberActions(props: NumberActionsProps) {
  const { number, may, examining, onExamine, onDisconnect } = props;
  const check = useCheckNumbers();
  const name = <span className="sr-only"> {number.displayPhone}</span>;
  return (
    <div className="-ml-3 flex flex-wrap items-center gap-1 sm:-mr-3 sm:ml-0">
      <Button
        variant="ghost"
        size="sm"
        pending={check.isPending}
        pendingLabel="Checking…"
        onClick={() => check.mutate([number.phoneNumberId])}
      >
        <RefreshCw aria-hidden="true" />
        Check now{name}
      </Button>
      <Button variant="ghost" size="sm" pending={examining} pendingLabel="Examining…" onClick={onExamine}>
        <Stethoscope aria-hidden="true" />
        Check everything{name}
      </Button>
      {may.disconnect ? (
        <Button variant="ghost" size="sm" onClick={onDisconnect}>
          <Unplug aria-hidden="true" />
          Disconnect{name}
        </Button>
      ) : null}
      <MoreMenu {...props} />
    </div>
  );
}

function MoreMenu({ number, onOpen }: NumberActionsProps) {
  const { pin } = number.registration;
  const [mayReveal, mayChange] = [useMay('pin.reveal'), useMay('pin.change')];
  // The phone app holds its registration.
  const offersPin = !number.isOnBizApp && (mayReveal || mayChange);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="iconSm" aria-label={`More for ${number.displayPhone}`}>
          <Ellipsis aria-hidden="true" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onOpen('prove')}>
          <QrCode aria-hidden="true" />
          Write to it from a phone
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onOpen('test')}>
          <MessageCircle aria-hidden="true" />
          Send a test message
        </DropdownMenuItem>
        {offersPin ? (
          <>
            <DropdownMenuSeparator />
            {mayReveal && pin === 'sealed' ? (
              <DropdownMenuItem onSelect={() => onOpen('reveal_pin')}>
                <KeyRound aria-hidden="true" />
                Show PIN once
              </DropdownMenuItem>
            ) : null}
            {mayChange ? (
              <DropdownMenuItem onSelect={() => onOpen('change_pin')}>
                <KeySquare aria-hidden="true" />
                Change PIN
              </DropdownMenuItem>
            ) : null}
          </>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
