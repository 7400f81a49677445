import type { Connection, Model, mongo } from 'mongoose';
import { Schema } from 'mongoose';

/** One POST of Meta's, as the bytes that were signed. */
export interface DeliveryRecord {
  /** See `DeliveryIds`: in the order of arrival, over all writers. */
  _id: string;
  writer: string;
  body: mongo.Binary;
  /** Where traces are kept: that of its receipt, for its projection. */
  trace?: string | undefined;
}

const deliverySchema = new Schema<DeliveryRecord>(
  { _id: { type: String, required: true }, writer: String },
  { collection: 'deliveries', strict: false, versionKey: false },
);
export const deliveryModel = (connection: Connection): Model<DeliveryRecord> =>
  connection.model<DeliveryRecord>('Delivery', deliverySchema);

/** How far the deliveries of one process are projected. */
export interface DeliveryWriterRecord {
  _id: string;
  /** Up to this id they are; empty: none yet. */
  projectedTo: string;
  /** Until then its process counts as alive, or as taken over. */
  aliveUntil: Date;
  /** Everything is projected, and the process has stopped or is gone. */
  finished: boolean;
  /** In a row that asks for a replay (`replay.ts`), and is no process: whose deliveries are projected once more. */
  replayOf?: string | undefined;
  /** The last of them. */
  replayTo?: string | undefined;
}

const writerSchema = new Schema<DeliveryWriterRecord>(
  {
    _id: { type: String, required: true },
    projectedTo: { type: String, default: '' },
    aliveUntil: Date,
    finished: Boolean,
    replayOf: String,
    replayTo: String,
  },
  { collection: 'deliveryWriters', versionKey: false },
);
writerSchema.index({ finished: 1, aliveUntil: 1 });
export const deliveryWriterModel = (connection: Connection): Model<DeliveryWriterRecord> =>
  connection.model<DeliveryWriterRecord>('DeliveryWriter', writerSchema);
