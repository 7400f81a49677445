import mongoose, { type Model } from 'mongoose';
import type { ReleaseRecord, Stage } from './release.model.js';
import { releaseRow } from './releaseLease.js';

/** What an installation is by its settings; null on a developer's machine and in tests, where nothing is looked at. */
export function readStage(config: { NODE_ENV: string; SWITCHBOARD_STAGE: Stage }): Stage | null {
  if (config.SWITCHBOARD_STAGE === 'staging') return 'staging';
  return config.NODE_ENV === 'production' ? 'production' : null;
}

/**
 * Whether a database is called after its stage, which shows a wrong address before anything is opened.
 *
 * @returns what is wrong, as a message that follows the name of the setting; null where nothing is
 * @throws Error where MongoDB's driver does not understand the address
 */
export function databaseNameProblem(uri: string, stage: Stage): string | null {
  const isCalledStaging = /staging/i.test(new mongoose.mongo.MongoClient(uri).options.dbName);
  if (isCalledStaging === (stage === 'staging')) return null;
  return stage === 'staging'
    ? 'must name a database with “staging” in its name, so that it is never production’s'
    : 'must not name a database with “staging” in its name, unless SWITCHBOARD_STAGE=staging is set';
}

const wrongStage = (marked: Stage, stage: Stage) =>
  new Error(
    `this database is marked as that of ${marked}, and this is ${stage}: look at MONGODB_URI and SWITCHBOARD_STAGE`,
  );

/**
 * Writes into the database whose it is, once and for good. Of two that mark it at once the first one wins.
 *
 * @throws Error where it is another stage's, or may be: one that was prepared before there were marks is production's
 */
export async function markStage(releases: Model<ReleaseRecord>, stage: Stage | null): Promise<void> {
  if (stage === null) return;
  const isUnmarked = { _id: releaseRow, stage: { $exists: false } };
  await releases.updateOne({ _id: releaseRow }, { $setOnInsert: { stage } }, { upsert: true });
  if (stage === 'production') await releases.updateOne(isUnmarked, { $set: { stage } });
  await requireStage(releases, stage);
}

/** @throws Error where the database is another stage's. One without a mark is nobody's but production's. */
export async function requireStage(releases: Model<ReleaseRecord>, stage: Stage | null): Promise<void> {
  if (stage === null) return;
  const row = await releases.findOne({ _id: releaseRow }).lean<ReleaseRecord>();
  if (row?.stage && row.stage !== stage) throw wrongStage(row.stage, stage);
  if (stage === 'production' || row?.stage) return;
  throw new Error(
    row
      ? 'this database has no mark of its stage, so it may be production’s: give staging one of its own, empty'
      : 'this database is not prepared. Run "node apps/api/dist/release.js" with the same environment first',
  );
}
