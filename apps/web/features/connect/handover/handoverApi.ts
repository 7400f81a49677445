import {
  attemptReply,
  createHandoverReply,
  finishConnectReply,
  type HandoverDto,
  handoverLookReply,
  handoverReply,
  startConnectReply,
} from '@switchboard/contracts';
import { api, publicApi, tokenIfSignedIn } from '@/lib/api';
import { type AttemptDoor, finishOnce, type LoginDoor, META_TIMEOUT_MS } from '@/lib/connectApi';
import { httpRequest } from '@/lib/http';

const ours = '/integrations/whatsapp/handovers';
const theirs = '/handover';
const slow = { timeoutMs: META_TIMEOUT_MS };

// --- For whoever makes the link --------------------------------------------------------------------------------------

export const createHandover = () => api.post(ours, createHandoverReply);

export const loadHandover = async (handoverId: string, signal?: AbortSignal): Promise<HandoverDto> =>
  (await api.get(`${ours}/${encodeURIComponent(handoverId)}`, handoverReply, { signal })).handover;

export const cancelHandover = async (handoverId: string): Promise<HandoverDto> =>
  (await api.delete(`${ours}/${encodeURIComponent(handoverId)}`, handoverReply)).handover;

// --- For whoever opens it --------------------------------------------------------------------------------------------

/** Who asks, and for which account. Somebody signed in to another account is told so instead. */
export async function lookAtHandover(token: string, signal?: AbortSignal) {
  const signedIn = await tokenIfSignedIn();
  return httpRequest({
    method: 'POST',
    path: `${theirs}/look`,
    reply: handoverLookReply,
    body: { token },
    token: signedIn,
    signal,
  });
}

const startHandover = (token: string, flow: 'redirect' | 'popup' | undefined) =>
  publicApi.post(`${theirs}/start`, startConnectReply, { token, ...(flow ? { flow } : {}) });

/** The door of people who came by a hand-over link. Which attempt is theirs, a cookie says that no script can read. */
export const handoverDoor: AttemptDoor = {
  finish: (input) =>
    finishOnce(input, async () => (await publicApi.post(`${theirs}/finish`, finishConnectReply, input, slow)).attempt),
  cancel: async (input) => (await publicApi.post(`${theirs}/cancel`, attemptReply, input)).attempt,
  choose: async (_attemptId, phoneNumberIds) =>
    (await publicApi.post(`${theirs}/choose`, attemptReply, { phoneNumberIds }, slow)).attempt,
  load: async (_attemptId, signal) => (await publicApi.get(`${theirs}/attempt`, attemptReply, { signal })).attempt,
  retry: null,
};

/** The same, with the link that is still to be used. */
export const doorWithLink = (token: string): LoginDoor => ({
  ...handoverDoor,
  start: ({ flow }) => startHandover(token, flow),
});
