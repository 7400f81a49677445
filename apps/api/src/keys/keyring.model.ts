import { type Connection, type Model, Schema } from 'mongoose';

/** One row for the installation: what all its processes agree on about keys. */
export interface KeyringRecord {
  _id: string;
  /** The id of the key that seals. */
  kid?: string | undefined;
  /** The ids of those that sealed before. */
  former?: string[] | undefined;
  /** When it began to. */
  since?: Date | undefined;
  /** By the id of each key that was ever here: what tells it from another one of that id. */
  prints?: Record<string, string> | undefined;
}

/** What one process says of its keys. */
export interface KeyHolderRecord {
  /** The id under which it keeps deliveries. */
  _id: string;
  /** With these it can open. */
  kids: string[];
  /** The first of its setting; null where that is refused. */
  front: string | null;
  aliveUntil: Date;
}

const keyringSchema = new Schema<KeyringRecord>(
  { _id: { type: String, required: true }, kid: String, since: Date },
  { collection: 'keyrings', strict: false, strictQuery: false, versionKey: false },
);
export const keyringModel = (connection: Connection): Model<KeyringRecord> =>
  connection.model<KeyringRecord>('Keyring', keyringSchema);

const keyHolderSchema = new Schema<KeyHolderRecord>(
  { _id: { type: String, required: true }, kids: [String], front: String, aliveUntil: Date },
  { collection: 'keyHolders', versionKey: false },
);
export const keyHolderModel = (connection: Connection): Model<KeyHolderRecord> =>
  connection.model<KeyHolderRecord>('KeyHolder', keyHolderSchema);
