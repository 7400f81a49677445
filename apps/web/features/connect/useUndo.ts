'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { asApiError, readMessage } from '@/lib/apiError';
import { undoDisconnect } from '@/lib/connectApi';
import { formatCount } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';

export function useUndo() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (phoneNumberIds: readonly string[]) => undoDisconnect(phoneNumberIds),
    onSuccess: ({ receipts }, phoneNumberIds) => {
      // A subscription that is `kept` stays off: Meta refused it.
      const open = receipts.find(
        ({ step, outcome }) => outcome === 'pending' || (step === 'subscribe' && outcome === 'kept'),
      );
      if (open) toast.warning(open.message);
      else toast.success(`${formatCount(phoneNumberIds.length)} connected again`);
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.status });
      void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
    },
  });
}
