import { z } from 'zod';

// Sign-ups on Meta's hosted page, for the operator (bearer OPERATOR_TOKEN).

/**
 * `waiting`: no account has it yet. `connected`: an account's numbers work with it. `dismissed`: the operator wants
 * nothing of it. `gone`: Meta says that it is not shared with us any more. A later sign-up makes it `waiting` again.
 */
export const hostedSignupState = z.enum(['waiting', 'connected', 'dismissed', 'gone']);
export type HostedSignupState = z.infer<typeof hostedSignupState>;

export const hostedSignupDto = z.object({
  wabaId: z.string(),
  businessId: z.string().nullable(),
  state: hostedSignupState,
  /** When Meta said what counts now: that it was shared, or is no longer. */
  at: z.iso.datetime(),
  /** The account that it was connected to. */
  account: z.object({ accountId: z.string(), name: z.string() }).nullable(),
  /** Whether that account still has a number of it whose access works. */
  working: z.boolean(),
});
export type HostedSignupDto = z.infer<typeof hostedSignupDto>;

/** Whether it can be assigned now: it waits, was dismissed, or works no longer where it was connected. */
export const isAssignable = ({ state, working }: Pick<HostedSignupDto, 'state' | 'working'>): boolean =>
  state === 'waiting' || state === 'dismissed' || (state === 'connected' && !working);

/** `GET /api/operator/hosted-signups`: the oldest of those that wait first, then the latest of the others. */
export const hostedSignupsReply = z.object({
  success: z.literal(true),
  /** Whether they can be finished here: `META_SYSTEM_USER_TOKEN` is set. */
  canFinish: z.boolean(),
  signups: z.array(hostedSignupDto),
  /** How many more wait than are shown. They come up when those above them are assigned or dismissed. */
  moreWaiting: z.int(),
});
export type HostedSignupsReply = z.infer<typeof hostedSignupsReply>;

/** `GET /api/operator/hosted-signups/:wabaId`: what Meta says it is, to recognise whose it is. Nothing is kept of it. */
export const hostedLookReply = z.object({
  success: z.literal(true),
  wabaName: z.string().nullable(),
  businessName: z.string().nullable(),
  numbers: z.array(z.object({ phoneNumberId: z.string(), displayPhone: z.string(), displayName: z.string() })),
  /**
   * Accounts here that have had to do with it, each once: one `holds` a number of it, `held` one last, or a browser of
   * theirs `named` it in a login. A help to recognise whose it is; a name in a browser's report proves nothing.
   */
  knownBy: z.array(z.object({ accountId: z.string(), name: z.string(), how: z.enum(['holds', 'held', 'named']) })),
});
export type HostedLookReply = z.infer<typeof hostedLookReply>;

/** `POST /api/operator/hosted-signups/:wabaId/assign` */
export const assignHostedRequest = z.strictObject({
  accountId: z.string().min(1).max(60),
  /** A number that the business says is its own, or the last four digits of it: compared with what Meta lists. */
  confirmPhone: z.string().trim().min(4).max(40),
});
export type AssignHostedRequest = z.infer<typeof assignHostedRequest>;

/** Whether what was typed is a phone number, or its end of at least four digits. */
export function confirmsPhone(typed: string, displayPhone: string): boolean {
  const digits = typed.replace(/\D/g, '');
  return digits.length >= 4 && displayPhone.replace(/\D/g, '').endsWith(digits);
}

export const hostedSignupReply = z.object({
  success: z.literal(true),
  message: z.string(),
  signup: hostedSignupDto,
});
export type HostedSignupReply = z.infer<typeof hostedSignupReply>;

/** `POST /api/operator/accounts/search`: by a part of the name, an owner's e-mail address, or the account's id. */
export const operatorAccountsRequest = z.strictObject({ search: z.string().trim().min(2).max(320) });
export const operatorAccountsReply = z.object({
  success: z.literal(true),
  accounts: z.array(z.object({ accountId: z.string(), name: z.string(), owners: z.array(z.string()) })),
});
export type OperatorAccountsReply = z.infer<typeof operatorAccountsReply>;
