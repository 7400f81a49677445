'use client';

import type { AlertsReply } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useAccountEvent } from '@/features/realtime/RealtimeProvider';
import { asApiError, readMessage } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { loadAlerts, markAlertsSeen, setAlertMail } from './alertsApi';

export function useAlerts() {
  const queryClient = useQueryClient();
  useAccountEvent('alerts:changed', () => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.alerts });
  });
  return useQuery({
    queryKey: queryKeys.alerts,
    queryFn: ({ signal }) => loadAlerts(signal),
    refetchInterval: 60_000,
  });
}

export function useMarkSeen() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: markAlertsSeen,
    onSuccess: () =>
      queryClient.setQueryData<AlertsReply>(queryKeys.alerts, (known) => known && { ...known, unseen: 0 }),
  });
}

export function useAlertMail() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: setAlertMail,
    onSuccess: (reply) => queryClient.setQueryData(queryKeys.alerts, reply),
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
}
