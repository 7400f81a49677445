import type { UpdateQuery } from 'mongoose';
import type { NumberAtMeta, WabaAtMeta } from './graphNumber.mapper.js';
import type {
  PhoneNumberRecord,
  RegistrationEvidence,
  SubscriptionEvidence,
  TokenEvidence,
} from './phoneNumber.model.js';
import { hashToken } from './tokenVault.js';

export interface NumberToSave {
  accountId: string;
  number: NumberAtMeta;
  waba: WabaAtMeta;
  accessToken: string;
  metaUserId: string | undefined;
  attemptId: string | undefined;
  token: TokenEvidence;
  /** Absent while it is not known whether Meta delivers webhooks. */
  subscription: SubscriptionEvidence | undefined;
}

/** Meta's word on whether the number is on a phone as well; an answer without it leaves what is kept. */
export const toPhoneUse = ({ isOnBizApp }: Pick<RegistrationEvidence, 'isOnBizApp'>) =>
  isOnBizApp === undefined ? {} : { isOnBizApp };

export function toActivation(input: NumberToSave, accessToken: string, now: Date): UpdateQuery<PhoneNumberRecord> {
  const { number, waba, subscription } = input;
  return {
    $set: {
      wabaId: waba.wabaId,
      wabaName: waba.wabaName,
      businessId: waba.businessId,
      businessName: waba.businessName,
      accessToken,
      tokenPrint: hashToken(input.accessToken),
      displayPhone: number.displayPhone,
      displayName: number.displayName,
      isActive: true,
      qualityRating: number.qualityRating,
      verifiedAt: now,
      connectedAt: now,
      metaUserId: input.metaUserId,
      attemptId: input.attemptId,
      token: input.token,
      registration: number.registration,
      ...toPhoneUse(number.registration),
      ...(subscription ? { subscription } : {}),
    },
    // A new login begins anew: what happened before it proves nothing of it.
    $unset: {
      disconnectedAt: 1,
      pausedAt: 1,
      undoToken: 1,
      undoUntil: 1,
      undoEvidence: 1,
      heard: 1,
      delivered: 1,
      health: 1,
    },
  };
}
