import {
  type AttemptDto,
  attemptReply,
  type CancelConnectRequest,
  checkNumbersReply,
  disconnectPreviewReply,
  disconnectReply,
  type FinishConnectReply,
  finishConnectReply,
  type StatusReply,
  startConnectReply,
  statusReply,
} from '@switchboard/contracts';
import { api } from '@/lib/api';

const base = '/integrations/whatsapp';
/** Longer than everything the API itself waits for at Meta, so that its answer, not our impatience, is shown. */
const META_TIMEOUT_MS = 98_000;
const slow = { timeoutMs: META_TIMEOUT_MS };

export const loadStatus = (signal?: AbortSignal): Promise<StatusReply> =>
  api.get(`${base}/status`, statusReply, { signal });

export const startConnect = () => api.post(`${base}/oauth/start`, startConnectReply, { flow: 'redirect' });

const finishing = new Map<string, Promise<FinishConnectReply>>();

/**
 * Hands Meta's code to the API. Calls for the same login while one is under way share it, so that React running an
 * effect twice sends it once. (The API takes repeats too: it gives all of them the first one's result.)
 */
export function finishConnect(code: string, state: string): Promise<FinishConnectReply> {
  const key = `${state} ${code}`;
  const running = finishing.get(key);
  if (running) return running;
  const request = api
    .post(`${base}/oauth`, finishConnectReply, { code, state }, slow)
    .finally(() => finishing.delete(key));
  finishing.set(key, request);
  return request;
}

export const cancelConnect = async (input: CancelConnectRequest): Promise<AttemptDto> =>
  (await api.post(`${base}/oauth/cancel`, attemptReply, input)).attempt;

export const loadAttempt = async (attemptId: string, signal?: AbortSignal): Promise<AttemptDto> =>
  (await api.get(`${base}/oauth/attempts/${encodeURIComponent(attemptId)}`, attemptReply, { signal })).attempt;

/** Resumes what failed with the token that is held; no new login. */
export const retryAttempt = async (attemptId: string): Promise<AttemptDto> =>
  (await api.post(`${base}/oauth/attempts/${encodeURIComponent(attemptId)}/retry`, attemptReply, undefined, slow))
    .attempt;

/** @param phoneNumberIds Left out: every active number. */
const selection = (phoneNumberIds?: readonly string[]) => (phoneNumberIds ? { phoneNumberIds } : {});

/** Asks Meta again about numbers. */
export const checkNumbers = (phoneNumberIds?: readonly string[]) =>
  api.post(`${base}/check`, checkNumbersReply, selection(phoneNumberIds), slow);

/** Tries again to have Meta send webhooks for numbers. */
export const subscribeNumbers = (phoneNumberIds?: readonly string[]) =>
  api.post(`${base}/subscribe`, checkNumbersReply, selection(phoneNumberIds), slow);

export const previewDisconnect = (phoneNumberIds: readonly string[], signal?: AbortSignal) =>
  api.get(
    `${base}/disconnect/preview?phoneNumberIds=${encodeURIComponent(phoneNumberIds.join(','))}`,
    disconnectPreviewReply,
    { signal },
  );

export const disconnectNumbers = (phoneNumberIds: readonly string[]) =>
  api.post(`${base}/disconnect`, disconnectReply, selection(phoneNumberIds), slow);
