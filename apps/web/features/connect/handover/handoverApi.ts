import { type HandoverDto, handoverEndpoints } from '@switchboard/contracts';
import { api, publicApi, tokenIfSignedIn } from '@/lib/api';
import { callWith } from '@/lib/callEndpoint';
import { type AttemptClient, finishOnce, type LoginClient, META_TIMEOUT_MS } from '@/lib/connectApi';

const slow = { timeoutMs: META_TIMEOUT_MS };

// --- For whoever makes the link --------------------------------------------------------------------------------------

export const createHandover = () => api.call(handoverEndpoints.create);

export const loadHandover = async (handoverId: string, signal?: AbortSignal): Promise<HandoverDto> =>
  (await api.call(handoverEndpoints.get, { params: { handoverId } }, { signal })).handover;

export const cancelHandover = async (handoverId: string): Promise<HandoverDto> =>
  (await api.call(handoverEndpoints.cancel, { params: { handoverId } })).handover;

// --- For whoever opens it --------------------------------------------------------------------------------------------

/** Who asks, and for which account. Somebody signed in to another account is told so instead. */
export const lookAtHandover = async (token: string, signal?: AbortSignal) =>
  callWith(await tokenIfSignedIn(), handoverEndpoints.look, { body: { token } }, { signal });

const startHandover = (token: string, flow: 'redirect' | 'popup' | undefined) =>
  publicApi.call(handoverEndpoints.start, { body: { token, ...(flow ? { flow } : {}) } });

/** The client of people who came by a hand-over link. Which attempt is theirs, a cookie says that no script can read. */
export const handoverClient: AttemptClient = {
  finish: (body) =>
    finishOnce(body, async () => (await publicApi.call(handoverEndpoints.finish, { body }, slow)).attempt),
  cancel: async (body) => (await publicApi.call(handoverEndpoints.leave, { body })).attempt,
  choose: async (_attemptId, phoneNumberIds) => {
    const body = { phoneNumberIds: [...phoneNumberIds] };
    return (await publicApi.call(handoverEndpoints.choose, { body }, slow)).attempt;
  },
  load: async (_attemptId, signal) => (await publicApi.call(handoverEndpoints.attempt, {}, { signal })).attempt,
  retry: null,
};

/** The same, with the link that is still to be used. */
export const clientWithLink = (token: string): LoginClient => ({
  ...handoverClient,
  start: ({ flow }) => startHandover(token, flow),
});
