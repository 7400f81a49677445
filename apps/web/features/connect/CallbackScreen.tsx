'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Centered } from '@/components/Centered';
import { resultPath } from '@/features/metaLogin/callbackPath';
import { takeSubmission } from '@/features/metaLogin/popup/popupSubmissions';
import { RealtimeProvider } from '@/features/realtime/RealtimeProvider';
import { STATUS_PATH } from '@/lib/statusPath';
import { firstSteps } from '@/lib/stepWords';
import { CallbackProgress } from './CallbackProgress';
import { CallbackResult } from './CallbackResult';
import { isHandoverAttempt } from './handover/rememberedHandover';
import { type MetaReturn, readMetaReturn } from './metaReturn';
import { readAttemptId, submit } from './useMetaCallback';

/** How the person came: from Meta with the whole page, from its popup, or by a reload. */
function readReturn(search: string): MetaReturn {
  const returned = readMetaReturn(search);
  const popupEnded = returned.kind === 'attempt' && takeSubmission(returned.attemptId) !== null;
  return popupEnded ? { kind: 'popup', attemptId: returned.attemptId } : returned;
}

export function CallbackScreen() {
  const router = useRouter();
  const [returned, setReturned] = useState<MetaReturn | null>(null);

  useEffect(() => {
    const now = readReturn(window.location.search);
    if (now.kind === 'nothing') {
      router.replace(`${STATUS_PATH}?notice=no_code` as Route);
      return;
    }
    // A code may live for 30 seconds, so it is submitted before anything else is loaded. What follows shares the
    // request.
    if (now.kind === 'code') submit(now).catch(() => undefined);
    setReturned(now);
  }, [router]);

  if (returned === null) {
    return (
      <Centered>
        <CallbackProgress steps={firstSteps} />
      </Centered>
    );
  }
  const showNext = (attemptId: string) => {
    // Another login from this page: its result replaces this one, in the history too.
    window.history.replaceState(null, '', resultPath(attemptId));
    setReturned(readReturn(window.location.search));
  };
  const isHandover = isHandoverAttempt(readAttemptId(returned));
  const result = (
    <CallbackResult
      key={readAttemptId(returned)}
      returned={returned}
      isHandover={isHandover}
      onNextAttempt={showNext}
    />
  );
  return <Centered>{isHandover ? result : <RealtimeProvider>{result}</RealtimeProvider>}</Centered>;
}
