import { z } from 'zod';

/** Why something of Meta's is waiting instead of being shown. */
export const quarantineReasons = [
  'number_unknown',
  'number_disconnected',
  'number_paused',
  'not_json',
  'not_understood',
] as const;
export const quarantineReason = z.enum(quarantineReasons);
export type QuarantineReason = z.infer<typeof quarantineReason>;

/** Updates that were kept because nobody here understands them, as far as they are known. */
export const notUnderstood = z.object({
  /** Null where it is about a whole WhatsApp account, or names no number. */
  phoneNumberId: z.string().nullable(),
  /** Meta's word for what it is about (`messages`, …); null where there is none. */
  field: z.string().nullable(),
  /** Meta's word for what it is (`image`, …), where it says. */
  type: z.string().nullable(),
  /** A field that is not known; something known that cannot be read; something understood that has no place here. */
  why: z.enum(['field_unknown', 'malformed', 'no_place']),
  waiting: z.int(),
  since: z.iso.datetime(),
  latest: z.iso.datetime(),
});
export type NotUnderstood = z.infer<typeof notUnderstood>;

/** `GET /api/quarantine`: what waits for numbers of this account. `POST /api/quarantine/replay` answers the same. */
export const quarantineReply = z.object({
  success: z.literal(true),
  /** Everything, `notUnderstood` as well. */
  waiting: z.int(),
  numbers: z.array(
    z.object({ phoneNumberId: z.string(), waiting: z.int(), reason: quarantineReason, since: z.iso.datetime() }),
  ),
  /** What of it was not understood, by what is known of it. Left out when there is none. */
  notUnderstood: z.array(notUnderstood).optional(),
  /** How many were put in their place by this request. */
  replayed: z.int(),
});
export type QuarantineReply = z.infer<typeof quarantineReply>;
