'use client';

import { useEffect, useState } from 'react';
import { MessagePage } from '@/components/Centered';
import { Button } from '@/components/ui/Button';
import { type ApiError, findEnding, readMessage } from '@/lib/apiError';
import { databaseAwayMs } from '@/lib/queryClient';
import { renewSession } from '@/lib/session';

/** Not known who is signed in. Asks again when the browser is online, and every few seconds without a database. */
export function SessionProblem({ problem }: { problem: ApiError }) {
  const [asking, setAsking] = useState(false);
  const ask = () => {
    setAsking(true);
    renewSession()
      .catch(() => undefined)
      .finally(() => setAsking(false));
  };
  const isPassing = problem.isDatabaseAway;
  useEffect(() => {
    const again = () => {
      renewSession().catch(() => undefined);
    };
    window.addEventListener('online', again);
    const timer = isPassing ? setInterval(again, databaseAwayMs) : undefined;
    return () => {
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [isPassing]);
  return (
    <MessagePage
      title={findEnding(problem.code).title}
      actions={
        <Button variant="primary" pending={asking} onClick={ask}>
          Try again
        </Button>
      }
    >
      <p role="alert">{readMessage(problem)}</p>
    </MessagePage>
  );
}
