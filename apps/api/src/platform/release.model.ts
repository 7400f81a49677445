import { type Connection, type Model, Schema } from 'mongoose';

/** What an installation is for: customers, or trying a version out. */
export type Stage = 'production' | 'staging';

/** A version of the program, by what it wants of the database. */
export interface PreparedVersion {
  version: string;
  /** The highest number among its migrations, which tells the newer one of two versions. */
  lastMigration?: number | undefined;
  beganAt: Date;
  doneAt?: Date | undefined;
}

/** One row for the installation. */
export interface ReleaseRecord {
  _id: string;
  /** A release step holds it until then. */
  leaseUntil?: Date | undefined;
  tries?: number | undefined;
  /** Whose database it is; absent in those prepared before there were marks, and on developers' machines. */
  stage?: Stage | undefined;
  /** For which versions the database was prepared, the latest last. */
  versions?: PreparedVersion[] | undefined;
}

/** One migration, by its number. */
export interface MigrationRecord {
  _id: number;
  name: string;
  startedAt: Date;
  /** How far it has come, in its own words. */
  after?: string | undefined;
  doneAt?: Date | undefined;
}

const releaseSchema = new Schema<ReleaseRecord>(
  { _id: { type: String, required: true }, leaseUntil: Date },
  { collection: 'releases', strict: false, strictQuery: false, versionKey: false },
);
const migrationSchema = new Schema<MigrationRecord>(
  { _id: { type: Number, required: true }, name: String, startedAt: Date, after: String, doneAt: Date },
  { collection: 'migrations', versionKey: false },
);

export const releaseModels = (connection: Connection) => ({
  releases: connection.model<ReleaseRecord>('Release', releaseSchema) as Model<ReleaseRecord>,
  migrations: connection.model<MigrationRecord>('Migration', migrationSchema) as Model<MigrationRecord>,
});
export type ReleaseModels = ReturnType<typeof releaseModels>;
