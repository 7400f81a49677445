'use client';

import type { AttemptDto } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useLive } from '@/features/realtime/RealtimeProvider';
import { attemptIntervalMs, newerAttempt } from '@/lib/attempts';
import { type AttemptClient, accountClient } from '@/lib/connectApi';
import { queryKeys } from '@/lib/queryClient';

export function useAttempt(attemptId: string | null, client: AttemptClient = accountClient) {
  const live = useLive();
  return useQuery({
    queryKey: queryKeys.attempt(attemptId ?? ''),
    queryFn: ({ signal }) => client.load(attemptId ?? '', signal),
    enabled: attemptId !== null,
    structuralSharing: (known, loaded) => newerAttempt(known as AttemptDto | undefined, loaded as AttemptDto),
    refetchInterval: (query) => (query.state.error ? false : attemptIntervalMs(query.state.data, live)),
  });
}
