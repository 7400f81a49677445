import { z } from 'zod';
import type { FaultEffect } from '../state/faults.js';
import { numberStatuses, platformTypes, qualityRatings } from '../state/world.js';

const optionalText = z
  .string()
  .trim()
  .optional()
  .transform((text) => text || undefined);
const wholeNumber = z.coerce.number().int().min(0).max(600_000);
const onOff = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

export const faultKinds = {
  expired_token: ['The token has expired (190/463)', () => ({ kind: 'error', code: 190, subcode: 463 })],
  app_removed: ['The app was removed (190/458)', () => ({ kind: 'error', code: 190, subcode: 458 })],
  no_permission: ['A permission is missing (200)', () => ({ kind: 'error', code: 200 })],
  too_many_calls: ['Too many calls (80007)', () => ({ kind: 'error', code: 80007 })],
  too_fast: ['Sends too fast (130429)', () => ({ kind: 'error', code: 130429 })],
  too_many_to_one: ['Too many messages to one person (131056)', () => ({ kind: 'error', code: 131056 })],
  not_registered: ['The number is not registered (133010)', () => ({ kind: 'error', code: 133010 })],
  unknown: ['Unknown error (1)', () => ({ kind: 'error', code: 1, httpStatus: 500, isTransient: true })],
  unavailable: ['Temporarily unavailable (2)', () => ({ kind: 'error', code: 2, isTransient: true })],
  delay: ['Answers 10 seconds late', () => ({ kind: 'delay', ms: 10_000 })],
  hang: ['Never answers', () => ({ kind: 'hang' })],
  reset: ['Breaks the connection', () => ({ kind: 'reset' })],
  html: ['Answers with an HTML page', () => ({ kind: 'html' })],
  empty: ['Answers with nothing', () => ({ kind: 'empty' })],
  bad_json: ['Answers with broken JSON', () => ({ kind: 'bad_json' })],
} as const satisfies Record<string, readonly [string, () => FaultEffect]>;

export type FaultKind = keyof typeof faultKinds;
const faultKindNames = Object.keys(faultKinds) as [FaultKind, ...FaultKind[]];

export const faultForm = z.strictObject({
  edge: z.string(),
  method: z.enum(['', 'GET', 'POST', 'DELETE']).transform((method) => method || undefined),
  id: optionalText,
  times: z
    .enum(['1', '2', '3', '5', 'always'])
    .transform((text) => (text === 'always' ? Number.POSITIVE_INFINITY : Number(text))),
  kind: z.enum(faultKindNames),
});

export const latencyForm = z.strictObject({ ms: wholeNumber, jitter_ms: wholeNumber });
export const dialsForm = z.strictObject({ require_proof: onOff, enforce_limits: onOff, business_revoke: onOff });
export const downForm = z.strictObject({ down: z.enum(['yes', 'no']) });
export const tokenForm = z.strictObject({ token: z.string(), act: z.enum(['revoke', 'expire']) });
export const removeFaultForm = z.strictObject({ fault: z.string() });
export const emptyForm = z.strictObject({});
export const numberForm = z.strictObject({
  number: z.string(),
  quality: z.enum(qualityRatings),
  status: z.enum(numberStatuses),
  platform: z.enum(platformTypes),
});
