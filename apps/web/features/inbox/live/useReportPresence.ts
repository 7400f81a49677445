'use client';

import { useCallback, useEffect, useRef } from 'react';
import { useLive, useSay } from '@/features/realtime/RealtimeProvider';
import { PRESENCE_EVERY_MS } from './presence';

/** Typing ends after this time without a key. */
const STILL_TYPING_MS = 4_000;

/**
 * Reports to colleagues that this conversation is open here.
 * @returns A function to call with `true` for every change of the text, and with `false` when it was sent.
 */
export function useReportPresence(conversationId: string): (typing: boolean) => void {
  const say = useSay();
  const live = useLive();
  const typing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const report = useCallback(
    (now: boolean) => {
      clearTimeout(timer.current);
      if (now) timer.current = setTimeout(() => report(false), STILL_TYPING_MS);
      if (typing.current === now) return;
      typing.current = now;
      say('inbox:presence', { conversationId, typing: now });
    },
    [say, conversationId],
  );

  useEffect(() => {
    if (!live) return;
    const repeat = () => {
      // A person in another tab is not looking.
      const here = document.visibilityState === 'visible' ? conversationId : null;
      say('inbox:presence', { conversationId: here, typing: here !== null && typing.current });
    };
    repeat();
    const interval = setInterval(repeat, PRESENCE_EVERY_MS);
    document.addEventListener('visibilitychange', repeat);
    return () => {
      clearInterval(interval);
      document.removeEventListener('visibilitychange', repeat);
      clearTimeout(timer.current);
      typing.current = false;
      say('inbox:presence', { conversationId: null, typing: false });
    };
  }, [live, say, conversationId]);

  return report;
}
