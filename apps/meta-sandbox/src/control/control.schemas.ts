import { z } from 'zod';
import {
  codeVerificationStatuses,
  nameStatuses,
  numberStatuses,
  platformTypes,
  qualityRatings,
  throughputLevels,
} from '../state/world.js';

const ms = z.number().int().min(0).max(600_000);
const httpStatus = z.number().int().min(200).max(599);

const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('error'),
    code: z.number().int(),
    subcode: z.number().int().optional(),
    httpStatus: httpStatus.optional(),
    message: z.string().optional(),
    isTransient: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('delay'), ms }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('html'), httpStatus: httpStatus.optional() }),
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({ kind: z.literal('bad_json') }),
  z.strictObject({ kind: z.literal('drop_field'), field: z.string().min(1) }),
]);

/** JSON has no infinity. */
const times = z
  .union([z.number().int().min(1), z.literal('always')])
  .optional()
  .transform((value) => (value === 'always' ? Number.POSITIVE_INFINITY : value));

export const faultRequest = z.strictObject({
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  edge: z.string().min(1),
  id: z.string().min(1).optional(),
  times,
  afterProcessing: z.boolean().optional(),
  // biome-ignore lint/suspicious/noThenProperty: part of the fault's published shape; faults are never awaited
  then: effect,
});

export const latencyRequest = z.strictObject({ ms, jitterMs: ms.optional() });

export const dialsRequest = z.strictObject({
  requireAppSecretProof: z.boolean().optional(),
  enforceRateLimits: z.boolean().optional(),
  businessTokensRevoke: z.boolean().optional(),
});

export const issueCodeRequest = z.strictObject({
  wabaIds: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
  redirectUri: z.string().nullable().optional(),
  tokenKind: z.enum(['business', 'user']).optional(),
  tokenExpiresInSeconds: z.number().int().min(1).nullable().optional(),
  tokenValue: z.string().min(1).optional(),
  codeLifetimeSeconds: z.number().int().min(0).optional(),
  withoutTargetIds: z.boolean().optional(),
  personId: z.string().optional(),
});

export const revokeRequest = z.strictObject({ subcode: z.number().int().min(0).optional() });

export const numberPatch = z.strictObject({
  displayPhoneNumber: z.string().min(1).optional(),
  verifiedName: z.string().min(1).optional(),
  qualityRating: z.enum(qualityRatings).optional(),
  status: z.enum(numberStatuses).optional(),
  platformType: z.enum(platformTypes).optional(),
  throughputLevel: z.enum(throughputLevels).optional(),
  codeVerificationStatus: z.enum(codeVerificationStatuses).optional(),
  nameStatus: z.enum(nameStatuses).optional(),
  accountMode: z.enum(['LIVE', 'SANDBOX']).optional(),
  isOnBizApp: z.boolean().optional(),
  pin: z
    .string()
    .regex(/^\d{6}$/)
    .nullable()
    .optional(),
});

export const callsQuery = z.strictObject({
  wabaId: z.string().optional(),
  phoneId: z.string().optional(),
  edge: z.string().optional(),
  /** Milliseconds since the epoch. */
  since: z.coerce.number().optional(),
});
