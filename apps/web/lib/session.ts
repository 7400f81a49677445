import { authEndpoints, type Me, type MeReply, type SignedInReply } from '@switchboard/contracts';
import { z } from 'zod';
import { ApiError, asApiError } from './apiError';
import { callWith } from './callEndpoint';
import { forgetBrowser } from './forgetBrowser';
import { setStorageKey } from './sealedStorage';

/**
 * Who is signed in, in this tab. The access token lives in this module and nowhere else; it is renewed with the
 * refresh cookie, which no script can read.
 */
export type SessionState =
  | { status: 'unknown'; problem: ApiError | null }
  | ({ status: 'signed_in' } & Me)
  /** `never`: nobody was signed in. `ended`: by time, or from another place. `logged_out`: by the person. */
  | { status: 'signed_out'; why: 'never' | 'ended' | 'logged_out' };

/** Renewed this long before its end, so that no request is sent with a token that ends on the way. */
const RENEW_BEFORE_MS = 20_000;
const LOCK_NAME = 'switchboard:session';

let state: SessionState = { status: 'unknown', problem: null };
let access: { token: string; expiresAtMs: number } | null = null;
let renewal: Promise<string> | null = null;
/** Counts sign-ins and sign-outs, so that a slow renewal cannot undo what happened after it was sent. */
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
    // Somebody else signed in: nothing of the person before may stay on the screen.
    if (!same) window.location.reload();
  } else {
    renewSession().catch(() => undefined);
  }
}

function tellOtherTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/** Calls back on every change. Shaped for `useSyncExternalStore`. */
export function subscribeSession(listener: () => void): () => void {
  if (channel === null && typeof BroadcastChannel !== 'undefined') {
    channel = new BroadcastChannel(LOCK_NAME);
    channel.onmessage = onTabMessage;
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const sessionState = (): SessionState => state;

/** Only one tab renews at a time. Where the browser has no locks, the API's grace for two tabs has to do. */
function inTabOrder<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request(LOCK_NAME, () => work()) : work();
}

async function renewOnce(): Promise<string> {
  const sentIn = epoch;
  try {
    const reply = await inTabOrder(() => callWith(undefined, authEndpoints.refresh, {}, { timeoutMs: 15_000 }));
    if (sentIn !== epoch && access !== null) return access.token;
    // There is no session to renew.
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
 * Gets a new access token with the refresh cookie; calls at the same time share one request.
 *
 * @throws {ApiError} with status 401 when nobody is signed in (the state says so then), or what kept it from asking.
 */
export function renewSession(): Promise<string> {
  renewal ??= renewOnce().finally(() => {
    renewal = null;
  });
  return renewal;
}

/** The access token, renewed first when it is about to end. */
export async function accessToken(): Promise<string> {
  if (access !== null && access.expiresAtMs - Date.now() > RENEW_BEFORE_MS) return access.token;
  return renewSession();
}

/** Puts the reply of signup, login or joining into effect, in this tab and the others. */
export function signIn(reply: SignedInReply): void {
  accept(reply);
  tellOtherTabs({ type: 'signed_in', userId: reply.user.userId, accountId: reply.account.accountId });
}

/** Shows what has changed about the person or the business: a name, or what they may. */
export function updateSession(reply: MeReply): void {
  if (state.status === 'signed_in') change(signedIn(reply));
}

/** The API said that the session is over. */
export function sessionEnded(): void {
  forget('ended');
}

/**
 * Ends the session at the API, then here and in the other tabs.
 *
 * @throws {ApiError} when the API could not be asked: the person is still signed in then.
 */
export async function signOut(): Promise<void> {
  try {
    await callWith(access?.token, authEndpoints.logOut);
  } catch (thrown) {
    if (asApiError(thrown).status !== 401) throw thrown;
  }
  forget('logged_out');
  tellOtherTabs({ type: 'signed_out' });
  await forgetBrowser();
}
