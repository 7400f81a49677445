'use client';

import { MessagePage } from '@/components/Centered';
import { Button } from '@/components/ui/Button';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <MessagePage
      title="Something went wrong here"
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <Button asChild>
            {/* A full load, because the state of this page broke. */}
            <a href="/dashboard">Go to the dashboard</a>
          </Button>
        </>
      }
    >
      <p>This is our fault, not yours. Nothing of your connection was changed.</p>
      {error.digest ? <p className="num mt-2 text-sm">For support: {error.digest}</p> : null}
    </MessagePage>
  );
}
