'use client';

import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';

export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Notice
      tone="bad"
      role="alert"
      title="This page could not be shown"
      actions={
        <Button size="sm" onClick={reset}>
          Try again
        </Button>
      }
    >
      <p>This is our fault, not yours. Your numbers go on working; nothing was changed.</p>
      {error.digest ? <p className="num">For support: {error.digest}</p> : null}
    </Notice>
  );
}
