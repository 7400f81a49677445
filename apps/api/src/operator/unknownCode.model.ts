import type { UnknownCodesReply } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export type UnknownCodeKind = UnknownCodesReply['codes'][number]['kind'];

/** A code, a screen or an event of Meta's that nobody here has words for yet. */
export interface UnknownCodeRecord {
  kind: UnknownCodeKind;
  code: string;
  /** Meta's words, the first time; without anybody's data. */
  sample: string;
  count: number;
  firstSeen: Date;
  lastSeen: Date;
}

const unknownCodeSchema = new Schema<UnknownCodeRecord>(
  {
    kind: { type: String, required: true },
    code: { type: String, required: true },
    sample: { type: String, default: '' },
    count: { type: Number, required: true },
    firstSeen: { type: Date, required: true },
    lastSeen: { type: Date, required: true },
  },
  { collection: 'unknownCodes', versionKey: false },
);
unknownCodeSchema.index({ kind: 1, code: 1 }, { unique: true });

export const unknownCodeModel = (connection: Connection): Model<UnknownCodeRecord> =>
  connection.model<UnknownCodeRecord>('UnknownCode', unknownCodeSchema);
