'use client';

import type { StepDto } from '@switchboard/contracts';
import { useEffect, useState } from 'react';
import { StepList } from '@/components/StepList';
import { Card, CardBody } from '@/components/ui/Card';

/** After this time the page says that Meta is slow, so that nobody thinks it is stuck. */
const SLOW_AFTER_MS = 10_000;

export function CallbackProgress({ steps }: { steps: StepDto[] }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">Connecting WhatsApp</h1>
      <p className="mt-2 text-muted">
        {slow
          ? 'Meta takes its time. Everything is still on its way; you can stay or come back later.'
          : 'You are back from Meta. This usually takes a few seconds.'}
      </p>
      <Card className="mt-7">
        <CardBody>
          <StepList steps={steps} />
        </CardBody>
      </Card>
    </>
  );
}
