import { z } from 'zod';
import { errorCode } from './errorCodes.js';
import { readMark } from './readMarks.js';

/** Ids at Meta are digits; the bound keeps them out of any other syntax. */
export const metaId = z.string().regex(/^\d{1,32}$/, 'Meta ids are digits');

/** What a person reads for Meta's `quality_rating` (meta-platform 14). Not to be confused with throughput's `HIGH`. */
export const qualities = ['HIGH', 'MEDIUM', 'LOW', 'NOT_RATED'] as const;
export const quality = z.enum(qualities);
export type Quality = z.infer<typeof quality>;

/** @param qualityRating Meta's value: `GREEN | YELLOW | RED | UNKNOWN | NA`, or anything they add later. */
export function toQuality(qualityRating: string | null | undefined): Quality {
  if (qualityRating === 'GREEN') return 'HIGH';
  if (qualityRating === 'YELLOW') return 'MEDIUM';
  if (qualityRating === 'RED') return 'LOW';
  return 'NOT_RATED';
}

export const rungNames = ['authorised', 'registered', 'subscribed', 'heard', 'sendable'] as const;
export const rungName = z.enum(rungNames);
export type RungName = z.infer<typeof rungName>;

export const verdicts = ['good', 'bad', 'waiting', 'unknown'] as const;
export const verdict = z.enum(verdicts);
export type Verdict = z.infer<typeof verdict>;

/** What a person can press to mend a rung. */
export const fixes = [
  'reconnect',
  'retry_subscription',
  'check_again',
  /** Registers with Cloud API, with the PIN that is kept here. */
  'register',
  /** Proves the ownership of the number by a code in a text message or a call. */
  'verify_number',
  /** Shows the link and the QR code by which somebody writes to the number. */
  'write_to_number',
  /** Sends a test message to the owner's own phone. */
  'send_test',
  /** Goes on after a pause. */
  'resume',
] as const;
export const fix = z.enum(fixes);
export type Fix = z.infer<typeof fix>;

/** One rung of evidence. `unknown` is a state of its own: it never stands for good or bad. */
export const rungDto = z.object({
  rung: rungName,
  verdict,
  /** When the last proof was seen; null when there has been none. */
  at: z.iso.datetime().nullable(),
  /** One plain sentence: what the verdict rests on. */
  evidence: z.string(),
  /** What to do next, when something is to be done. */
  next: z.string().nullable(),
  fix: fix.nullable(),
});
export type RungDto = z.infer<typeof rungDto>;

export const numberState = z.enum(['connected', 'needs_attention', 'paused', 'disconnected']);
export type NumberState = z.infer<typeof numberState>;

/** What the answers of a number cost, as far as Meta tells it. */
export const billingDto = z.object({
  /** `2026-11`, in UTC. */
  month: z.string(),
  /** Delivered answers that Meta does not bill: so many a number and month. */
  freeReplies: z.object({
    /** Known to be used; where `source` is `seen_here` it may be more. */
    used: z.int(),
    of: z.int(),
    state: z.enum(['some_left', 'nearly_used_up', 'used_up']),
    /** `meta`: Meta's own count. `seen_here`: counted from Meta's statuses. */
    source: z.enum(['seen_here', 'meta']),
    /** When Meta counted, or since when it is counted here. */
    at: z.iso.datetime(),
    /** When Meta billed the first answer that was seen here; null: none. */
    usedUpAt: z.iso.datetime().nullable(),
    text: z.string(),
  }),
  /** `unknown`: Meta was not asked yet, or does not say. */
  payment: z.object({
    method: z.enum(['yes', 'no', 'unknown']),
    at: z.iso.datetime().nullable(),
    text: z.string(),
  }),
  /** What to do before answers are refused; null: nothing. */
  warning: z.string().nullable(),
  /** What is billed besides, and what the month is. */
  note: z.string(),
});
export type BillingDto = z.infer<typeof billingDto>;

export const numberDto = z.object({
  /** The same as `phoneNumberId`: the id by which the API's callers address the number. */
  id: z.string(),
  phoneNumberId: z.string(),
  wabaId: z.string(),
  wabaName: z.string().nullable(),
  businessName: z.string().nullable(),
  displayPhone: z.string(),
  displayName: z.string(),
  isActive: z.boolean(),
  state: numberState,
  /** Meta's own value. */
  qualityRating: z.string().nullable(),
  /** The word to show for it. */
  quality,
  /** When Meta last confirmed what is shown here. */
  verifiedAt: z.iso.datetime().nullable(),
  /** The same as `verifiedAt`, under the status endpoint's name. */
  lastVerified: z.iso.datetime().nullable(),
  connectedAt: z.iso.datetime(),
  disconnectedAt: z.iso.datetime().nullable(),
  /** null: never expires, or not known. */
  tokenExpiresAt: z.iso.datetime().nullable(),
  /** When the customer is shown that a message was read. */
  readMarks: readMark,
  ladder: z.array(rungDto),
  /** When Meta last told of a hand-over between those who answer on it; null: never, so answering takes over by itself. */
  handoversSeenAt: z.iso.datetime().nullable(),
  /** Since when it rests here by choice. */
  pausedAt: z.iso.datetime().nullable(),
  /** Until then a disconnect can be undone without a login. */
  undoUntil: z.iso.datetime().nullable(),
  /** It is used in the WhatsApp Business app as well: registering and its PIN belong to the phone. */
  isOnBizApp: z.boolean(),
  /** Meta's own values, for people who know them: `status`, `name_status` and the messaging limit. */
  numberStatus: z.string().nullable(),
  nameStatus: z.string().nullable(),
  messagingLimit: z.string().nullable(),
  /** What is kept of registering: Meta allows ten tries in 72 hours. */
  registration: z.object({
    triesLeft: z.int(),
    /** When the oldest counted try no longer counts; null when none counts. */
    nextTryFreeAt: z.iso.datetime().nullable(),
    /** `none`: no PIN is kept here. `sealed`: kept, and not shown yet. `shown`: an owner has seen it. */
    pin: z.enum(['none', 'sealed', 'shown']),
  }),
  /** How this number is usually written to, and whether it is unusually quiet. Null until enough is known. */
  rhythm: z
    .object({
      /** Messages an hour, at this hour of this day of the week. */
      usualPerHour: z.number(),
      /** Since when it is quiet although it should not be; null when all is as usual. */
      quietSince: z.iso.datetime().nullable(),
    })
    .nullable(),
  /** Null for numbers that are not connected. */
  billing: billingDto.nullable(),
  /** Contacts and history that come from the phone (coexistence). Null for other numbers. */
  sync: z
    .array(
      z.object({
        what: z.enum(['contacts', 'history']),
        state: z.enum(['requested', 'running', 'done', 'refused', 'too_late', 'failed']),
        /** 0 to 100, as Meta reports it. */
        progress: z.int(),
        at: z.iso.datetime(),
        text: z.string(),
      }),
    )
    .nullable(),
});
export type NumberDto = z.infer<typeof numberDto>;

export const numbersReply = z.object({ success: z.literal(true), phoneNumbers: z.array(numberDto) });
export type NumbersReply = z.infer<typeof numbersReply>;

/** Adding a number through the API with a token of one's own. Checked against Meta before anything is stored. */
export const addNumberRequest = z.strictObject({
  phoneNumberId: metaId,
  wabaId: metaId,
  accessToken: z.string().trim().min(10).max(4096),
});
export type AddNumberRequest = z.infer<typeof addNumberRequest>;
export const addNumberReply = z.object({ success: z.literal(true), phoneNumber: numberDto });
export type AddNumberReply = z.infer<typeof addNumberReply>;

/** `PATCH /api/settings/phone-numbers/:phoneNumberId` */
export const updateNumberRequest = z.strictObject({ readMarks: readMark });
export type UpdateNumberRequest = z.infer<typeof updateNumberRequest>;
export const updateNumberReply = z.object({ success: z.literal(true), phoneNumber: numberDto });
export type UpdateNumberReply = z.infer<typeof updateNumberReply>;

/** Some numbers of the account, or all that are active when left out. */
export const phoneNumberSelection = z.strictObject({
  phoneNumberIds: z.array(metaId).min(1).max(500).optional(),
});
export type PhoneNumberSelection = z.infer<typeof phoneNumberSelection>;

export const checkNumbersReply = z.object({
  success: z.literal(true),
  phoneNumbers: z.array(numberDto),
  /** Numbers whose check could not be finished: what is shown for them is what was known before. */
  unclear: z.array(z.object({ phoneNumberId: z.string(), code: errorCode, message: z.string() })),
});
export type CheckNumbersReply = z.infer<typeof checkNumbersReply>;
