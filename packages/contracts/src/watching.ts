import { z } from 'zod';
import { quality } from './numbers.js';

/** Something that changed and that people are told once: in the app and by e-mail. */
export const alertKinds = [
  'access_ending',
  'access_lost',
  'number_trouble',
  'number_restored',
  'quality_changed',
  'limit_changed',
  'name_review',
  'webhooks_off',
  'silence',
  'silence_over',
  'account_event',
  /** The free replies of a number end, or are used up. */
  'free_replies',
  'connected',
  'disconnected',
  /** How somebody signs in: told to that person, and to owners. */
  'sign_in_safety',
] as const;
export const alertKind = z.enum(alertKinds);
export type AlertKind = z.infer<typeof alertKind>;

export const alertDto = z.object({
  id: z.string(),
  kind: alertKind,
  tone: z.enum(['good', 'info', 'warn', 'bad']),
  title: z.string(),
  text: z.string(),
  phoneNumberId: z.string().nullable(),
  at: z.iso.datetime(),
  /** Whether the person who asks has seen it. */
  seen: z.boolean(),
});
export type AlertDto = z.infer<typeof alertDto>;

/** `GET /api/alerts`, newest first. `POST /api/alerts/seen` marks all of them up to now as seen by this person. */
export const alertsReply = z.object({
  success: z.literal(true),
  alerts: z.array(alertDto),
  unseen: z.int(),
  /** Whether alerts are sent to this person by e-mail as well. */
  email: z.boolean(),
  /** Whether any e-mail leaves this Switchboard: not where no mail server is set. */
  emailWorks: z.boolean(),
});
export type AlertsReply = z.infer<typeof alertsReply>;

/** `PATCH /api/alerts` */
export const alertSettingsRequest = z.strictObject({ email: z.boolean() });

/** `GET /api/integrations/whatsapp/numbers/:phoneNumberId/health?days=30`: one point a day, oldest first, in UTC. */
export const healthPoint = z.object({
  /** `2026-11-24` */
  day: z.string(),
  quality: quality.nullable(),
  /** Meta's value: `TIER_250 | TIER_2K | TIER_10K | TIER_100K | TIER_UNLIMITED`. */
  messagingLimit: z.string().nullable(),
  nameStatus: z.string().nullable(),
  numberStatus: z.string().nullable(),
  received: z.int(),
  sent: z.int(),
  delivered: z.int(),
  failed: z.int(),
});
export type HealthPoint = z.infer<typeof healthPoint>;
export const healthReply = z.object({
  success: z.literal(true),
  days: z.array(healthPoint),
  /** What changed, newest first. */
  changes: z.array(
    z.object({
      at: z.iso.datetime(),
      what: z.enum(['quality', 'messagingLimit', 'nameStatus', 'numberStatus']),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
});
export type HealthReply = z.infer<typeof healthReply>;
