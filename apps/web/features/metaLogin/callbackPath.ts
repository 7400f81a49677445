import { CALLBACK_PATH } from '@/lib/securityHeaders';

/** The page that shows how an attempt went. It survives a reload. */
export const resultPath = (attemptId: string): string => `${CALLBACK_PATH}?attempt=${encodeURIComponent(attemptId)}`;
