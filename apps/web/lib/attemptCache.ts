import type { AttemptDto, StatusReply } from '@switchboard/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { isOver, newerAttempt, statusWithAttempt } from './attempts';
import { queryKeys } from './queryClient';

export function showAttempt(queryClient: QueryClient, attempt: AttemptDto): void {
  queryClient.setQueryData<AttemptDto>(queryKeys.attempt(attempt.attemptId), (known) => newerAttempt(known, attempt));
  queryClient.setQueryData<StatusReply>(queryKeys.status, (status) => status && statusWithAttempt(status, attempt));
  if (!isOver(attempt.phase)) return;
  void queryClient.invalidateQueries({ queryKey: queryKeys.status });
  void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
}
