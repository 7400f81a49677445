import type { SandboxState } from '../state/sandboxState.js';
import type { CallbackKind } from './callbackKinds.js';
import { type SignedRequestFault, signRequest } from './signedRequest.js';

export interface PersonCallback {
  /** The app-scoped id of a person or of a portfolio's system user. */
  userId: string;
  fault?: SignedRequestFault | undefined;
  algorithm?: string | undefined;
  issuedAt?: number | undefined;
  /** Deauthorizing kills the person's tokens, unless this is set. */
  keepTokens?: boolean | undefined;
}

const timeoutMs = 10_000;
const maxCharacters = 100_000;

export function signedRequestFor(state: SandboxState, input: PersonCallback): string {
  const issuedAt = Math.floor((input.issuedAt ?? state.now()) / 1000);
  const payload = {
    algorithm: input.algorithm ?? 'HMAC-SHA256',
    expires: issuedAt + 3600,
    issued_at: issuedAt,
    user_id: input.userId,
  };
  return signRequest(payload, state.app.secret, input.fault ?? null);
}

/** Posts once, as Meta does. Returns the answer; rejects without an address or an answer. */
export async function callBack(
  state: SandboxState,
  kind: CallbackKind,
  input: PersonCallback,
): Promise<{ status: number; body: string }> {
  const url = state.callbackUrls[kind];
  if (url === null) throw new Error(`No address is set for the ${kind} callback`);
  if (kind === 'deauthorize' && !input.keepTokens) state.grants.removeApp(input.userId);
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ signed_request: signedRequestFor(state, input) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const body = (await answer.text()).slice(0, maxCharacters);
  state.callbackAnswers.push({ kind, userId: input.userId, status: answer.status, body });
  return { status: answer.status, body };
}
