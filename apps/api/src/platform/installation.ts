import { type Connection, type Model, Schema } from 'mongoose';
import type { Clock } from './clock.js';
import { isDuplicateKey } from './errors.js';

/** By what a database is told from that of another installation. Addresses are not among it: they may change. */
export interface Installation {
  /** Meta's app. */
  appId: string;
  /** `NODE_ENV`. */
  stage: string;
}

/** One row, written by the release step. */
export interface InstallationRecord extends Installation {
  _id: string;
  since: Date;
}

const installationSchema = new Schema<InstallationRecord>(
  { _id: { type: String, required: true }, appId: String, stage: String, since: Date },
  { collection: 'installations', versionKey: false },
);
export const installationModel = (connection: Connection): Model<InstallationRecord> =>
  connection.model<InstallationRecord>('Installation', installationSchema);

const ofThisDatabase = 'database';

/** How a database is that of another installation, a clause each. Pure. */
export function installationDifferences(kept: Installation, mine: Installation): string[] {
  return [
    ...(kept.appId === mine.appId
      ? []
      : [`the database is of the app ${kept.appId} at Meta, and META_APP_ID is ${mine.appId}`]),
    ...(kept.stage === mine.stage
      ? []
      : [`the database is of an installation in ${kept.stage}, and NODE_ENV is ${mine.stage}`]),
  ];
}

/** None where no release step has written down yet whose the database is. */
export async function findInstallationDifferences(
  installations: Model<InstallationRecord>,
  mine: Installation,
): Promise<string[]> {
  const kept = await installations.findOne({ _id: ofThisDatabase }).lean<InstallationRecord>();
  return kept ? installationDifferences(kept, mine) : [];
}

/**
 * Refuses where a production is concerned. On a developer's machine another app in the same database is an ordinary thing.
 *
 * @throws Error that says what differs, and the command to run.
 */
export async function requireOwnDatabase(installations: Model<InstallationRecord>, mine: Installation): Promise<void> {
  const kept = await installations.findOne({ _id: ofThisDatabase }).lean<InstallationRecord>();
  if (!kept || ![kept.stage, mine.stage].includes('production')) return;
  const differences = installationDifferences(kept, mine);
  if (differences.length === 0) return;
  throw new Error(
    `${differences.join('; ')}. Where a backup was restored, or that is meant, run "node apps/api/dist/release.js restored --adopt" with every instance stopped`,
  );
}

/** Writes down that the database is of this installation. */
export async function keepInstallation(
  installations: Model<InstallationRecord>,
  mine: Installation,
  clock: Clock,
): Promise<void> {
  try {
    await installations.updateOne(
      { _id: ofThisDatabase },
      { $set: { appId: mine.appId, stage: mine.stage }, $setOnInsert: { since: clock.now() } },
      { upsert: true },
    );
  } catch (error) {
    // Two steps that begin together both insert it, with the same in it.
    if (!isDuplicateKey(error)) throw error;
  }
}
