import { z } from 'zod';
import { verdict } from '../numbers.js';
import { plainName } from '../plainName.js';

/** What a real app at Meta needs, in the order in which it is shown. */
export const readinessChecks = [
  /** Meta knows the app, and takes its secret. */
  'app_credentials',
  /** People without a role on the app may log in. */
  'app_published',
  /** Calls without `appsecret_proof` are refused. */
  'app_secret_required',
  'privacy_page',
  'deauthorize_callback',
  'deletion_callback',
  /** The login configuration, and how long what it gives lives. */
  'login_configuration',
  /** Where Meta's login returns to. */
  'redirect_address',
  /** Where Meta's SDK may open its popup. */
  'sdk_domain',
  /** Where Meta delivers webhooks to. */
  'webhook_address',
  'webhook_fields',
  /** The address of webhooks answers from outside. */
  'webhook_reachable',
  'verify_token',
  /** What the app may do for businesses that are not its owner's. */
  'permissions',
  'business_verification',
  'graph_version',
  /** The owner's system user, for sign-ups on Meta's hosted page. */
  'system_user',
] as const;
export const readinessCheck = z.enum(readinessChecks);
export type ReadinessCheck = z.infer<typeof readinessCheck>;

export const readinessFinding = z.object({
  check: readinessCheck,
  title: z.string(),
  verdict,
  result: z.string(),
  reason: z.string().nullable(),
  next: z.string().nullable(),
  /** Where at Meta it is seen and changed. */
  page: z.object({ name: z.string(), url: z.url() }),
  /** Whether a person may say that it is right: nobody else can. */
  mayBeTicked: z.boolean(),
  /** Who said so, in their own words, and when. */
  tick: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
});
export type ReadinessFinding = z.infer<typeof readinessFinding>;

/** `GET /api/operator/meta-app`: asks Meta, and tries our own public address. */
export const readinessReply = z.object({
  success: z.literal(true),
  appId: z.string(),
  checkedAt: z.iso.datetime(),
  findings: z.array(readinessFinding),
});
export type ReadinessReply = z.infer<typeof readinessReply>;

export const mostInAName = 80;
/** `PUT /api/operator/meta-app/ticks/:check`: `OPERATOR_TOKEN` names no person, so whoever looked says who it was. */
export const tickRequest = z.strictObject({ by: plainName('is missing', mostInAName) });
export const tickParams = z.object({ check: readinessCheck });
