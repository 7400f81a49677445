import { QueryClient } from '@tanstack/react-query';
import { asApiError } from './apiError';

/** Polling interval while the API has no database. */
export const databaseAwayMs = 5_000;

/** Milliseconds until a failed query is repeated; false: not automatically. */
export const againAfter = (error: Error | null): number | false =>
  error !== null && asApiError(error).isDatabaseAway ? databaseAwayMs : false;

/** Only requests that were lost on the way are repeated: an answer is an answer. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // The browser's own idea of being online is often wrong; the request tells.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && asApiError(error).isTransport,
        refetchInterval: ({ state }) => againAfter(state.error),
        retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 8_000),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export const queryKeys = {
  status: ['whatsapp', 'status'] as const,
  attempt: (attemptId: string) => ['whatsapp', 'attempt', attemptId] as const,
  handover: (handoverId: string) => ['whatsapp', 'handover', handoverId] as const,
  numbers: ['whatsapp', 'numbers'] as const,
  disconnectPreview: (phoneNumberIds: readonly string[]) =>
    ['whatsapp', 'disconnect-preview', ...phoneNumberIds] as const,
  members: ['account', 'members'] as const,
  invitations: ['account', 'invitations'] as const,
  sessions: ['account', 'sessions'] as const,
  permissions: ['account', 'permissions'] as const,
  templates: (phoneNumberId: string) => ['inbox', 'templates', phoneNumberId] as const,
  quarantine: ['inbox', 'quarantine'] as const,
  notices: ['whatsapp', 'notices'] as const,
  prove: (phoneNumberId: string) => ['whatsapp', 'prove', phoneNumberId] as const,
  testMessage: (phoneNumberId: string) => ['whatsapp', 'test-message', phoneNumberId] as const,
  health: (phoneNumberId: string) => ['whatsapp', 'health', phoneNumberId] as const,
  alerts: ['whatsapp', 'alerts'] as const,
  history: ['whatsapp', 'history'] as const,
  audit: ['account', 'audit'] as const,
  secondFactor: ['account', 'second-factor'] as const,
  security: ['account', 'security'] as const,
};
