'use client';

import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { CODES_PATH } from '@/lib/codesPath';
import { useRuntimeConfig } from '@/lib/runtimeConfig';

export function StatusFooter({ onDisconnectAll }: { onDisconnectAll?: () => void }) {
  const { metaAppId } = useRuntimeConfig();
  return (
    <footer className="mt-10 space-y-6">
      {onDisconnectAll ? (
        <div className="flex flex-wrap items-center justify-between gap-3 border-line border-t pt-6">
          <p className="max-w-prose text-muted text-sm">
            Leaving, or starting over? Disconnect everything at once. You see what will happen before it does.
          </p>
          <Button variant="dangerOutline" onClick={onDisconnectAll}>
            Disconnect all
          </Button>
        </div>
      ) : null}
      <p className="text-muted text-sm">
        Did Meta show you an error code?{' '}
        <Button asChild variant="link" size="inline">
          <Link href={CODES_PATH}>What Meta’s codes mean</Link>
        </Button>
      </p>
      {metaAppId ? <p className="num text-muted text-xs">Connected through Meta app {metaAppId}</p> : null}
    </footer>
  );
}
