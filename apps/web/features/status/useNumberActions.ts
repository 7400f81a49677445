'use client';

import type { CheckNumbersReply, StatusReply } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { asApiError, readMessage } from '@/lib/apiError';
import { checkNumbers, subscribeNumbers } from '@/lib/connectApi';
import { formatCount } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { withNumbers } from '@/lib/statusNumbers';

/** Ids of numbers; left out: every active number. */
type Selection = readonly string[] | undefined;

function useNumberAction(ask: (ids: Selection) => Promise<CheckNumbersReply>, doneWords: (count: number) => string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (ids: Selection) => ask(ids),
    onSuccess: ({ phoneNumbers, unclear }, asked) => {
      queryClient.setQueryData<StatusReply>(
        queryKeys.status,
        (status) => status && { ...status, phoneNumbers: withNumbers(status.phoneNumbers, phoneNumbers) },
      );
      const first = unclear[0];
      // An unclear answer changes nothing about the number, and the toast says so.
      if (first)
        toast.warning(`${formatCount(unclear.length)} could not be checked: ${first.message} Nothing was changed.`);
      // The answer has every number; the toast counts those that were asked for.
      else toast.success(doneWords(asked?.length ?? phoneNumbers.length));
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.status });
      void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
    },
  });
}

export const useCheckNumbers = () => useNumberAction(checkNumbers, (count) => `${formatCount(count)} checked at Meta`);

export const useSubscribeNumbers = () =>
  useNumberAction(subscribeNumbers, (count) => `Asked Meta to send the messages of ${formatCount(count)}`);
