import { z } from 'zod';
import { callbackKinds } from '../callbacks/callbackKinds.js';
import { callBack } from '../callbacks/callbacks.js';
import { signedRequestFaults } from '../callbacks/signedRequest.js';
import { breakageNames, breakNumber } from '../state/breakages.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { OnForm } from './webhook.forms.js';

const breakForm = z.strictObject({ number: z.string(), breakage: z.enum(breakageNames) });

const yearMs = 365 * 24 * 60 * 60 * 1000;
const otherFaults = ['none', 'other_algorithm', 'old_date'] as const;
export const callbackFaults = [...otherFaults, ...signedRequestFaults] as const;

const callbackForm = z.strictObject({
  user: z.string(),
  kind: z.enum(callbackKinds),
  fault: z.enum(callbackFaults),
});

export function signupForms(on: OnForm, state: SandboxState): void {
  on('/breakages', breakForm, ({ number, breakage }) => {
    if (state.world.number(number)) breakNumber(state, breakage, number);
  });
  on('/callbacks', callbackForm, async ({ user, kind, fault }) => {
    const signed = signedRequestFaults.find((each) => each === fault);
    const input = {
      userId: user,
      fault: signed,
      algorithm: fault === 'other_algorithm' ? 'HMAC-SHA1' : undefined,
      issuedAt: fault === 'old_date' ? state.now() - yearMs : undefined,
      // An invalid callback removes nothing.
      keepTokens: fault !== 'none',
    };
    try {
      await callBack(state, kind, input);
    } catch (error) {
      const body = error instanceof Error ? error.message : 'No answer';
      state.callbackAnswers.push({ kind, userId: user, status: 0, body });
    }
  });
}
