import { CALLBACK_PATH } from '@/lib/securityHeaders';

/** The result page of an attempt, which survives a reload. */
export const resultPath = (attemptId: string): string => `${CALLBACK_PATH}?attempt=${encodeURIComponent(attemptId)}`;
