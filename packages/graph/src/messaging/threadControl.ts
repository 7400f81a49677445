import { success } from '../graphAnswers.js';
import type { GraphResult } from '../graphFailure.js';
import type { GraphHttp } from '../graphHttp.js';
import type { Recipient } from './messaging.types.js';

export interface ThreadControlInput {
  phoneNumberId: string;
  token: string;
  /** The customer whose conversation it is. */
  to: Recipient;
  action: 'take' | 'pass' | 'release';
  /** Only with `pass`: the role that gets it. */
  targetRole?: string;
}

export interface ThreadControlClient {
  /**
   * Takes a conversation from whoever answers it, passes it on or lets it go (Meta's reference of the thread control API,
   * meta-platform 17.1). Sent once: a second try after a lost answer would be refused by what the first one did.
   */
  threadControl(input: ThreadControlInput): Promise<GraphResult<void>>;
}

export const createThreadControlClient = (http: GraphHttp): ThreadControlClient => ({
  threadControl: ({ phoneNumberId, token, to, action, targetRole }) =>
    http.call({
      method: 'POST',
      edge: '/{id}/thread_control',
      id: phoneNumberId,
      token,
      json: {
        messaging_product: 'whatsapp',
        to: 'phone' in to ? to.phone : to.userId,
        action,
        ...(action === 'pass' && targetRole !== undefined && { control_pass: { target_role: targetRole } }),
      },
      answer: success,
      retry: 'never',
    }),
});
