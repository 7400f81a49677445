'use client';

import type { HandoverDto } from '@switchboard/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAccountEvent, useLive } from '@/features/realtime/RealtimeProvider';
import { queryKeys } from '@/lib/queryClient';
import { loadHandover } from './handoverApi';
import { isEnded, newerHandover } from './handovers';

export function useHandover(made: HandoverDto): HandoverDto {
  const queryClient = useQueryClient();
  const live = useLive();
  const key = queryKeys.handover(made.handoverId);
  useAccountEvent('connect:handover', ({ handover }) => {
    queryClient.setQueryData<HandoverDto>(queryKeys.handover(handover.handoverId), (known) =>
      newerHandover(known, handover),
    );
  });
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => loadHandover(made.handoverId, signal),
    initialData: made,
    structuralSharing: (known, loaded) => newerHandover(known as HandoverDto | undefined, loaded as HandoverDto),
    refetchInterval: (query) => (isEnded(query.state.data?.state ?? 'waiting') ? false : live ? 10_000 : 2_000),
  });
  return data;
}
