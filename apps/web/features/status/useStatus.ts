'use client';

import type { StatusReply } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useLive } from '@/features/realtime/RealtimeProvider';
import { mergeStatus, statusIntervalMs } from '@/lib/attempts';
import { loadStatus } from '@/lib/connectApi';
import { queryKeys } from '@/lib/queryClient';

/** The status of the account's connection, kept up to date by the socket, or by polling. */
export function useStatus() {
  const live = useLive();
  return useQuery({
    queryKey: queryKeys.status,
    queryFn: ({ signal }) => loadStatus(signal),
    structuralSharing: (known, loaded) => mergeStatus(known as StatusReply | undefined, loaded as StatusReply),
    refetchInterval: (query) => statusIntervalMs(query.state.data, live),
  });
}
