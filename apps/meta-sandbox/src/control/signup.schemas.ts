import { z } from 'zod';
import { signedRequestFaults } from '../callbacks/signedRequest.js';
import { finishEvents } from '../signup/signupMessage.js';
import { issueCodeRequest } from './control.schemas.js';

const url = z.url({ protocol: /^https?$/ }).nullable();

export const signUpRequest = z.strictObject({
  ...issueCodeRequest.omit({ redirectUri: true }).shape,
  event: z.enum(finishEvents).optional(),
  phoneNumberId: z.string().nullable().optional(),
  claimedWabaId: z.string().max(1000).optional(),
  tellsPartner: z.boolean().optional(),
});

export const hostedRequest = issueCodeRequest.pick({ wabaIds: true, scopes: true, personId: true });
export const onboardRequest = z.strictObject({ sharesHistory: z.boolean().optional() });
export const phonePastRequest = z.strictObject({
  messagesPerPhase: z.number().int().min(0).max(5000).optional(),
  chunksPerPhase: z.number().int().min(1).max(100).optional(),
  marksOwn: z.boolean().optional(),
});

export const wabaPatch = z.strictObject({
  name: z.string().min(1).optional(),
  accountReviewStatus: z.string().min(1).optional(),
  status: z.string().min(1).optional(),
  messagingLimit: z.string().min(1).optional(),
  hasPaymentProblem: z.boolean().optional(),
  fundingId: z.string().min(1).nullable().optional(),
});

export const appSettingsRequest = z.strictObject({
  domains: z.array(z.string().min(1)).optional(),
  privacyUrl: url.optional(),
  termsUrl: url.optional(),
  permissions: z.record(z.string(), z.string().min(1)).optional(),
  ownSystemUser: z
    .strictObject({
      scopes: z.array(z.string().min(1)).optional(),
      /** Milliseconds since the epoch. */
      expiresAt: z.number().int().min(0).nullable().optional(),
      isRevoked: z.boolean().optional(),
      businesses: z
        .array(
          z.strictObject({ id: z.string().min(1), name: z.string().min(1), verificationStatus: z.string().min(1) }),
        )
        .optional(),
    })
    .optional(),
});
export const callbackUrlsRequest = z.strictObject({ deauthorize: url.optional(), deletion: url.optional() });
export const callbackRequest = z.strictObject({
  userId: z.string().min(1),
  fault: z.enum(signedRequestFaults).optional(),
  algorithm: z.string().optional(),
  /** Milliseconds since the epoch. */
  issuedAt: z.number().int().min(0).optional(),
  keepTokens: z.boolean().optional(),
});
