import { QueryClient } from '@tanstack/react-query';
import { asApiError } from './apiError';

/** So often a page asks again by itself while the API says that its database does not answer. */
export const databaseAwayMs = 5_000;

/** After how many milliseconds a page asks again by itself for what failed; false: not before somebody wants it. */
export const againAfter = (error: Error | null): number | false =>
  error !== null && asApiError(error).isDatabaseAway ? databaseAwayMs : false;

/** Cached answers of the API. Only what got lost on the way is asked again by itself: an answer is an answer. */
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

/** The names under which answers are kept. */
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
  story: ['whatsapp', 'story'] as const,
  audit: ['account', 'audit'] as const,
  secondFactor: ['account', 'second-factor'] as const,
  security: ['account', 'security'] as const,
};
