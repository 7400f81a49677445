'use client';

import { type AttemptDto, attemptDto, attemptIdOfState } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ApiError, asApiError } from '@/lib/apiError';
import { showAttempt } from './attemptCache';
import { isOver } from './attempts';
import { type CallbackView, callbackView } from './callbackView';
import { cancelConnect, finishConnect, retryAttempt } from './connectApi';
import type { MetaReturn } from './metaReturn';
import { useAttempt } from './useAttempt';

/** The attempt that a return from Meta belongs to, as far as its state tells. */
export function attemptIdOf(returned: MetaReturn): string | null {
  if (returned.kind === 'attempt') return returned.attemptId;
  if (returned.kind === 'code' || returned.kind === 'refused') return attemptIdOfState(returned.state ?? '');
  return null;
}

/** Hands in what Meta sent the person back with. Null when there is nothing to hand in. */
export async function handIn(returned: MetaReturn): Promise<AttemptDto | null> {
  if (returned.kind === 'code') return (await finishConnect(returned.code, returned.state)).attempt;
  if (returned.kind === 'refused' && returned.state !== null) {
    return cancelConnect({ state: returned.state, ...returned.report });
  }
  return null;
}

interface Callback {
  view: CallbackView;
  attempt: AttemptDto | null;
  repost: () => void;
  resume: () => void;
  lookAgain: () => void;
}

/** Finishes coming back from Meta and follows the attempt to its end. */
export function useMetaCallback(returned: MetaReturn): Callback {
  const queryClient = useQueryClient();
  const [attemptId, setAttemptId] = useState(() => attemptIdOf(returned));
  const [busy, setBusy] = useState(returned.kind === 'code' || returned.kind === 'refused');
  const [failure, setFailure] = useState<ApiError | null>(null);
  const lookup = useAttempt(attemptId);
  const current = useRef(0);

  const settle = useCallback(
    async (work: () => Promise<AttemptDto | null>) => {
      const mine = ++current.current;
      setBusy(true);
      setFailure(null);
      const show = (attempt: AttemptDto) => {
        showAttempt(queryClient, attempt);
        setAttemptId(attempt.attemptId);
        // The code leaves the address and the history, and a reload shows the truth instead of handing in again.
        if (isOver(attempt.phase)) window.history.replaceState(null, '', `?attempt=${attempt.attemptId}`);
      };
      try {
        const attempt = await work();
        if (attempt) show(attempt);
      } catch (thrown) {
        const error = asApiError(thrown);
        const told = attemptDto.safeParse(error.details?.attempt);
        if (told.success) show(told.data);
        if (mine === current.current) setFailure(error);
      } finally {
        if (mine === current.current) setBusy(false);
      }
    },
    [queryClient],
  );

  const repost = useCallback(() => void settle(() => handIn(returned)), [settle, returned]);
  useEffect(() => {
    if (returned.kind === 'code' || returned.kind === 'refused') repost();
  }, [repost, returned]);

  const offline = failure?.code === 'offline';
  useEffect(() => {
    if (!offline) return;
    window.addEventListener('online', repost);
    return () => window.removeEventListener('online', repost);
  }, [offline, repost]);

  const attempt = lookup.data ?? null;
  const view = callbackView({
    returned,
    busy,
    failure,
    attempt,
    lookupFailure: lookup.error ? asApiError(lookup.error) : null,
  });
  return {
    view,
    attempt,
    repost,
    resume: () => {
      if (attemptId !== null) void settle(() => retryAttempt(attemptId));
    },
    lookAgain: () => void lookup.refetch(),
  };
}
