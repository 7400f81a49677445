'use client';

import { connectEndpoints, type DoctorReport } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { shareInFlight } from '@/lib/inFlight';
import { useNumberCache } from '@/lib/useNumberCache';

export interface Doctor {
  report: DoctorReport | null;
  running: boolean;
  error: Error | null;
  run: () => void;
  /** Puts the report away. */
  dismiss: () => void;
}

const examine = (phoneNumberId: string) =>
  shareInFlight(`doctor ${phoneNumberId}`, () =>
    api.call(
      connectEndpoints.examine,
      { body: { phoneNumberIds: [phoneNumberId] } },
      // The API bounds every check; this is only a net below it.
      { timeoutMs: 98_000 },
    ),
  );

/** Runs every check on one number. Pressed again while it runs, it is still one run. */
export function useDoctor(phoneNumberId: string): Doctor {
  const cache = useNumberCache();
  const { data, isPending, error, mutate, reset } = useMutation({
    mutationFn: () => examine(phoneNumberId),
    onSuccess: ({ phoneNumbers }) => cache.show(phoneNumbers),
    onSettled: cache.renew,
  });
  return {
    report: data?.reports.find((report) => report.phoneNumberId === phoneNumberId) ?? null,
    running: isPending,
    error,
    run: () => mutate(),
    dismiss: reset,
  };
}
