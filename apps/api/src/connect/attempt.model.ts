import {
  type AttemptNumberDto,
  type AttemptPhase,
  type Flow,
  flows,
  type ProblemDto,
  type SignupReport,
  type StepName,
  type StepState,
} from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One step of an attempt, as it is kept. */
export interface AttemptStep {
  name: StepName;
  state: StepState;
  at: Date | null;
  problem: ProblemDto | null;
}

export interface AttemptRecord {
  attemptId: string;
  accountId: string;
  userId: string;
  sessionId: string;
  flow: Flow;
  /** Hash of the one-time state. */
  stateHash: string;
  redirectUri: string;
  /** Support staff may bring known numbers back, not add new ones. */
  knownNumbersOnly: boolean;
  expiresAt: Date;
  phase: AttemptPhase;
  revision: number;
  steps: AttemptStep[];
  numbers: AttemptNumberDto[];
  problem: ProblemDto | null;
  /** Hash of the login code that claimed the attempt: the same callback again gets the same result. */
  codeHash?: string | undefined;
  signup?: SignupReport | undefined;
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
    flow: { type: String, required: true, enum: flows },
    stateHash: { type: String, required: true, unique: true, select: false },
    redirectUri: { type: String, required: true },
    knownNumbersOnly: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true },
    phase: { type: String, required: true },
    revision: { type: Number, required: true },
    steps: { type: Schema.Types.Mixed, required: true },
    numbers: { type: Schema.Types.Mixed, required: true },
    problem: { type: Schema.Types.Mixed, default: null },
    codeHash: String,
    signup: Schema.Types.Mixed,
    runId: String,
    leaseUntil: Date,
    accessToken: { type: String, select: false },
    tokenHeldUntil: Date,
    finishedAt: Date,
  },
  { timestamps: true, collection: 'connectAttempts', minimize: false },
);
attemptSchema.index({ accountId: 1, createdAt: -1 });
attemptSchema.index({ tokenHeldUntil: 1 }, { sparse: true });

export const attemptModel = (connection: Connection): Model<AttemptRecord> =>
  connection.model<AttemptRecord>('ConnectAttempt', attemptSchema);
