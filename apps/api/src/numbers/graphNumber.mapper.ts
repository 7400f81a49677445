import type { GraphPhoneNumber, GraphWaba } from '@switchboard/graph';
import type { RegistrationEvidence } from './phoneNumber.model.js';

export interface NumberAtMeta {
  phoneNumberId: string;
  displayPhone: string;
  displayName: string;
  qualityRating: string | undefined;
  registration: RegistrationEvidence;
}

/** The only place here that speaks both languages. */
export function toNumberAtMeta(graph: GraphPhoneNumber, at: Date): NumberAtMeta {
  return {
    phoneNumberId: graph.id,
    displayPhone: graph.displayPhoneNumber,
    // A number without a display name under review or approved has none; its digits then stand for it.
    displayName: graph.verifiedName?.trim() || graph.displayPhoneNumber,
    qualityRating: graph.qualityRating,
    registration: {
      at,
      status: graph.status,
      platformType: graph.platformType,
      throughputLevel: graph.throughputLevel,
      codeVerificationStatus: graph.codeVerificationStatus,
      nameStatus: graph.nameStatus,
      isOnBizApp: graph.isOnBizApp,
      messagingLimit: graph.messagingLimit,
    },
  };
}

export interface WabaAtMeta {
  wabaId: string;
  wabaName: string | undefined;
  businessId: string | undefined;
  businessName: string | undefined;
}

/** The portfolio's name is what a business calls itself; Meta does not always tell it, the WABA's name stands in. */
export function toWabaAtMeta(graph: GraphWaba): WabaAtMeta {
  return {
    wabaId: graph.id,
    wabaName: graph.name,
    businessId: graph.ownerBusiness?.id,
    businessName: graph.ownerBusiness?.name ?? graph.name,
  };
}
