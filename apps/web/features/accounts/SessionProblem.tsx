'use client';

import { useEffect, useState } from 'react';
import { MessagePage } from '@/components/Centered';
import { Button } from '@/components/ui/Button';
import { type ApiError, endingOf, messageOf } from '@/lib/apiError';
import { renewSession } from '@/lib/session';

/** It could not be found out who is signed in. Tried again when the browser is back online, or by hand. */
export function SessionProblem({ problem }: { problem: ApiError }) {
  const [asking, setAsking] = useState(false);
  const ask = () => {
    setAsking(true);
    renewSession()
      .catch(() => undefined)
      .finally(() => setAsking(false));
  };
  useEffect(() => {
    const again = () => {
      renewSession().catch(() => undefined);
    };
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, []);
  return (
    <MessagePage
      title={endingOf(problem.code).title}
      actions={
        <Button look="primary" pending={asking} onClick={ask}>
          Try again
        </Button>
      }
    >
      <p role="alert">{messageOf(problem)}</p>
    </MessagePage>
  );
}
