import { z } from 'zod';
import { acceptForm, ticked } from '../dialog/dialogAnswer.js';
import { extraMessageNames, finishEvents, signupSteps } from './signupMessage.js';

/** The order of code and message. `late` is three seconds after the other. */
export const answerOrders = ['message_first', 'code_first', 'message_late', 'code_late'] as const;

const nonce = z.string();
const text = z.string().trim();

export const leaveForm = z.strictObject({ nonce });
export const personForm = z.strictObject({ nonce, person: z.string() });
export const businessForm = z.strictObject({ nonce, business: z.string() });
/** `<account>` or `<account>:<number>` or `<account>:new`. */
export const accountForm = z.strictObject({ nonce, account: z.string().regex(/^\d+(?::(?:\d+|new))?$/) });
export const profileForm = z.strictObject({ nonce, display_name: text.min(1).max(100) });
export const numberForm = z.strictObject({ nonce, phone: text.regex(/^\+[\d\s()-]{7,20}$/) });
export const verifyForm = z.strictObject({ nonce, code: text.max(10).optional(), skip: z.literal('yes').optional() });
export const bizAppForm = z.strictObject({ nonce, number: z.string() });
export const scanForm = z.strictObject({ nonce, share_history: ticked });

/** Cancel, report, error and close; `step` is where the person was. */
export const dismissForm = z.strictObject({ nonce, step: z.enum(signupSteps) });

const tokenOptions = acceptForm.pick({
  token_kind: true,
  token_life: true,
  leave_out: true,
  expired_code: true,
  without_target_ids: true,
});

export const confirmForm = z.strictObject({
  ...tokenOptions.shape,
  nonce,
  order: z.enum(answerOrders),
  payload: z.enum(['text', 'object']),
  event: z.enum(['', ...finishEvents]),
  also_waba: acceptForm.shape.waba,
  claimed_waba: text.max(40),
  extra_message: z.enum(extraMessageNames),
  no_message: ticked,
  other_origin: ticked,
  stay_open: ticked,
  no_partner_added: ticked,
});
export type ConfirmForm = z.output<typeof confirmForm>;
