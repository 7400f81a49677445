import { z } from 'zod';
import { plainName } from './plainName.js';
import { isMemberRight } from './rights.js';

export const roles = ['owner', 'support'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

export const email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email('Enter an e-mail address like name@company.com'))
  .transform((value) => value.toLowerCase());
const personName = plainName('Enter your name', 100);
const accountName = plainName('Enter the name of your business', 100);
/** Long passphrases are welcome; the upper bound only keeps the hashing cost bounded. */
export const newPassword = z.string().min(10, 'Use at least 10 characters').max(200, 'Use at most 200 characters');
export const currentPassword = z.string().min(1, 'Enter your password').max(200);

export const signupRequest = z.strictObject({ name: personName, email, password: newPassword, accountName });
export type SignupRequest = z.infer<typeof signupRequest>;

export const loginRequest = z.strictObject({ email, password: currentPassword });
export type LoginRequest = z.infer<typeof loginRequest>;

export const userDto = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  /** False until a link that was sent to the address was opened. True where no e-mail can be sent: nobody can be asked. */
  emailConfirmed: z.boolean(),
  /** The address that takes its place as soon as it is confirmed. */
  newEmail: z.string().nullable(),
});
export type UserDto = z.infer<typeof userDto>;

export const accountDto = z.object({
  accountId: z.string(),
  name: z.string(),
  role,
  /** A second factor is asked of this person, who has none: everything else waits for it. */
  secondFactorNeeded: z.boolean(),
});
export type AccountDto = z.infer<typeof accountDto>;

const me = z.object({
  user: userDto,
  account: accountDto,
  /**
   * By their role. Absent in what an earlier API says, and a later one may name rights that are not known here: neither
   * gives more. The API decides at each request again.
   */
  may: z
    .array(z.string())
    .default([])
    .transform((names) => names.filter(isMemberRight)),
});
export type Me = z.infer<typeof me>;

/** Answer of signup, login, refresh and accepting an invitation. The refresh token travels in an HttpOnly cookie. */
export const signedInReply = me.extend({
  success: z.literal(true),
  token: z.string(),
  expiresAt: z.iso.datetime(),
  /**
   * Seals what the browser keeps for this person in this account: 32 bytes in base64url, the same at every log-in, and to be
   * held in memory alone. Missing in answers of an API before this one.
   */
  storageKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
});
export type SignedInReply = z.infer<typeof signedInReply>;

export const meReply = me.extend({ success: z.literal(true) });
export type MeReply = z.infer<typeof meReply>;

export const successReply = z.object({ success: z.literal(true) });

export const updateProfileRequest = z.strictObject({ name: personName });
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const changePasswordRequest = z.strictObject({ currentPassword, newPassword });
export type ChangePasswordRequest = z.infer<typeof changePasswordRequest>;

export const updateAccountRequest = z.strictObject({ name: accountName });
export type UpdateAccountRequest = z.infer<typeof updateAccountRequest>;

export const memberDto = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.iso.datetime(),
});
export type MemberDto = z.infer<typeof memberDto>;

export const membersReply = z.object({ success: z.literal(true), members: z.array(memberDto) });
export type MembersReply = z.infer<typeof membersReply>;

/** `PATCH /api/account/members/:userId`, by owners. */
export const changeRoleRequest = z.strictObject({ role });
export type ChangeRoleRequest = z.infer<typeof changeRoleRequest>;

/** `POST /api/account/ownership`: somebody else becomes an owner, and whoever asks becomes support staff. */
export const handOverAccountRequest = z.strictObject({ userId: z.string().min(1).max(60), currentPassword });
export type HandOverAccountRequest = z.infer<typeof handOverAccountRequest>;

/** An invitation is a link that the owner hands over, or that is sent by e-mail; it works once, for seven days. */
export const createInvitationRequest = z.strictObject({ role, email: email.optional() });
export type CreateInvitationRequest = z.infer<typeof createInvitationRequest>;

export const invitationDto = z.object({
  invitationId: z.string(),
  role,
  /** Where it was sent; null for a link that was handed over. */
  email: z.string().nullable(),
  invitedBy: z.string(),
  madeAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type InvitationDto = z.infer<typeof invitationDto>;

export const invitationsReply = z.object({
  success: z.literal(true),
  invitations: z.array(invitationDto),
  /** Whether invitations can be sent by e-mail from here. */
  emailWorks: z.boolean(),
});
export type InvitationsReply = z.infer<typeof invitationsReply>;

/** Answer of making an invitation, and of making its link anew: an earlier link does not work any more. */
export const createInvitationReply = z.object({
  success: z.literal(true),
  invitationId: z.string(),
  /** Shown once: only a hash is stored. */
  url: z.string(),
  role,
  /** Where the link is sent as well. */
  email: z.string().nullable(),
  expiresAt: z.iso.datetime(),
});
export type CreateInvitationReply = z.infer<typeof createInvitationReply>;

const invitationToken = z.string().min(20).max(200);
export const invitationRequest = z.strictObject({ token: invitationToken });
export const invitationReply = z.object({
  success: z.literal(true),
  accountName: z.string(),
  invitedBy: z.string(),
  role,
  /** Where it was sent; null for a link that its maker hands over. */
  email: z.string().nullable().default(null),
  expiresAt: z.iso.datetime(),
});
export type InvitationReply = z.infer<typeof invitationReply>;

export const acceptInvitationRequest = z.strictObject({
  token: invitationToken,
  name: personName,
  email,
  password: newPassword,
});
export type AcceptInvitationRequest = z.infer<typeof acceptInvitationRequest>;
