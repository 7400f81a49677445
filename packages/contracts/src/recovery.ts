import { z } from 'zod';
import { currentPassword, email, newPassword } from './auth.js';

/** What a link of ours carries behind its `#`: 256 bits. */
const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'The link is not complete');

/** `POST /api/auth/password/forgot`. The answer is the same whether somebody has this address or not. */
export const forgotPasswordRequest = z.strictObject({ email });
export type ForgotPasswordRequest = z.infer<typeof forgotPasswordRequest>;

/** `POST /api/auth/password/reset`, with the token of the link. It ends every session of the person. */
export const resetPasswordRequest = z.strictObject({ token: linkToken, newPassword });
export type ResetPasswordRequest = z.infer<typeof resetPasswordRequest>;

/** `POST /api/auth/email`: another address, which counts once it is confirmed. */
export const changeEmailRequest = z.strictObject({ email, currentPassword });
export type ChangeEmailRequest = z.infer<typeof changeEmailRequest>;

/** `POST /api/auth/email/confirm`, with the token of the link. */
export const confirmEmailRequest = z.strictObject({ token: linkToken });
export type ConfirmEmailRequest = z.infer<typeof confirmEmailRequest>;
export const confirmEmailReply = z.object({ success: z.literal(true), email: z.string() });
export type ConfirmEmailReply = z.infer<typeof confirmEmailReply>;
