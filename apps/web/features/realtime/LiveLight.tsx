'use client';

import { cn } from '@/lib/cn';
import { useLiveState } from './RealtimeProvider';

/** A small light that says how changes reach this page. */
export function LiveLight() {
  const live = useLiveState();
  const words = live === null ? 'Opening live updates' : live ? 'Live updates on' : 'Checking every few seconds';
  return (
    <p className="flex items-center gap-2 px-3 text-muted text-xs">
      <span
        aria-hidden="true"
        className={cn('size-2 rounded-full', live === null ? 'bg-idle/50' : live ? 'bg-good' : 'bg-warn')}
      />
      {words}
    </p>
  );
}
