'use client';

import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';

export default function ChatError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Notice
      tone="bad"
      role="alert"
      title="The conversations could not be shown"
      className="m-4 sm:m-8"
      actions={
        <Button size="sm" onClick={reset}>
          Try again
        </Button>
      }
    >
      <p>This is our fault, not yours. Messages go on arriving; nothing was changed.</p>
      {error.digest ? <p className="num">For support: {error.digest}</p> : null}
    </Notice>
  );
}
