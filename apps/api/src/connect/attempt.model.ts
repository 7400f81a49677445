import {
  type AttemptChoice,
  type AttemptFlow,
  type AttemptNumberDto,
  type AttemptPhase,
  attemptFlows,
  type ProblemDto,
  type SignupReport,
  type StepName,
  type StepState,
} from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface AttemptStep {
  name: StepName;
  state: StepState;
  at: Date | null;
  problem: ProblemDto | null;
}

export type KeptChoice = Omit<AttemptChoice, 'until'> & { until: Date };

export interface AttemptRecord {
  attemptId: string;
  accountId: string;
  userId: string;
  sessionId: string;
  address?: string | undefined;
  flow: AttemptFlow;
  stateHash: string;
  redirectUri?: string | undefined;
  /** Support staff may bring known numbers back, not add new ones. */
  knownNumbersOnly: boolean;
  choose?: boolean | undefined;
  coexistence?: boolean | undefined;
  /** The numbers, and the only ones, that are to be brought back. */
  reconnect?: string[] | undefined;
  /** A sign-up on Meta's hosted page: the WhatsApp account that Meta's event named, and the business that shared it. */
  hosted?: { wabaId: string; businessId: string } | undefined;
  /** Begun by a hand-over link: which one, and the hash of the cookie of the browser that opened it. */
  handoverId?: string | undefined;
  browserHash?: string | undefined;
  expiresAt: Date;
  phase: AttemptPhase;
  revision: number;
  steps: AttemptStep[];
  numbers: AttemptNumberDto[];
  problem: ProblemDto | null;
  /** Hash of the login code that claimed the attempt: the same callback again gets the same result. */
  codeHash?: string | undefined;
  signup?: SignupReport | undefined;
  choice?: KeptChoice | undefined;
  chosen?: string[] | undefined;
  /** Who works on it, and until when nobody else may. */
  runId?: string | undefined;
  leaseUntil?: Date | undefined;
  /** Sealed. Kept only while something is left that can be tried again. */
  accessToken?: string | undefined;
  tokenHeldUntil?: Date | undefined;
  createdAt: Date;
  finishedAt?: Date | undefined;
}

const attemptSchema = new Schema<AttemptRecord>(
  {
    attemptId: { type: String, required: true, unique: true },
    accountId: { type: String, required: true },
    userId: { type: String, required: true },
    sessionId: { type: String, required: true },
    address: String,
    flow: { type: String, required: true, enum: attemptFlows },
    stateHash: { type: String, required: true, unique: true, select: false },
    redirectUri: String,
    knownNumbersOnly: { type: Boolean, required: true },
    choose: Boolean,
    coexistence: Boolean,
    reconnect: { type: [String], default: undefined },
    hosted: { type: Schema.Types.Mixed, default: undefined },
    handoverId: String,
    browserHash: { type: String, select: false },
    expiresAt: { type: Date, required: true },
    phase: { type: String, required: true },
    revision: { type: Number, required: true },
    steps: { type: Schema.Types.Mixed, required: true },
    numbers: { type: Schema.Types.Mixed, required: true },
    problem: { type: Schema.Types.Mixed, default: null },
    codeHash: String,
    signup: Schema.Types.Mixed,
    choice: Schema.Types.Mixed,
    chosen: { type: [String], default: undefined },
    runId: String,
    leaseUntil: Date,
    accessToken: { type: String, select: false },
    tokenHeldUntil: Date,
    finishedAt: Date,
  },
  { timestamps: true, collection: 'connectAttempts', minimize: false },
);
attemptSchema.index({ accountId: 1, createdAt: -1 });
// The operator's funnel, over all accounts.
attemptSchema.index({ createdAt: 1 });
attemptSchema.index({ tokenHeldUntil: 1 }, { sparse: true });
// Which logins named a WhatsApp account, over all accounts.
attemptSchema.index({ 'signup.waba_id': 1 }, { sparse: true });
attemptSchema.index({ browserHash: 1 }, { unique: true, sparse: true });

export const attemptModel = (connection: Connection): Model<AttemptRecord> =>
  connection.model<AttemptRecord>('ConnectAttempt', attemptSchema);
