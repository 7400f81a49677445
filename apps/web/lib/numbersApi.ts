import {
  disconnectReply,
  healthReply,
  noticesReply,
  numberReply,
  proveReply,
  type RegisterRequest,
  registerReply,
  revealPinReply,
  type TestMessageDto,
  testMessageReply,
} from '@switchboard/contracts';
import { api } from '@/lib/api';
import { shareInFlight } from '@/lib/inFlight';

const base = '/integrations/whatsapp';
/** Longer than everything the API itself waits for at Meta. */
const slow = { timeoutMs: 98_000 };
const at = (phoneNumberId: string) => `${base}/numbers/${encodeURIComponent(phoneNumberId)}`;

/** Registers with Cloud API. Without a PIN the one that is kept, or else a new one, is used. */
export const registerNumber = (phoneNumberId: string, request: RegisterRequest) =>
  shareInFlight(`register ${phoneNumberId}`, () =>
    api.post(`${at(phoneNumberId)}/register`, registerReply, request, slow),
  );

/** For owners, once. */
export const revealPin = (phoneNumberId: string) =>
  shareInFlight(`reveal ${phoneNumberId}`, () => api.post(`${at(phoneNumberId)}/pin/reveal`, revealPinReply));

/** For owners. Made at random when left out; told once in the answer. */
export const changePin = (phoneNumberId: string, request: RegisterRequest) =>
  shareInFlight(`pin ${phoneNumberId}`, () => api.put(`${at(phoneNumberId)}/pin`, revealPinReply, request, slow));

export type VerificationMethod = 'SMS' | 'VOICE';

/** Has Meta send a code to the number. */
export const requestVerification = (phoneNumberId: string, method: VerificationMethod) =>
  shareInFlight(`verification ${phoneNumberId}`, () =>
    api.post(`${at(phoneNumberId)}/verification`, numberReply, { method }, slow),
  );

export const confirmVerification = (phoneNumberId: string, code: string) =>
  shareInFlight(`confirm ${phoneNumberId}`, () =>
    api.post(`${at(phoneNumberId)}/verification/confirm`, numberReply, { code }, slow),
  );

/** How somebody writes to the number from a phone. */
export const loadProof = (phoneNumberId: string, signal?: AbortSignal) =>
  api.get(`${at(phoneNumberId)}/prove`, proveReply, { signal });

export const sendTestMessage = async (phoneNumberId: string, to: string): Promise<TestMessageDto | null> =>
  (
    await shareInFlight(`test ${phoneNumberId}`, () =>
      api.post(`${at(phoneNumberId)}/test-message`, testMessageReply, { to }, slow),
    )
  ).test;

/** The latest one, with what has become of it. */
export const loadTestMessage = async (phoneNumberId: string, signal?: AbortSignal): Promise<TestMessageDto | null> =>
  (await api.get(`${at(phoneNumberId)}/test-message`, testMessageReply, { signal })).test;

/** Goes on after a pause. */
export const resumeNumbers = (phoneNumberIds: readonly string[]) =>
  shareInFlight(`resume ${phoneNumberIds.join(' ')}`, () =>
    api.post(`${base}/resume`, disconnectReply, { phoneNumberIds }, slow),
  );

/** @param days How far back, today included. */
export const loadHealth = (phoneNumberId: string, days: number, signal?: AbortSignal) =>
  api.get(`${at(phoneNumberId)}/health?days=${days}`, healthReply, { signal });

/** What Meta has said about the numbers of the account. */
export const loadNotices = async (signal?: AbortSignal) =>
  (await api.get('/notices', noticesReply, { signal })).notices;
