import type { SandboxState } from '../state/sandboxState.js';
import { type Verification, verifyCallback } from './verifyCallback.js';

/** Verifies the webhook address as Meta does when it is saved, and keeps the result. */
export async function checkTarget(state: SandboxState): Promise<Verification> {
  const { target } = state.webhooks;
  const verification: Verification = target
    ? await verifyCallback(target.url, target.verifyToken ?? '')
    : { ok: false, reason: 'No webhook address is set' };
  state.webhooks.lastVerification = verification;
  return verification;
}
