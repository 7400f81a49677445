import { type ErrorCode, type NumberDto, type ReadMark, readMarks } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface EvidenceProblem {
  code: ErrorCode;
  fbtraceId?: string | undefined;
  /** Meta's event that said so: `PARTNER_REMOVED`, `PARTNER_APP_UNINSTALLED`, `ACCOUNT_OFFBOARDED`, … */
  event?: string | undefined;
}

export interface TokenEvidence {
  valid: boolean;
  at: Date;
  expiresAt: Date | null;
  problem?: EvidenceProblem | undefined;
}

export interface RegistrationEvidence {
  at: Date;
  status?: string | undefined;
  platformType?: string | undefined;
  throughputLevel?: string | undefined;
  codeVerificationStatus?: string | undefined;
  nameStatus?: string | undefined;
  isOnBizApp?: boolean | undefined;
  /** `TIER_250 … TIER_UNLIMITED`, where Meta tells it. */
  messagingLimit?: string | undefined;
  problem?: EvidenceProblem | undefined;
}

export interface SubscriptionEvidence {
  subscribed: boolean;
  at: Date;
  /** It was read back from Meta, not only asked for. */
  isReadBack?: boolean | undefined;
  problem?: EvidenceProblem | undefined;
}

export interface HealthEvidence {
  at: Date;
  /** `AVAILABLE | LIMITED | BLOCKED`, the worst of everything a message goes through. */
  canSendMessage: string;
  reasons: string[];
  /** Meta does not let us send, whatever the number itself could: `health_status` does not tell that. */
  problem?: EvidenceProblem | undefined;
}

export interface PaymentEvidence {
  at: Date;
  wabaId: string;
  method: 'yes' | 'no' | 'unknown';
}

export interface CostEvidence {
  at: Date;
  /** `2026-11`, in UTC. */
  month: string;
  freeReplies: number;
  billedReplies: number;
}

export interface HandoverEvidence extends Occurrence {
  who: 'us' | 'meta_agent' | 'other_app' | 'nobody';
  role: string | null;
}

/** How often customers usually write at this time of the week, and since when they do not although they should. */
export interface BaselineEvidence {
  at: Date;
  usualPerHour: number;
  quietSince: Date | null;
}

/** Proof that something really happened, and when it last did. */
export interface Occurrence {
  at: Date;
}

export type SyncKind = NonNullable<NumberDto['sync']>[number]['what'];

/** How far the phone's contacts, or its history, have come. Meta is asked for each once, within a day of onboarding. */
export interface SyncRecord {
  state: NonNullable<NumberDto['sync']>[number]['state'];
  progress: number;
  at: Date;
  /** Who asks Meta for it, and until when nobody else may. Gone once Meta has answered. */
  askingUntil?: Date | undefined;
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
  verifiedAt: Date;
  connectedAt: Date;
  disconnectedAt?: Date | undefined;
  createdAt?: Date | undefined;
  /** It rests by choice since then: nothing is sent, and what comes in waits. */
  pausedAt?: Date | undefined;
  /** The token of a disconnected number, sealed for undoing alone, until `undoUntil`. Never selected by default. */
  undoToken?: string | undefined;
  undoUntil?: Date | undefined;
  undoEvidence?: TokenEvidence | undefined;
  /** App-scoped id of the person, or of the system user, behind the token: Meta's deletion requests name it. */
  metaUserId?: string | undefined;
  attemptId?: string | undefined;
  /** Tells which numbers hold the same token (`tokenVault.ts`); absent on rows that were kept before there was one. */
  tokenPrint?: string | undefined;
  /** Whether it is on a phone as well (coexistence). Apart from the evidence, which an answer without it replaces. */
  isOnBizApp?: boolean | undefined;
  token?: TokenEvidence | undefined;
  registration?: RegistrationEvidence | undefined;
  subscription?: SubscriptionEvidence | undefined;
  heard?: Occurrence | undefined;
  delivered?: Occurrence | undefined;
  /** A message came that somebody else answers. */
  standby?: Occurrence | undefined;
  handover?: HandoverEvidence | undefined;
  health?: HealthEvidence | undefined;
  /** When a registration was tried, newest first: Meta allows ten in 72 hours. */
  registrationTries?: Date[] | undefined;
  /** Meta said that it was too often: until then it is not asked. */
  registrationBlockedUntil?: Date | undefined;
  pin?: string | undefined;
  /** PINs that Meta was asked to take and has not clearly refused, sealed, oldest first. Never selected by default. */
  pendingPins?: string[] | undefined;
  /** Whether an owner has seen the PIN; absent where none is kept. */
  pinState?: 'sealed' | 'shown' | undefined;
  /** When Meta is asked next; moved ahead by whoever takes it on. */
  nextCheckAt?: Date | undefined;
  checkedAt?: Date | undefined;
  rhythm?: BaselineEvidence | undefined;
  payment?: PaymentEvidence | undefined;
  costs?: CostEvidence | undefined;
  /** When Meta billed the first answer of the month that was seen last. */
  billedRepliesAt?: Date | undefined;
  /** When the customer is shown that a message was read; `on_open` where nobody has chosen. */
  readMarks?: ReadMark | undefined;
  sync?: Partial<Record<SyncKind, SyncRecord>> | undefined;
}

const problem = new Schema<EvidenceProblem>(
  { code: { type: String, required: true }, fbtraceId: String, event: String },
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
    pausedAt: Date,
    undoToken: { type: String, select: false },
    undoUntil: Date,
    undoEvidence: new Schema<TokenEvidence>({ valid: Boolean, at: Date, expiresAt: Date, problem }, { _id: false }),
    metaUserId: String,
    attemptId: String,
    tokenPrint: String,
    isOnBizApp: Boolean,
    token: new Schema<TokenEvidence>({ valid: Boolean, at: Date, expiresAt: Date, problem }, { _id: false }),
    registration: new Schema<RegistrationEvidence>(
      {
        at: Date,
        status: String,
        platformType: String,
        throughputLevel: String,
        codeVerificationStatus: String,
        nameStatus: String,
        isOnBizApp: Boolean,
        messagingLimit: String,
        problem,
      },
      { _id: false },
    ),
    subscription: new Schema<SubscriptionEvidence>(
      { subscribed: Boolean, at: Date, isReadBack: Boolean, problem },
      { _id: false },
    ),
    heard: new Schema<Occurrence>({ at: Date }, { _id: false }),
    delivered: new Schema<Occurrence>({ at: Date }, { _id: false }),
    standby: new Schema<Occurrence>({ at: Date }, { _id: false }),
    handover: new Schema<HandoverEvidence>({ at: Date, who: String, role: String }, { _id: false }),
    health: new Schema<HealthEvidence>(
      { at: Date, canSendMessage: String, reasons: [String], problem },
      { _id: false },
    ),
    registrationTries: { type: [Date], default: undefined },
    registrationBlockedUntil: Date,
    pin: { type: String, select: false },
    pendingPins: { type: [String], default: undefined, select: false },
    pinState: { type: String, enum: ['sealed', 'shown'] },
    nextCheckAt: Date,
    checkedAt: Date,
    rhythm: new Schema<BaselineEvidence>({ at: Date, usualPerHour: Number, quietSince: Date }, { _id: false }),
    payment: new Schema<PaymentEvidence>({ at: Date, wabaId: String, method: String }, { _id: false }),
    costs: new Schema<CostEvidence>(
      { at: Date, month: String, freeReplies: Number, billedReplies: Number },
      { _id: false },
    ),
    billedRepliesAt: Date,
    readMarks: { type: String, enum: readMarks },
    sync: Schema.Types.Mixed,
  },
  {
    timestamps: true,
    collection: 'phoneNumbers',
    toJSON: {
      transform: (_doc, json) => ({
        ...json,
        accessToken: undefined,
        undoToken: undefined,
        pin: undefined,
        pendingPins: undefined,
      }),
    },
  },
);
phoneNumberSchema.index({ accountId: 1, phoneNumberId: 1 }, { unique: true });
// One live owner across all accounts: the database decides, not a look beforehand.
phoneNumberSchema.index(
  { phoneNumberId: 1 },
  { unique: true, partialFilterExpression: { isActive: true }, name: 'one_live_owner' },
);
phoneNumberSchema.index({ wabaId: 1, isActive: 1 });
phoneNumberSchema.index({ undoUntil: 1 }, { sparse: true });
// Meta's deauthorizations and deletion requests name the person alone.
phoneNumberSchema.index({ metaUserId: 1 }, { sparse: true });
// What Meta says about a token holds for every number that has it.
phoneNumberSchema.index({ tokenPrint: 1 }, { sparse: true });
phoneNumberSchema.index({ phoneNumberId: 1, disconnectedAt: -1 });
phoneNumberSchema.index({ isActive: 1, nextCheckAt: 1 });
// Logins that something is wrong with: mostly none.
phoneNumberSchema.index(
  { 'token.problem.code': 1 },
  { partialFilterExpression: { 'token.problem.code': { $exists: true } }, name: 'bad_logins' },
);

export const isOnBizApp = (record: Pick<PhoneNumberRecord, 'isOnBizApp' | 'registration'>): boolean =>
  record.isOnBizApp ?? record.registration?.isOnBizApp ?? false;

export const phoneNumberModel = (connection: Connection): Model<PhoneNumberRecord> =>
  connection.model<PhoneNumberRecord>('PhoneNumber', phoneNumberSchema);
