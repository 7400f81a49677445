import { connectEndpoints, numberEndpoints, type RegisterRequest, type TestMessageDto } from '@switchboard/contracts';
import { api } from '@/lib/api';
import { shareInFlight } from '@/lib/inFlight';

/** Longer than everything the API itself waits for at Meta. */
const slow = { timeoutMs: 98_000 };

/** Registers with Cloud API. Without a PIN the one that is kept, or else a new one, is used. */
export const registerNumber = (phoneNumberId: string, body: RegisterRequest) =>
  shareInFlight(`register ${phoneNumberId}`, () =>
    api.call(numberEndpoints.register, { params: { phoneNumberId }, body }, slow),
  );

/** For owners, once. */
export const revealPin = (phoneNumberId: string) =>
  shareInFlight(`reveal ${phoneNumberId}`, () => api.call(numberEndpoints.revealPin, { params: { phoneNumberId } }));

/** For owners. Made at random when left out; told once in the answer. */
export const changePin = (phoneNumberId: string, body: RegisterRequest) =>
  shareInFlight(`pin ${phoneNumberId}`, () =>
    api.call(numberEndpoints.changePin, { params: { phoneNumberId }, body }, slow),
  );

export type VerificationMethod = 'SMS' | 'VOICE';

/** Has Meta send a code to the number. */
export const requestVerification = (phoneNumberId: string, method: VerificationMethod) =>
  shareInFlight(`verification ${phoneNumberId}`, () =>
    api.call(numberEndpoints.requestCode, { params: { phoneNumberId }, body: { method } }, slow),
  );

export const confirmVerification = (phoneNumberId: string, code: string) =>
  shareInFlight(`confirm ${phoneNumberId}`, () =>
    api.call(numberEndpoints.confirmCode, { params: { phoneNumberId }, body: { code } }, slow),
  );

/** How somebody writes to the number from a phone. */
export const loadProof = (phoneNumberId: string, signal?: AbortSignal) =>
  api.call(numberEndpoints.prove, { params: { phoneNumberId } }, { signal });

export const sendTestMessage = async (phoneNumberId: string, to: string): Promise<TestMessageDto | null> =>
  (
    await shareInFlight(`test ${phoneNumberId}`, () =>
      api.call(numberEndpoints.sendTestMessage, { params: { phoneNumberId }, body: { to } }, slow),
    )
  ).test;

/** The latest one, with what has become of it. */
export const loadTestMessage = async (phoneNumberId: string, signal?: AbortSignal): Promise<TestMessageDto | null> =>
  (await api.call(numberEndpoints.latestTestMessage, { params: { phoneNumberId } }, { signal })).test;

/** Goes on after a pause. */
export const resumeNumbers = (phoneNumberIds: readonly string[]) =>
  shareInFlight(`resume ${phoneNumberIds.join(' ')}`, () =>
    api.call(connectEndpoints.resume, { body: { phoneNumberIds: [...phoneNumberIds] } }, slow),
  );

/** @param days How far back, today included. */
export const loadHealth = (phoneNumberId: string, days: number, signal?: AbortSignal) =>
  api.call(numberEndpoints.health, { params: { phoneNumberId }, query: { days } }, { signal });
