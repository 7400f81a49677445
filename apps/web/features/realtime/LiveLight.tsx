'use client';

import { cn } from '@/lib/cn';
import { useConnection } from '@/lib/connection';
import { liveWords } from './liveWords';
import { useLiveState } from './RealtimeProvider';

export function LiveLight() {
  const { words, light } = liveWords(useLiveState(), useConnection());
  return (
    <p role="status" className="flex items-center gap-2 px-3 text-muted text-xs">
      <span aria-hidden="true" className={cn('size-2 rounded-full', light)} />
      {words}
    </p>
  );
}
