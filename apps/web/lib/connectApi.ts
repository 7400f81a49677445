import {
  type AttemptDto,
  type CancelConnectRequest,
  connectEndpoints,
  type DisconnectWay,
  type FinishConnectRequest,
  type StartConnectReply,
  type StartConnectRequest,
} from '@switchboard/contracts';
import { api } from '@/lib/api';
import { shareInFlight } from '@/lib/inFlight';

/** Longer than everything the API itself waits for at Meta, so that its answer, not our impatience, is shown. */
export const META_TIMEOUT_MS = 98_000;
const slow = { timeoutMs: META_TIMEOUT_MS };

export const loadStatus = (signal?: AbortSignal) => api.call(connectEndpoints.status, {}, { signal });

/**
 * One way of being let in for a login at Meta: as somebody who is signed in, or by a hand-over link. What happens behind
 * either is the same.
 */
export interface LoginClient extends AttemptClient {
  start: (input: StartConnectRequest) => Promise<StartConnectReply>;
}

/** What can be done with an attempt that has begun. */
export interface AttemptClient {
  finish: (input: FinishConnectRequest) => Promise<AttemptDto>;
  cancel: (input: CancelConnectRequest) => Promise<AttemptDto>;
  choose: (attemptId: string, phoneNumberIds: readonly string[]) => Promise<AttemptDto>;
  load: (attemptId: string, signal?: AbortSignal) => Promise<AttemptDto>;
  /** Resumes what failed with the token that is held; no new login. Null where that is for somebody else to do. */
  retry: ((attemptId: string) => Promise<AttemptDto>) | null;
}

const finishing = new Map<string, Promise<AttemptDto>>();

/**
 * Calls for the same login while one is under way share it, so that React running an effect twice sends a code once.
 * (The API takes repeats too: it gives all of them the first one's result.)
 */
export function finishOnce(input: FinishConnectRequest, send: () => Promise<AttemptDto>): Promise<AttemptDto> {
  const key = `${input.state} ${input.code}`;
  const running = finishing.get(key);
  if (running) return running;
  const request = send().finally(() => finishing.delete(key));
  finishing.set(key, request);
  return request;
}

/** The client of people who are signed in. */
export const accountClient: LoginClient & { retry: (attemptId: string) => Promise<AttemptDto> } = {
  start: (body) => api.call(connectEndpoints.start, { body }),
  finish: (body) => finishOnce(body, async () => (await api.call(connectEndpoints.finish, { body }, slow)).attempt),
  cancel: async (body) => (await api.call(connectEndpoints.cancel, { body })).attempt,
  choose: async (attemptId, phoneNumberIds) => {
    const body = { phoneNumberIds: [...phoneNumberIds] };
    return (await api.call(connectEndpoints.choose, { params: { attemptId }, body }, slow)).attempt;
  },
  load: async (attemptId, signal) =>
    (await api.call(connectEndpoints.attempt, { params: { attemptId } }, { signal })).attempt,
  retry: async (attemptId) => (await api.call(connectEndpoints.retry, { params: { attemptId } }, slow)).attempt,
};

/** @param phoneNumberIds Left out: every active number. */
const selection = (phoneNumberIds?: readonly string[]) =>
  phoneNumberIds ? { phoneNumberIds: [...phoneNumberIds] } : {};

/** Asks Meta again about numbers. */
export const checkNumbers = (phoneNumberIds?: readonly string[]) =>
  shareInFlight(`check ${phoneNumberIds?.join(' ') ?? 'all'}`, () =>
    api.call(connectEndpoints.check, { body: selection(phoneNumberIds) }, slow),
  );

/** Tries again to have Meta send webhooks for numbers. */
export const subscribeNumbers = (phoneNumberIds?: readonly string[]) =>
  shareInFlight(`subscribe ${phoneNumberIds?.join(' ') ?? 'all'}`, () =>
    api.call(connectEndpoints.subscribe, { body: selection(phoneNumberIds) }, slow),
  );

export const previewDisconnect = (phoneNumberIds: readonly string[], signal?: AbortSignal) =>
  api.call(connectEndpoints.previewDisconnect, { query: { phoneNumberIds: phoneNumberIds.join(',') } }, { signal });

export const disconnectNumbers = (phoneNumberIds: readonly string[], way: DisconnectWay) =>
  api.call(connectEndpoints.disconnect, { body: { ...selection(phoneNumberIds), way } }, slow);

/** Brings numbers back whose access was not destroyed yet. */
export const undoDisconnect = (phoneNumberIds: readonly string[]) =>
  api.call(connectEndpoints.undoDisconnect, { body: { phoneNumberIds: [...phoneNumberIds] } }, slow);
