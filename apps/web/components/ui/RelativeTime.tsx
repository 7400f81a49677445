'use client';

import { exactTime, relativeTime } from '@/lib/time';
import { useNow } from '@/lib/useNow';
import { Tooltip } from './Tooltip';

/** "2 hours ago", kept up to date, with the exact time on hover and focus. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <Tooltip text={exactTime(at)}>
      <button
        type="button"
        className="num cursor-help rounded-sm text-left underline decoration-line underline-offset-4"
      >
        <time dateTime={at}>{relativeTime(at, now)}</time>
      </button>
    </Tooltip>
  );
}
