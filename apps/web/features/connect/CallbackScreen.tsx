'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Centered } from '@/components/Centered';
import { RealtimeProvider } from '@/features/realtime/RealtimeProvider';
import { CallbackProgress } from './CallbackProgress';
import { CallbackResult } from './CallbackResult';
import { type MetaReturn, readMetaReturn } from './metaReturn';
import { STATUS_PATH } from './statusPath';
import { firstSteps } from './stepWords';
import { handIn } from './useMetaCallback';

/** The page Meta sends people back to. */
export function CallbackScreen() {
  const router = useRouter();
  const [returned, setReturned] = useState<MetaReturn | null>(null);

  useEffect(() => {
    const now = readMetaReturn(window.location.search);
    if (now.kind === 'nothing') {
      router.replace(`${STATUS_PATH}?notice=no_code` as Route);
      return;
    }
    // A code may live half a minute: it is handed in before anything else is loaded. What follows shares this request.
    if (now.kind === 'code') handIn(now).catch(() => undefined);
    setReturned(now);
  }, [router]);

  return (
    <Centered>
      {returned === null ? (
        <CallbackProgress steps={firstSteps} />
      ) : (
        <RealtimeProvider>
          <CallbackResult returned={returned} />
        </RealtimeProvider>
      )}
    </Centered>
  );
}
