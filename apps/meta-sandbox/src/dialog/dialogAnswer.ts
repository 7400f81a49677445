import { z } from 'zod';
import { codeLifetimeSeconds, sixtyDaysSeconds } from '../state/grants.js';

/** A form sends no, one or several values. */
export const checkboxes = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : [value].flat()));

export const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

export const tokenLives = {
  never: null,
  '60_days': sixtyDaysSeconds,
  '1_hour': 60 * 60,
  '1_minute': 60,
} as const satisfies Record<string, number | null>;

export type TokenLife = keyof typeof tokenLives;

export const acceptForm = z.strictObject({
  nonce: z.string(),
  person: z.string(),
  business: z.string(),
  waba: checkboxes,
  token_kind: z.enum(['business', 'user']),
  token_life: z.enum(['never', '60_days', '1_hour', '1_minute']),
  leave_out: checkboxes,
  expired_code: ticked,
  without_target_ids: ticked,
});
export type AcceptForm = z.output<typeof acceptForm>;

export const dismissForm = z.strictObject({ nonce: z.string() });

export const toCodeLifetime = (form: Pick<AcceptForm, 'expired_code'>) => (form.expired_code ? 0 : codeLifetimeSeconds);
