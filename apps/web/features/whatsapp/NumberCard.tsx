'use client';

import { type Fix, isolated, type NumberDto, type StatusReply } from '@switchboard/contracts';
import { ChevronDown } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Card } from '@/components/ui/Card';
import { CopyButton } from '@/components/ui/CopyButton';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { DoctorPanel } from '@/features/doctor/DoctorPanel';
import { useDoctor } from '@/features/doctor/useDoctor';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { Billing, BillingNotice } from '@/features/numbers/Billing';
import { HealthSection } from '@/features/numbers/health/HealthSection';
import { Ladder } from '@/features/numbers/Ladder';
import { LadderMeter } from '@/features/numbers/LadderMeter';
import { NumberActions } from '@/features/numbers/NumberActions';
import { NumberDialogs } from '@/features/numbers/NumberDialogs';
import { NumberNotices } from '@/features/numbers/NumberNotices';
import { PausedBar, QuietNotice, SyncProgress } from '@/features/numbers/NumberStates';
import { QualityBadge } from '@/features/numbers/QualityBadge';
import { cn } from '@/lib/cn';
import type { NumberDialogName } from '@/lib/numberDialog';
import { ladderSummary, stateWords } from '@/lib/numberWords';

interface NumberCardProps {
  number: NumberDto;
  may: StatusReply['may'];
  onDisconnect: () => void;
}

function Fact({ name, className, children }: { name: string; className?: string; children: ReactNode }) {
  return (
    <div className={cn('min-w-0', className)}>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="num mt-0.5 flex min-h-7 items-center gap-1 text-ink text-sm">{children}</dd>
    </div>
  );
}

/** One number: what it is, its state with the evidence, and what can be done with it. */
export function NumberCard({ number, may, onDisconnect }: NumberCardProps) {
  const { name, tone } = stateWords[number.state];
  return (
    <Card aria-label={`${number.displayPhone}, ${isolated(number.displayName)}`} data-number={number.phoneNumberId}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-5 sm:px-6">
        <div className="min-w-0">
          <h3 className={cn('num font-semibold text-lg leading-6', number.isActive ? 'text-ink' : 'text-muted')}>
            {number.displayPhone}
          </h3>
          <Foreign as="p" text={number.displayName} className="truncate text-left text-muted text-sm" />
        </div>
        <Badge tone={tone}>{name}</Badge>
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-5 pt-4 pb-5 sm:grid-cols-[1.4fr_1fr_1fr] sm:px-6">
        <Fact name="Phone number ID" className="col-span-2 sm:col-span-1">
          <span className="truncate">{number.phoneNumberId}</span>
          <CopyButton value={number.phoneNumberId} what="phone number ID" />
        </Fact>
        <Fact name="Quality">
          <QualityBadge quality={number.quality} />
        </Fact>
        {number.isActive || number.disconnectedAt === null ? (
          <Fact name="Last verified">
            {number.lastVerified ? <RelativeTime at={number.lastVerified} /> : 'Not yet'}
          </Fact>
        ) : (
          <Fact name="Disconnected">
            <RelativeTime at={number.disconnectedAt} />
          </Fact>
        )}
      </dl>
      <PausedBar number={number} />
      <QuietNotice number={number} />
      <BillingNotice number={number} />
      <SyncProgress number={number} />
      <NumberNotices number={number} />
      {number.isActive ? (
        <Evidence number={number} may={may} onDisconnect={onDisconnect} />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3 border-line border-t px-5 py-3 sm:px-6">
          <p className="text-muted text-sm">Chats and history are kept. No messages arrive.</p>
          {may.reconnect ? (
            <ConnectButton
              variant="outline"
              size="sm"
              label="Reconnect"
              aria-label={`Reconnect ${number.displayPhone}`}
              reconnect={[number.phoneNumberId]}
            />
          ) : null}
        </div>
      )}
    </Card>
  );
}

function Evidence({ number, may, onDisconnect }: NumberCardProps) {
  const [open, setOpen] = useState(number.state === 'needs_attention');
  const [seen, setSeen] = useState(number.state);
  const [dialog, setDialog] = useState<NumberDialogName | null>(null);
  const doctor = useDoctor(number.phoneNumberId);
  if (seen !== number.state) {
    setSeen(number.state);
    // Opens when something goes wrong. It never closes automatically: somebody may be reading it.
    if (number.state === 'needs_attention') setOpen(true);
  }
  const mayFix = (fix: Fix) => fix !== 'reconnect' || may.reconnect;
  // A finding from before the fix is checked again.
  const lookAgain = () => {
    if (doctor.report) doctor.run();
  };
  return (
    <>
      <Collapsible.Root open={open} onOpenChange={setOpen} className="border-line border-t">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3 sm:px-6">
          <Collapsible.Trigger className="-mx-2 flex items-center gap-3 rounded-control px-2 py-1.5 text-left text-ink text-sm hover:bg-sunken">
            <LadderMeter ladder={number.ladder} />
            <span className="sr-only">Evidence: </span>
            {ladderSummary(number.ladder)}
            <ChevronDown
              aria-hidden="true"
              className={cn('size-4 text-muted transition-transform', open && 'rotate-180')}
            />
          </Collapsible.Trigger>
          <NumberActions
            number={number}
            may={may}
            examining={doctor.running}
            onExamine={doctor.run}
            onOpen={setDialog}
            onDisconnect={onDisconnect}
          />
        </div>
        <Collapsible.Content className="border-line border-t px-5 py-5 sm:px-6">
          <Ladder number={number} mayFix={mayFix} onOpen={setDialog} />
          <Billing number={number} />
        </Collapsible.Content>
      </Collapsible.Root>
      <DoctorPanel number={number} doctor={doctor} mayFix={mayFix} onOpen={setDialog} />
      <HealthSection number={number} />
      <NumberDialogs
        number={number}
        open={dialog}
        onOpen={setDialog}
        onClose={() => {
          setDialog(null);
          lookAgain();
        }}
      />
    </>
  );
}
