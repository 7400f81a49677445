import type { Connection, Model, mongo } from 'mongoose';
import { Schema } from 'mongoose';

/** One POST of Meta's, kept as the bytes that were signed. */
export interface DeliveryRecord {
  /** `<milliseconds, base 36><count of its writer, base 36>.<writer>`: in the order of arrival, over all writers. */
  _id: string;
  /** The log of one process: its deliveries are projected in their order, and by whoever takes over when it dies. */
  writer: string;
  body: mongo.Binary;
}

const deliverySchema = new Schema<DeliveryRecord>(
  { _id: { type: String, required: true }, writer: String },
  { collection: 'deliveries', strict: false, versionKey: false },
);
export const deliveryModel = (connection: Connection): Model<DeliveryRecord> =>
  connection.model<DeliveryRecord>('Delivery', deliverySchema);

/** How far the deliveries of one process have been projected. */
export interface DeliveryWriterRecord {
  _id: string;
  /** Every delivery of this writer up to this id has been projected. Empty: none yet. */
  projectedTo: string;
  /** Its process is alive, or somebody else is projecting the rest, until then. */
  aliveUntil: Date;
  /** The process stopped after projecting everything, or somebody has finished for it. */
  finished: boolean;
}

const writerSchema = new Schema<DeliveryWriterRecord>(
  {
    _id: { type: String, required: true },
    projectedTo: { type: String, default: '' },
    aliveUntil: Date,
    finished: Boolean,
  },
  { collection: 'deliveryWriters', versionKey: false },
);
writerSchema.index({ finished: 1, aliveUntil: 1 });
export const deliveryWriterModel = (connection: Connection): Model<DeliveryWriterRecord> =>
  connection.model<DeliveryWriterRecord>('DeliveryWriter', writerSchema);
