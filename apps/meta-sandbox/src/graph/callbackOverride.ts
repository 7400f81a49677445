import { verifyCallback } from '../webhooks/verifyCallback.js';
import { badParameter, GraphError } from './graphError.js';
import type { GraphParams } from './graphRequest.js';

/** The webhook address in a call, verified with a GET; null when it has none. */
export async function overrideIn(params: GraphParams): Promise<string | null> {
  const address = params.text('override_callback_uri');
  if (address === undefined) return null;
  if (!URL.canParse(address) || !/^https?:/.test(address)) throw badParameter('override_callback_uri is not a URL');
  const verification = await verifyCallback(address, params.mustHave('verify_token'));
  if (verification.ok) return address;
  throw new GraphError(2200, `(#2200) Callback verification failed with the following errors: ${verification.reason}`);
}
