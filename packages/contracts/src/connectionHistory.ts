import { z } from 'zod';
import { attemptFlow, attemptPhase, stepDto } from './attempt.js';
import { errorCode } from './errorCodes.js';

/** One thing that happened to an account's connections. */
export const connectionHistoryKinds = [
  'attempt',
  'connected',
  'reconnected',
  'disconnected',
  'paused',
  'resumed',
  'undone',
  'removed_at_meta',
  'fix',
  'doctor',
  'handover',
  'deletion',
] as const;
export const connectionHistoryKind = z.enum(connectionHistoryKinds);
export type ConnectionHistoryKind = z.infer<typeof connectionHistoryKind>;

export const connectionHistoryEntry = z.object({
  id: z.string(),
  kind: connectionHistoryKind,
  at: z.iso.datetime(),
  /** Who did it; `Meta` or `Switchboard` where no person did. */
  by: z.string(),
  title: z.string(),
  text: z.string(),
  phoneNumberIds: z.array(z.string()),
  durationMs: z.number().nullable(),
  fbtraceId: z.string().nullable(),
  /** For attempts. */
  attempt: z
    .object({
      attemptId: z.string(),
      flow: attemptFlow,
      phase: attemptPhase,
      /** Where it stopped: a step of ours, or a screen of Meta's window. Null when it did not stop. */
      stoppedAt: z.string().nullable(),
      code: errorCode.nullable(),
      steps: z.array(stepDto),
    })
    .nullable(),
});
export type ConnectionHistoryEntry = z.infer<typeof connectionHistoryEntry>;

/** `GET /api/integrations/whatsapp/story?before=<cursor>`, newest first. */
export const connectionHistoryReply = z.object({
  success: z.literal(true),
  entries: z.array(connectionHistoryEntry),
  next: z.string().nullable(),
});
export type ConnectionHistoryReply = z.infer<typeof connectionHistoryReply>;

// --- The audit log: who did what that matters for safety. For owners. ------------------------------------------------

export const auditActions = [
  'number.connected',
  'number.reconnected',
  'number.disconnected',
  'number.paused',
  'number.resumed',
  'number.restored',
  'number.revoked_at_meta',
  'number.added_by_token',
  'number.assign_refused',
  'pin.revealed',
  'pin.changed',
  'handover.created',
  'handover.used',
  'conversation.taken',
  'conversation.handed_back',
  'member.invited',
  'member.joined',
  'member.removed',
  'member.role_changed',
  'member.renamed',
  'invitation.sent_again',
  'invitation.withdrawn',
  'account.handed_over',
  'account.settings_changed',
  'password.changed',
  'second_factor.added',
  'second_factor.removed',
  'second_factor.refused',
  'second_factor.reset',
  'recovery_codes.made',
  'recovery_code.used',
  'password.reset',
  'email.confirmed',
  'email.change_asked',
  'email.changed',
  'session.signed_in',
  'session.sign_in_failed',
  'session.signed_out',
  'session.ended',
  'data.downloaded',
  'file.held_back',
  'keys.rotated',
  'meta.access_removed',
  'meta.deletion_requested',
  'data.deleted',
  'job.run_again',
] as const;
export const auditAction = z.enum(auditActions);
export type AuditAction = z.infer<typeof auditAction>;

export const auditEntry = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  action: auditAction,
  /** Id and name at that time; null where no person of the account did it. */
  actor: z.object({ userId: z.string(), name: z.string() }).nullable(),
  /** In words. */
  text: z.string(),
  phoneNumberId: z.string().nullable(),
  /** The address it was asked from, where somebody asked. */
  address: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** `GET /api/account/audit`, newest first; `GET /api/account/audit.csv` for all that the same filter finds. */
export const auditQuery = z.object({
  action: auditAction.optional(),
  userId: z.string().max(60).optional(),
  from: z.iso.date().optional(),
  /** The day itself is included. */
  to: z.iso.date().optional(),
  before: z.string().max(100).optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;
export const auditReply = z.object({
  success: z.literal(true),
  entries: z.array(auditEntry),
  next: z.string().nullable(),
});
export type AuditReply = z.infer<typeof auditReply>;

/** `GET` and `PATCH /api/account/permissions`: what owners allow support staff. */
export const accountPermissions = z.object({ supportMayRevoke: z.boolean(), supportMayHandOver: z.boolean() });
export type AccountPermissions = z.infer<typeof accountPermissions>;
export const accountPermissionsReply = z.object({ success: z.literal(true), permissions: accountPermissions });
export const accountPermissionsRequest = z.strictObject({
  supportMayRevoke: z.boolean().optional(),
  supportMayHandOver: z.boolean().optional(),
});

// --- For the operator (bearer OPERATOR_TOKEN) ------------------------------------------------------------------------

/** `GET /api/operator/funnel?days=30`: how far attempts came, over all accounts. */
export const funnelReply = z.object({
  success: z.literal(true),
  days: z.int(),
  started: z.int(),
  cameBack: z.int(),
  exchanged: z.int(),
  connected: z.int(),
  partial: z.int(),
  /** Where the others stopped: code or Meta's screen, and how often. Most frequent first. */
  stoppedAt: z.array(z.object({ where: z.string(), count: z.int() })),
  /** Seconds from start to end of those that connected. */
  medianSeconds: z.number().nullable(),
});
export type FunnelReply = z.infer<typeof funnelReply>;

/** `GET /api/operator/unknown-codes`: error codes, screens and events of Meta's that the dictionary does not have. */
export const unknownCodesReply = z.object({
  success: z.literal(true),
  codes: z.array(
    z.object({
      kind: z.enum(['error', 'cancel_step', 'account_event', 'webhook_field', 'message_type']),
      code: z.string(),
      /** Meta's words, the first time. */
      sample: z.string(),
      count: z.int(),
      firstSeen: z.iso.datetime(),
      lastSeen: z.iso.datetime(),
    }),
  ),
});
export type UnknownCodesReply = z.infer<typeof unknownCodesReply>;

/**
 * `GET /api/operator/given-up-jobs`: work that was tried until its limit in vain, the latest first.
 * `POST /api/operator/given-up-jobs/:job/:id/run` has one run again.
 */
export const givenUpJobsReply = z.object({
  success: z.literal(true),
  jobs: z.array(
    z.object({
      job: z.string(),
      id: z.string(),
      accountIds: z.array(z.string()),
      /** In words, without customers' data. */
      what: z.string(),
      tries: z.int(),
      since: z.iso.datetime(),
      gaveUpAt: z.iso.datetime(),
      /** The code of what stood in the way at last, where it is known. */
      problem: z.string().nullable(),
    }),
  ),
});
export type GivenUpJobsReply = z.infer<typeof givenUpJobsReply>;

// --- Meta's deletion requests ----------------------------------------------------------------------------------------

/** `GET /api/data-deletion/:code`: public, by the code that Meta gives the person. */
export const deletionReply = z.object({
  success: z.literal(true),
  state: z.enum(['received', 'deleting', 'done']),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** What is (or was) deleted, in words; without anybody's data. */
  steps: z.array(z.object({ what: z.string(), done: z.boolean(), count: z.int() })),
});
export type DeletionReply = z.infer<typeof deletionReply>;
