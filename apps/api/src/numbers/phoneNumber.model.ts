import type { ErrorCode } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** Why Meta's last answer about something was not good. */
export interface EvidenceProblem {
  code: ErrorCode;
  fbtraceId?: string;
}

/** What Meta said about the token, and when. */
export interface TokenEvidence {
  valid: boolean;
  at: Date;
  /** null: never expires. */
  expiresAt: Date | null;
  problem?: EvidenceProblem | undefined;
}

/** What Meta said about the number itself, in Meta's words, and when. */
export interface RegistrationEvidence {
  at: Date;
  status?: string | undefined;
  platformType?: string | undefined;
  throughputLevel?: string | undefined;
  codeVerificationStatus?: string | undefined;
  nameStatus?: string | undefined;
  /** Meta no longer shows the number to us. */
  problem?: EvidenceProblem | undefined;
}

/** Whether Meta delivers the WABA's webhooks to us, and when that was last seen. */
export interface SubscriptionEvidence {
  subscribed: boolean;
  at: Date;
  problem?: EvidenceProblem | undefined;
}

export interface PhoneNumberRecord {
  accountId: string;
  phoneNumberId: string;
  wabaId: string;
  wabaName?: string | undefined;
  businessId?: string | undefined;
  businessName?: string | undefined;
  /** Sealed by the token vault; absent while disconnected. Never selected by default. */
  accessToken?: string | undefined;
  displayPhone: string;
  displayName: string;
  isActive: boolean;
  /** Meta's own value: `GREEN | YELLOW | RED | UNKNOWN | NA`. */
  qualityRating?: string | undefined;
  /** When Meta last confirmed what is stored here. */
  verifiedAt: Date;
  connectedAt: Date;
  disconnectedAt?: Date | undefined;
  /** App-scoped id of the person, or of the system user, behind the token: Meta's deletion requests name it. */
  metaUserId?: string | undefined;
  attemptId?: string | undefined;
  token?: TokenEvidence | undefined;
  registration?: RegistrationEvidence | undefined;
  subscription?: SubscriptionEvidence | undefined;
}

const problem = new Schema<EvidenceProblem>(
  { code: { type: String, required: true }, fbtraceId: String },
  { _id: false },
);

const phoneNumberSchema = new Schema<PhoneNumberRecord>(
  {
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    wabaId: { type: String, required: true },
    wabaName: String,
    businessId: String,
    businessName: String,
    accessToken: { type: String, select: false },
    displayPhone: { type: String, required: true },
    displayName: { type: String, required: true },
    isActive: { type: Boolean, required: true },
    qualityRating: String,
    verifiedAt: { type: Date, required: true },
    connectedAt: { type: Date, required: true },
    disconnectedAt: Date,
    metaUserId: String,
    attemptId: String,
    token: new Schema<TokenEvidence>({ valid: Boolean, at: Date, expiresAt: Date, problem }, { _id: false }),
    registration: new Schema<RegistrationEvidence>(
      {
        at: Date,
        status: String,
        platformType: String,
        throughputLevel: String,
        codeVerificationStatus: String,
        nameStatus: String,
        problem,
      },
      { _id: false },
    ),
    subscription: new Schema<SubscriptionEvidence>({ subscribed: Boolean, at: Date, problem }, { _id: false }),
  },
  {
    timestamps: true,
    collection: 'phoneNumbers',
    toJSON: { transform: (_doc, json) => ({ ...json, accessToken: undefined }) },
  },
);
phoneNumberSchema.index({ accountId: 1, phoneNumberId: 1 }, { unique: true });
// One live owner across all accounts: the database decides, not a look beforehand.
phoneNumberSchema.index(
  { phoneNumberId: 1 },
  { unique: true, partialFilterExpression: { isActive: true }, name: 'one_live_owner' },
);
phoneNumberSchema.index({ wabaId: 1, isActive: 1 });

export const phoneNumberModel = (connection: Connection): Model<PhoneNumberRecord> =>
  connection.model<PhoneNumberRecord>('PhoneNumber', phoneNumberSchema);
