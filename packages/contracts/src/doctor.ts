import { z } from 'zod';
import { fix, metaId, numberDto, verdict } from './numbers.js';

/** In the order in which they are shown; they run side by side. */
export const doctorChecks = [
  /** The sealed token opens. */
  'vault',
  /** Meta accepts the token, and until when. */
  'token',
  /** What the token may do, tried by doing it. */
  'permissions',
  /** The number is on the WhatsApp account it was connected with. */
  'ownership',
  /** Meta's status of the number, its quality and what health_status says. */
  'number_status',
  'name_review',
  'registration',
  /** Meta delivers the webhooks of the WhatsApp account to this app. */
  'subscription',
  /** …and to this address: no override sends them elsewhere. */
  'callback_address',
  /** The app is subscribed to every field that Switchboard makes something of. */
  'webhook_fields',
  /** The public address is HTTPS and answers from outside. */
  'public_address',
  /** The public address answers Meta's challenge. */
  'challenge',
  /** A signed delivery goes round: accepted with the right signature, refused with a wrong one. */
  'signature',
  /** The live channel takes connections. */
  'socket',
  /** When something last came in. */
  'inbound',
  /** When something sent was last delivered. */
  'outbound',
  /** How many free replies are used, and whether what comes after them can be paid. */
  'costs',
  /** Who else was seen to answer customers on the number. */
  'responders',
] as const;
export const doctorCheck = z.enum(doctorChecks);
export type DoctorCheck = z.infer<typeof doctorCheck>;

/** Whose turn it is. `unknown`: Meta does not say what happened, so nobody can know. */
export const turns = ['you', 'operator', 'meta', 'unknown'] as const;
export const turn = z.enum(turns);
export type TurnDto = z.infer<typeof turn>;

export const doctorFinding = z.object({
  check: doctorCheck,
  verdict,
  result: z.string(),
  cause: z.string().nullable(),
  turn: turn.nullable(),
  next: z.string().nullable(),
  /** The button, where a call can mend it. */
  fix: fix.nullable(),
  fbtraceId: z.string().nullable(),
  durationMs: z.number(),
});
export type DoctorFinding = z.infer<typeof doctorFinding>;

export const doctorReport = z.object({
  phoneNumberId: z.string(),
  displayPhone: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  findings: z.array(doctorFinding),
  /** The same in plain text, without secrets and without customers' data: for copying. */
  text: z.string(),
});
export type DoctorReport = z.infer<typeof doctorReport>;

/** `POST /api/integrations/whatsapp/doctor`, with `phoneNumberIds` or for all active numbers. Always answers 200. */
export const doctorReply = z.object({
  success: z.literal(true),
  reports: z.array(doctorReport),
  phoneNumbers: z.array(numberDto),
});
export type DoctorReply = z.infer<typeof doctorReply>;

export const sixDigits = z.string().regex(/^\d{6}$/, 'must be 6 digits');

/** `POST …/register`. Without a PIN the one that is kept is used, and where none is kept one is made at random. */
export const registerRequest = z.strictObject({ pin: sixDigits.optional() });
export type RegisterRequest = z.infer<typeof registerRequest>;
export const registerReply = z.object({ success: z.literal(true), phoneNumber: numberDto });
export type RegisterReply = z.infer<typeof registerReply>;

/** `POST …/pin/reveal`: once, for an owner. */
export const revealPinReply = z.object({ success: z.literal(true), pin: sixDigits, phoneNumber: numberDto });
export type RevealPinReply = z.infer<typeof revealPinReply>;

/** `PUT …/pin`: for an owner; made at random when left out, and told once in the answer. */
export const changePinRequest = z.strictObject({ pin: sixDigits.optional() });
export type ChangePinRequest = z.infer<typeof changePinRequest>;

/** `POST …/verification`: Meta sends a code to the number. `POST …/verification/confirm` brings it back. */
export const requestVerificationRequest = z.strictObject({
  method: z.enum(['SMS', 'VOICE']),
  /** Meta's locale for the message, `en_US` when left out. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/)
    .optional(),
});
export const confirmVerificationRequest = z.strictObject({
  code: z.string().regex(/^\d{3}-?\d{3}$/, 'must be 6 digits'),
});
export const numberReply = z.object({ success: z.literal(true), phoneNumber: numberDto });
export type NumberReply = z.infer<typeof numberReply>;

/** `GET …/prove`: how somebody writes to the number from a phone. */
export const proveReply = z.object({
  success: z.literal(true),
  /** A wa.me link with a ready-made text. The QR code holds the same. */
  chatLink: z.string(),
  text: z.string(),
});
export type ProveReply = z.infer<typeof proveReply>;

/** `POST …/test-message`: to a phone of the owner's, E.164. Outside the 24 hours it is the template `hello_world`. */
export const testMessageRequest = z.strictObject({ to: z.string().trim().min(5).max(30) });
export type TestMessageRequest = z.infer<typeof testMessageRequest>;
export const testMessageDto = z.object({
  testId: z.string(),
  to: z.string(),
  state: z.enum(['sending', 'sent', 'delivered', 'failed', 'unclear']),
  at: z.iso.datetime(),
  problem: z.string().nullable(),
  next: z.string().nullable(),
});
export type TestMessageDto = z.infer<typeof testMessageDto>;
export const testMessageReply = z.object({ success: z.literal(true), test: testMessageDto.nullable() });
export type TestMessageReply = z.infer<typeof testMessageReply>;

export const phoneNumberIdParam = metaId;
