import { authEndpoints, type Me, type MeReply, type SignedInReply } from '@switchboard/contracts';
import { z } from 'zod';
import { ApiError, asApiError } from './apiError';
import { callWith } from './callEndpoint';
import { forgetBrowser } from './forgetBrowser';
import { setStorageKey } from './sealedStorage';

/**
 * Who is signed in, in this tab. The access token lives in this module alone; the refresh cookie, which no script can
 * read, renews it.
 */
export type SessionState =
  | { status: 'unknown'; problem: ApiError | null }
  | ({ status: 'signed_in' } & Me)
  /** `never`: nobody was signed in. `ended`: by time, or from elsewhere. `logged_out`: by the person. */
  | { status: 'signed_out'; why: 'never' | 'ended' | 'logged_out' };

/** Renewed this long before its end, so that it does not end on the way. */
const RENEW_BEFORE_MS = 20_000;
const LOCK_NAME = 'switchboard:session';

let state: SessionState = { status: 'unknown', problem: null };
let access: { token: string; expiresAtMs: number } | null = null;
let renewal: Promise<string> | null = null;
/** Counts sign-ins and sign-outs, so that a slow renewal cannot undo a later one. */
let epoch = 0;
const listeners = new Set<() => void>();

const tabMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('signed_in'), userId: z.string(), accountId: z.string() }),
  z.object({ type: z.literal('signed_out') }),
]);
type TabMessage = z.infer<typeof tabMessage>;
let channel: BroadcastChannel | null = null;

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

const signedIn = ({ user, account, may }: Me): SessionState => ({ status: 'signed_in', user, account, may });

function accept(reply: SignedInReply): string {
  epoch += 1;
  access = { token: reply.token, expiresAtMs: Date.parse(reply.expiresAt) };
  setStorageKey(reply.storageKey);
  change(signedIn(reply));
  return reply.token;
}

function forget(why: 'never' | 'ended' | 'logged_out'): void {
  epoch += 1;
  access = null;
  setStorageKey(undefined);
  if (state.status !== 'signed_out') change({ status: 'signed_out', why });
}

function onTabMessage(event: MessageEvent<unknown>): void {
  const message = tabMessage.safeParse(event.data);
  if (!message.success) return;
  if (message.data.type === 'signed_out') {
    forget('logged_out');
    void forgetBrowser();
  } else if (state.status === 'signed_in') {
    const same = state.user.userId === message.data.userId && state.account.accountId === message.data.accountId;
    // Another person signed in: nothing of the former one may stay on the screen.
    if (!same) window.location.reload();
  } else {
    renewSession().catch(() => undefined);
  }
}

function notifyOtherTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/** For `useSyncExternalStore`. */
export function subscribeSession(listener: () => void): () => void {
  if (channel === null && typeof BroadcastChannel !== 'undefined') {
    channel = new BroadcastChannel(LOCK_NAME);
    channel.onmessage = onTabMessage;
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const sessionState = (): SessionState => state;

/** One tab renews at a time. Without locks, the API tolerates two. */
function inTabOrder<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request(LOCK_NAME, () => work()) : work();
}

async function renewOnce(): Promise<string> {
  const sentIn = epoch;
  try {
    const reply = await inTabOrder(() => callWith(undefined, authEndpoints.refresh, {}, { timeoutMs: 15_000 }));
    if (sentIn !== epoch && access !== null) return access.token;
    if (reply === null) throw new ApiError({ code: 'not_signed_in', status: 401 });
    return accept(reply);
  } catch (thrown) {
    const error = asApiError(thrown);
    if (sentIn !== epoch && access !== null) return access.token;
    if (error.status === 401) forget(state.status === 'signed_in' ? 'ended' : 'never');
    else if (state.status === 'unknown') change({ status: 'unknown', problem: error });
    throw error;
  }
}

/**
 * Renews the access token; concurrent calls share a request.
 * @throws {ApiError} with status 401 when nobody is signed in, or why the API could not be asked.
 */
export function renewSession(): Promise<string> {
  renewal ??= renewOnce().finally(() => {
    renewal = null;
  });
  return renewal;
}

export async function accessToken(): Promise<string> {
  if (access !== null && access.expiresAtMs - Date.now() > RENEW_BEFORE_MS) return access.token;
  return renewSession();
}

export function signIn(reply: SignedInReply): void {
  accept(reply);
  notifyOtherTabs({ type: 'signed_in', userId: reply.user.userId, accountId: reply.account.accountId });
}

export function updateSession(reply: MeReply): void {
  if (state.status === 'signed_in') change(signedIn(reply));
}

export function sessionEnded(): void {
  forget('ended');
}

/**
 * Ends the session at the API, then in all tabs.
 * @throws {ApiError} when the API could not be asked: the person is still signed in.
 */
export async function signOut(): Promise<void> {
  try {
    await callWith(access?.token, authEndpoints.logOut);
  } catch (thrown) {
    if (asApiError(thrown).status !== 401) throw thrown;
  }
  forget('logged_out');
  notifyOtherTabs({ type: 'signed_out' });
  await forgetBrowser();
}
