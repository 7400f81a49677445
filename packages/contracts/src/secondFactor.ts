import { z } from 'zod';
import { signedInReply } from './auth.js';

// --- What a person gives ---------------------------------------------------------------------------------------------

/** Six digits of an authenticator app; apps show them with a gap in the middle. */
export const totpCode = z
  .string()
  .trim()
  .regex(/^\d{3}\s?\d{3}$/, 'Enter the six digits that your app shows')
  .transform((code) => code.replace(/\s/, ''));

/** As it was shown once, in any case, with or without its dashes. */
export const recoveryCode = z.string().trim().min(16, 'Enter the whole recovery code').max(40);

const base64url = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]+$/);
/** At most 1,023 bytes (WebAuthn 3, 4). */
const credentialId = base64url(1364);
const clientDataJSON = base64url(6_000);

export const passkeyTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

/** What the browser made of `navigator.credentials.create`: the parts that are checked, base64url. */
export const newPasskey = z.strictObject({
  id: credentialId,
  clientDataJSON,
  attestationObject: base64url(60_000),
  transports: z.array(z.enum(passkeyTransports)).max(passkeyTransports.length),
});
export type NewPasskey = z.infer<typeof newPasskey>;

/** What the browser made of `navigator.credentials.get`. */
export const passkeyAnswer = z.strictObject({
  id: credentialId,
  clientDataJSON,
  authenticatorData: base64url(6_000),
  signature: base64url(2_000),
  /** Whose passkey it is. Authenticators leave it out where we named the passkeys. */
  userHandle: base64url(100).optional(),
});
export type PasskeyAnswer = z.infer<typeof passkeyAnswer>;

const totpProof = z.strictObject({ kind: z.literal('totp'), code: totpCode });
const recoveryProof = z.strictObject({ kind: z.literal('recovery'), code: recoveryCode });
const passkeyProof = z.strictObject({ kind: z.literal('passkey'), passkey: passkeyAnswer });

export const factorProof = z.discriminatedUnion('kind', [totpProof, recoveryProof, passkeyProof]);
export type FactorProof = z.infer<typeof factorProof>;

// --- Logging in, in two steps ----------------------------------------------------------------------------------------

/** Ways to take the second step. */
export const factorMethods = z.object({ totp: z.boolean(), passkey: z.boolean(), recovery: z.boolean() });
export type FactorMethods = z.infer<typeof factorMethods>;

/** Answer of `POST /api/auth/login` to somebody who has a second factor: there is no session yet. */
export const secondStepReply = z.object({
  success: z.literal(true),
  step: z.literal('second_factor'),
  /** Good for one log-in, in the browser that asked, until `expiresAt`. */
  challenge: z.string(),
  expiresAt: z.iso.datetime(),
  methods: factorMethods,
});
export type SecondStepReply = z.infer<typeof secondStepReply>;

export const loginReply = z.union([secondStepReply, signedInReply]);
export type LoginReply = z.infer<typeof loginReply>;

const challenge = z.string().min(20).max(100);

/** `POST /api/auth/second-step` → `signedInReply` */
export const secondStepRequest = z.strictObject({ challenge, proof: factorProof });
export type SecondStepRequest = z.infer<typeof secondStepRequest>;

/** `POST /api/auth/second-step/passkey-options` → `passkeyOptionsReply` */
export const secondStepPasskeyRequest = z.strictObject({ challenge });

/** `POST /api/auth/passkey` → `signedInReply`: logging in with a passkey alone. */
export const passkeyLoginRequest = z.strictObject({ passkey: passkeyAnswer });

/** What `navigator.credentials` is called with, as WebAuthn writes it in JSON. Good for five minutes and one use. */
export const passkeyOptionsReply = z.object({
  success: z.literal(true),
  options: z.looseObject({ challenge: z.string() }),
});
export type PasskeyOptionsReply = z.infer<typeof passkeyOptionsReply>;

// --- Setting it up ---------------------------------------------------------------------------------------------------

export const passkeyName = z.string().trim().min(1, 'Give the passkey a name').max(60);

export const passkeyDto = z.object({
  passkeyId: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type PasskeyDto = z.infer<typeof passkeyDto>;

/** `GET /api/auth/second-factor`: what the person who asks has set up. */
export const secondFactorReply = z.object({
  success: z.literal(true),
  /** Since when codes of an app are asked for. */
  totp: z.object({ since: z.iso.datetime() }).nullable(),
  passkeys: z.array(passkeyDto),
  recoveryCodesLeft: z.int(),
  /** One is asked of this person, by the account or the installation: the last cannot be taken away. */
  isAskedFor: z.boolean(),
});
export type SecondFactorReply = z.infer<typeof secondFactorReply>;

/** `POST /api/auth/second-factor/totp`: a secret that counts once a code of it has come back. */
export const totpSetupReply = z.object({
  success: z.literal(true),
  /** Base32, to be typed into an app. */
  secret: z.string(),
  /** The same for a camera. */
  uri: z.string(),
  expiresAt: z.iso.datetime(),
});
export type TotpSetupReply = z.infer<typeof totpSetupReply>;

/** `POST /api/auth/second-factor/totp/confirm` */
export const totpConfirmRequest = z.strictObject({ code: totpCode });

/** `POST /api/auth/second-factor/passkeys` */
export const addPasskeyRequest = z.strictObject({ name: passkeyName, passkey: newPasskey });
/** `PATCH /api/auth/second-factor/passkeys/:passkeyId` */
export const renamePasskeyRequest = z.strictObject({ name: passkeyName });

/** Answer to setting up the first factor, and to asking for new recovery codes: they are shown this once. */
export const recoveryCodesReply = z.object({
  success: z.literal(true),
  /** Null where those of before go on. */
  recoveryCodes: z.array(z.string()).nullable(),
});
export type RecoveryCodesReply = z.infer<typeof recoveryCodesReply>;

// --- A fresh proof, before what could lock somebody out --------------------------------------------------------------

const passwordProof = z.strictObject({
  kind: z.literal('password'),
  password: z.string().min(1, 'Enter your password').max(200),
  /** Beside the password, of whoever has a second factor. */
  factor: z.discriminatedUnion('kind', [totpProof, passkeyProof]).optional(),
});

/**
 * `POST /api/auth/proof`: that it is still the same person, by all that logging in asks of them. That is the password, with
 * the second factor where one is set, or a passkey that has checked its person. Counts for five minutes, in this session.
 */
export const freshProofRequest = z.strictObject({
  proof: z.discriminatedUnion('kind', [passwordProof, passkeyProof]),
});
export type FreshProofRequest = z.infer<typeof freshProofRequest>;

// --- For owners and the operator -------------------------------------------------------------------------------------

/** Of whom an installation asks a second factor: of owners whose account says so, of all owners, or of everybody. */
export const secondFactorPolicy = z.enum(['accounts', 'owners', 'everyone']);
export type SecondFactorPolicy = z.infer<typeof secondFactorPolicy>;

/** `GET` and `PATCH /api/account/security` */
export const accountSecurity = z.object({
  /** What the account says. */
  ownersNeedSecondFactor: z.boolean(),
  /** What counts whatever the account says. */
  installationAsks: secondFactorPolicy,
});
export type AccountSecurity = z.infer<typeof accountSecurity>;
export const accountSecurityReply = z.object({ success: z.literal(true), security: accountSecurity });
export const accountSecurityRequest = z.strictObject({ ownersNeedSecondFactor: z.boolean() });

/** `POST /api/operator/second-factor/reset`: for somebody who has lost all of theirs, and was recognised otherwise. */
export const resetSecondFactorRequest = z.strictObject({
  email: z
    .string()
    .trim()
    .max(254)
    .pipe(z.email('Enter an e-mail address like name@company.com'))
    .transform((value) => value.toLowerCase()),
});
