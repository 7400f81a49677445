import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from './clock.js';
import { buildIndexes, describeIndexes, findLackingIndexes } from './indexes.js';
import type { Lease } from './lease.js';
import type { PreparedVersion, ReleaseModels, ReleaseRecord } from './release.model.js';
import { releaseRow, withReleaseLease } from './releaseLease.js';

/** How far a migration has come; what is saved is there again when another process goes on with it. */
export interface Progress {
  readonly after: string;
  save(after: string): Promise<void>;
}

/**
 * A change of what is stored that has to be whole before a version starts. It may be stopped anywhere and done again, and what it
 * writes is good for the version before as well, which goes on running meanwhile.
 */
export interface Migration {
  /** Never used again. Migrations run in this order. */
  id: number;
  name: string;
  run(progress: Progress): Promise<void>;
}

export interface PreparationDeps {
  connection: Connection;
  models: ReleaseModels;
  migrations: readonly Migration[];
  clock: Clock;
  say: (line: string) => void;
}

type Wanted = Pick<PreparationDeps, 'connection' | 'models'> & {
  migrations: readonly Pick<Migration, 'id' | 'name'>[];
};

const maxVersions = 50;

/** Tells versions apart by what they want of the database. */
function versionOf({ connection, migrations }: Wanted): string {
  const wanted = JSON.stringify([describeIndexes(connection), migrations.map(({ id }) => id)]);
  return createHash('sha256').update(wanted).digest('hex').slice(0, 16);
}

async function readVersions({ releases }: ReleaseModels): Promise<PreparedVersion[]> {
  return (await releases.findOne({ _id: releaseRow }).lean<ReleaseRecord>())?.versions ?? [];
}

const lastOf = (migrations: Wanted['migrations']): number => Math.max(0, ...migrations.map(({ id }) => id));

/**
 * Whether a newer version has prepared, or begun to prepare, the database: one with a migration of a higher number. In which order
 * versions came here says nothing: one that was left out may be gone back to.
 */
async function isOvertaken({ models, migrations }: Wanted, versions: readonly PreparedVersion[]): Promise<boolean> {
  const run = await models.migrations.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean<{ _id: number }>();
  const seen = Math.max(run?._id ?? 0, ...versions.map(({ lastMigration = 0 }) => lastMigration));
  return seen > lastOf(migrations);
}

async function findUndone({ models, migrations }: Wanted): Promise<string[]> {
  const done = await models.migrations.find({ doneAt: { $exists: true } }, { _id: 1 }).lean<{ _id: number }[]>();
  const ids = new Set(done.map(({ _id }) => _id));
  return migrations.filter(({ id }) => !ids.has(id)).map(({ id, name }) => `${id}, ${name}`);
}

/**
 * Brings the database to what this version needs: its indexes, then its migrations. May be run again, by several at once, and
 * while the version before runs. Where a newer version has prepared the database, only what is missing is added.
 */
export async function prepareDatabase(deps: PreparationDeps): Promise<void> {
  const { connection, models, migrations, clock, say } = deps;
  const version = versionOf(deps);
  const isLatest = (await readVersions(models)).at(-1)?.version === version;
  if (isLatest && (await describeLacking(deps)) === null) return;
  await withReleaseLease({ releases: models.releases, clock, say }, async (lease) => {
    const versions = await readVersions(models);
    const overtaken = await isOvertaken(deps, versions);
    if (overtaken) say('A newer version has prepared this database: what it changed stays');
    if (!versions.some((one) => one.version === version)) {
      const $each = [{ version, lastMigration: lastOf(migrations), beganAt: clock.now() }];
      await hold(lease.write({ $push: { versions: { $each, $slice: -maxVersions } } }));
    }
    const onBegin = (collection: string) => say(`Building the indexes of ${collection}…`);
    const requireHeld = () => hold(lease.extend());
    await buildIndexes(connection, { replaces: !overtaken, onBegin, requireHeld });
    for (const migration of [...migrations].sort((a, b) => a.id - b.id)) await migrate(deps, migration, lease);
    await hold(lease.write({ $set: { 'versions.$.doneAt': clock.now() } }, { 'versions.version': version }));
  });
}

async function migrate({ models, clock, say }: PreparationDeps, migration: Migration, lease: Lease<ReleaseRecord>) {
  const { id: _id, name } = migration;
  const rows = models.migrations;
  const before = await rows.findOne({ _id }).lean();
  if (before?.doneAt) return;
  say(before ? `Going on with migration ${_id}: ${name}…` : `Migration ${_id}: ${name}…`);
  await rows.updateOne({ _id }, { $setOnInsert: { name, startedAt: clock.now() } }, { upsert: true });
  let after = before?.after ?? '';
  await migration.run({
    get after() {
      return after;
    },
    async save(next) {
      await hold(lease.extend());
      await rows.updateOne({ _id }, { $set: { after: next } });
      after = next;
    },
  });
  await hold(lease.extend());
  await rows.updateOne({ _id }, { $set: { doneAt: clock.now() } });
}

/** @throws Error where the lease is lost: another step goes on, and this one must not write any more. */
async function hold(isHeld: Promise<boolean>): Promise<void> {
  if (!(await isHeld)) throw new Error('another release step has taken over');
}

/** What of this version's needs the database lacks; null: nothing. */
async function describeLacking(wanted: Wanted): Promise<string | null> {
  const version = versionOf(wanted);
  const versions = await readVersions(wanted.models);
  const lacking = await findLackingIndexes(wanted.connection, await isOvertaken(wanted, versions));
  if (lacking.length > 0) return `the database lacks indexes that this version needs (${lacking.join(', ')})`;
  const undone = await findUndone(wanted);
  if (undone.length > 0) return `the database lacks migrations that this version needs (${undone.join('; ')})`;
  const isDone = versions.some((one) => one.version === version && one.doneAt);
  return isDone ? null : 'the database was not prepared for this version';
}

/**
 * Looks at a start whether the database is prepared, and changes nothing. An older version works beside a newer one's database.
 *
 * @throws Error that names what is missing, and the command to run.
 */
export async function requirePrepared(wanted: Wanted): Promise<void> {
  const lacking = await describeLacking(wanted);
  if (lacking) throw new Error(`${lacking}. Run "node apps/api/dist/release.js" with the same environment first`);
}
