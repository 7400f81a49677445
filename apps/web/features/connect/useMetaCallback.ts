'use client';

import { type AttemptDto, attemptDto, parseAttemptId } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { forgetSubmission, takeSubmission } from '@/features/metaLogin/popup/popupSubmissions';
import { type ApiError, asApiError } from '@/lib/apiError';
import { showAttempt } from '@/lib/attemptCache';
import { isAnswered } from '@/lib/attempts';
import { type AttemptClient, accountClient } from '@/lib/connectApi';
import { type CallbackView, callbackView } from './callbackView';
import { handoverClient } from './handover/handoverApi';
import { isHandoverAttempt } from './handover/rememberedHandover';
import type { MetaReturn } from './metaReturn';
import { useAttempt } from './useAttempt';

export function readAttemptId(returned: MetaReturn): string | null {
  if (returned.kind === 'attempt' || returned.kind === 'popup') return returned.attemptId;
  if (returned.kind === 'code' || returned.kind === 'refused') return parseAttemptId(returned.state ?? '');
  return null;
}

export const toClient = (returned: MetaReturn): AttemptClient =>
  isHandoverAttempt(readAttemptId(returned)) ? handoverClient : accountClient;

/** Submits what Meta sent the person back with. Null when there is nothing to submit. */
export async function submit(returned: MetaReturn): Promise<AttemptDto | null> {
  const client = toClient(returned);
  if (returned.kind === 'code') return client.finish({ code: returned.code, state: returned.state });
  if (returned.kind === 'popup') return (await takeSubmission(returned.attemptId)?.()) ?? null;
  if (returned.kind === 'refused' && returned.state !== null) {
    return client.cancel({ state: returned.state, ...returned.report });
  }
  return null;
}

const mustSubmit = ({ kind }: MetaReturn): boolean => kind === 'code' || kind === 'refused' || kind === 'popup';

interface Callback {
  view: CallbackView;
  attempt: AttemptDto | null;
  repost: () => void;
  resume: () => void;
  choose: (phoneNumberIds: readonly string[]) => void;
  lookAgain: () => void;
}

/** Finishes the return from Meta and follows the attempt to its end. */
export function useMetaCallback(returned: MetaReturn): Callback {
  const queryClient = useQueryClient();
  const [attemptId, setAttemptId] = useState(() => readAttemptId(returned));
  const [busy, setBusy] = useState(() => mustSubmit(returned));
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [atChoice, setAtChoice] = useState(false);
  const [client] = useState(() => toClient(returned));
  const lookup = useAttempt(attemptId, client);
  const current = useRef(0);

  const settle = useCallback(
    async (work: () => Promise<AttemptDto | null>, isChoice = false) => {
      const mine = ++current.current;
      setBusy(true);
      setFailure(null);
      setAtChoice(isChoice);
      const show = (attempt: AttemptDto) => {
        showAttempt(queryClient, attempt);
        setAttemptId(attempt.attemptId);
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

  const repost = useCallback(() => void settle(() => submit(returned)), [settle, returned]);
  useEffect(() => {
    if (mustSubmit(returned)) repost();
  }, [repost, returned]);

  const offline = failure?.code === 'offline';
  useEffect(() => {
    if (!offline) return;
    window.addEventListener('online', repost);
    return () => window.removeEventListener('online', repost);
  }, [offline, repost]);

  const attempt = lookup.data ?? null;
  const answeredId = attempt !== null && isAnswered(attempt.phase) ? attempt.attemptId : null;
  // The code leaves the address and the history, and a reload looks the attempt up. This happens as soon as an end is
  // shown: later it could undo what the person did since.
  useEffect(() => {
    if (answeredId === null) return;
    window.history.replaceState(null, '', `?attempt=${answeredId}`);
    forgetSubmission(answeredId);
  }, [answeredId]);

  const view = callbackView({
    returned,
    busy,
    failure,
    atChoice,
    attempt,
    lookupFailure: lookup.error ? asApiError(lookup.error) : null,
  });
  return {
    view,
    attempt,
    repost,
    resume: () => {
      const { retry } = client;
      if (attemptId !== null && retry !== null) void settle(() => retry(attemptId));
    },
    choose: (phoneNumberIds) => {
      if (attemptId !== null) void settle(() => client.choose(attemptId, phoneNumberIds), true);
    },
    lookAgain: () => void lookup.refetch(),
  };
}
