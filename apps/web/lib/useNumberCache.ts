'use client';

import type { NumberDto, NumbersReply, StatusReply } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queryKeys } from './queryClient';
import { withNumbers } from './statusNumbers';

export function useNumberCache() {
  const queryClient = useQueryClient();
  return useMemo(
    () => ({
      show: (fresh: readonly NumberDto[]) => {
        const place = <Known extends { phoneNumbers: NumberDto[] }>(known: Known | undefined) =>
          known && { ...known, phoneNumbers: withNumbers(known.phoneNumbers, fresh) };
        queryClient.setQueryData<StatusReply>(queryKeys.status, place);
        queryClient.setQueryData<NumbersReply>(queryKeys.numbers, place);
      },
      renew: () => {
        void queryClient.invalidateQueries({ queryKey: queryKeys.status });
        void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
      },
    }),
    [queryClient],
  );
}
