'use client';

import '@fontsource-variable/inter';
import './globals.css';
import { MessagePage } from '@/components/Centered';
import { Button } from '@/components/ui/Button';

/** Replaces the whole document when the root layout fails. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans">
        <MessagePage
          title="Something went wrong here"
          actions={
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
          }
        >
          <p>This is our fault, not yours. Nothing of your connection was changed.</p>
        </MessagePage>
      </body>
    </html>
  );
}
