'use client';

import type { StatusReply } from '@switchboard/contracts';
import { MessageCircleQuestionMark, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import { HandoverDialog } from './handover/HandoverDialog';
import { Preflight } from './preflight/Preflight';

type Shown = 'questions' | 'handover' | null;

export function ConnectWays({ status: { may, signup } }: { status: StatusReply }) {
  const [shown, setShown] = useState<Shown>(null);
  if (!may.connect && !may.handOver) return null;
  const handOver = may.handOver ? () => setShown('handover') : null;
  return (
    <div className="-mx-3 flex flex-wrap gap-1">
      {may.connect ? (
        <Button variant="ghost" size="sm" onClick={() => setShown('questions')}>
          <MessageCircleQuestionMark aria-hidden="true" />
          Not sure how? Four questions
        </Button>
      ) : null}
      {handOver ? (
        <Button variant="ghost" size="sm" onClick={handOver}>
          <Smartphone aria-hidden="true" />
          Connect on another device
        </Button>
      ) : null}
      <Dialog
        open={shown === 'questions'}
        onClose={() => setShown(null)}
        title="Before Meta’s window opens"
        description="Four short questions. They stay in this browser and pick the way that works."
      >
        <div className="mt-5">
          <Preflight popup={signup.popup} onHandOver={handOver} />
        </div>
      </Dialog>
      <HandoverDialog open={shown === 'handover'} onClose={() => setShown(null)} />
    </div>
  );
}
