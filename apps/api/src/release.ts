import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { type Config, configOrExit } from './config.js';
import { readArchive } from './inbox/archive.js';
import { createMediaStore } from './inbox/media/mediaStore.js';
import { gridFsStore } from './inbox/media/storage/gridFsStore.js';
import { createFileMove, type FileMove } from './inbox/media/storage/moveFiles.js';
import { describeKeys } from './keys/keys.js';
import { checkMeta } from './metaReadiness.js';
import { listMigrations } from './migrations.js';
import { createModels } from './models.js';
import { systemClock as clock } from './platform/clock.js';
import { type Installation, keepInstallation, requireOwnDatabase } from './platform/installation.js';
import { KeyRing } from './platform/keyRing.js';
import { createLogger } from './platform/logger.js';
import { prepareDatabase } from './platform/migrations.js';
import { openMongoPatiently } from './platform/mongo.js';
import { openObjectStorage } from './platform/openObjectStorage.js';
import { requireServer } from './platform/serverCheck.js';
import { markStage, readStage } from './platform/stage.js';
import { replayDeliveries } from './replay.js';
import { holdRestored, settleRestored } from './restored.js';
import { objectStorageIn } from './storageSettings.js';
import { createWriterProgress } from './webhooks/writerProgress.js';

/**
 * `node dist/release.js` prepares the database before the first instance of a new version starts: it looks at the server, builds
 * indexes and runs migrations. Safe to run again, by several at once, and while the former version runs.
 *
 * `node dist/release.js restored` does so after a backup was restored, while no instance runs. Messages queued in it may have been
 * sent since, so a person is asked about each of them. With `--adopt` also where the backup is of another installation.
 *
 * `node dist/release.js replay --since 2026-12-01T00:00:00Z` has what Meta delivered since then projected once more, while
 * instances run.
 *
 * `node dist/release.js archive --account ID --before 2026-01-01T00:00:00Z` writes the messages of an account from before then to
 * standard output, one JSON object a line, and changes nothing.
 *
 * `node dist/release.js keys` says how much is sealed under which key, and changes nothing.
 *
 * `node dist/release.js media` moves files to where `MEDIA_STORAGE` says, while the API runs.
 *
 * `node dist/release.js check-meta` says whether the app at Meta is set up for real, and ends with 1 where it is not.
 */
const steps: Record<string, (connection: Connection, config: Config, options: Options) => Promise<void>> = {
  prepare,
  async restored(connection, config, { adopt = false }) {
    await requireServer(connection, config.NODE_ENV === 'production');
    const models = createModels(connection);
    const ring = new KeyRing(config.TOKEN_ENCRYPTION_KEYS);
    await holdRestored({ connection, models, mine: installationOf(config), ring, clock }, adopt);
    await prepare(connection, config);
    for (const line of await settleRestored({ models })) say(line);
  },
  replay: (connection, _config, { since }) =>
    replayDeliveries({ models: createModels(connection), clock, say }, toMoment('since', since)),
  archive: (connection, _config, { account = '', before }) =>
    writeArchive(createModels(connection), account, toMoment('before', before)),
  async keys(connection, config) {
    const models = createModels(connection);
    const running = await createWriterProgress(models.webhooks.writers, clock).findLive();
    const lines = await describeKeys(connection, models.keys, { mine: kidsIn(config), running, clock });
    for (const line of lines) say(line);
  },
  media: moveMedia,
  async 'check-meta'(connection, config) {
    if (!(await checkMeta(connection, config, say))) process.exitCode = 1;
  },
};

const silent = createLogger({ level: 'silent' });

/** Each belongs to one step. */
const options = {
  adopt: { type: 'boolean' },
  since: { type: 'string' },
  account: { type: 'string' },
  before: { type: 'string' },
} as const;
const stepOf: Record<keyof typeof options, string> = {
  adopt: 'restored',
  since: 'replay',
  account: 'archive',
  before: 'archive',
};
interface Options {
  adopt?: boolean | undefined;
  since?: string | undefined;
  account?: string | undefined;
  before?: string | undefined;
}

const kidsIn = ({ TOKEN_ENCRYPTION_KEYS }: Config): string[] => TOKEN_ENCRYPTION_KEYS.map(({ kid }) => kid);

const installationOf = ({ META_APP_ID, NODE_ENV }: Config): Installation => ({ appId: META_APP_ID, stage: NODE_ENV });

async function moveMedia(connection: Connection, config: Config): Promise<void> {
  const to = config.MEDIA_STORAGE;
  const storage = objectStorageIn(config);
  const objects = storage && (await openObjectStorage(storage, silent));
  const store = createMediaStore({ database: gridFsStore(connection), objects, newFilesIn: to });
  const moveFiles = createFileMove({ media: createModels(connection).inbox.media, store, clock });
  const tell = ({ moved, bytes }: FileMove) => say(`${moved} files moved to ${to}, ${Math.ceil(bytes / 1024 ** 2)} MB`);
  try {
    const move = await moveFiles(to, tell);
    if (move.moved === 0) tell(move);
    say(`${move.left} files lie elsewhere; ${move.lost.length} of them could not be read whole`);
    for (const id of move.lost) say(`not whole: ${id}`);
  } finally {
    objects?.close();
  }
}

async function prepare(connection: Connection, config: Config): Promise<void> {
  const beganAt = performance.now();
  await requireServer(connection, config.NODE_ENV === 'production');
  const models = createModels(connection);
  await markStage(models.release.releases, readStage(config));
  await requireOwnDatabase(models.installations, installationOf(config));
  const migrations = listMigrations({ connection, models, kids: kidsIn(config), clock });
  await prepareDatabase({ connection, models: models.release, migrations, clock, say });
  await keepInstallation(models.installations, installationOf(config), clock);
  say('The database has everything that this version needs.');
  say(`It took ${((performance.now() - beganAt) / 1000).toFixed(1)} s`);
}

/** @throws Error where a time does not say its zone. */
function toMoment(option: keyof Options, text = ''): Date {
  const moment = z.iso.datetime({ offset: true }).safeParse(text);
  if (!moment.success) throw new Error(`--${option} wants a time with its zone, like 2026-12-01T08:00:00Z`);
  return new Date(moment.data);
}

/** @throws Error where there is no such account: an archive with nothing in it says that there is nothing. */
async function writeArchive(models: ReturnType<typeof createModels>, accountId: string, before: Date): Promise<void> {
  if (!(await models.accounts.accounts.exists({ accountId }))) throw new Error(`there is no account ${accountId}`);
  let count = 0;
  for await (const message of readArchive(models.inbox, { accountId, before })) {
    count += 1;
    if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain');
  }
  process.stderr.write(`${count} messages\n`);
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** What is asked for; undefined where there is no such step, or no such option of it. */
function readCommand(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [name = 'prepare', ...more] = positionals;
    const isMeant = (Object.keys(values) as (keyof typeof options)[]).every((option) => stepOf[option] === name);
    return Object.hasOwn(steps, name) && more.length === 0 && isMeant ? { step: steps[name], values } : undefined;
  } catch {
    return undefined;
  }
}

const asked = readCommand(process.argv.slice(2));
if (!asked?.step) {
  fail(
    'There is no such step. Run "release.js", or with "restored [--adopt]", "replay --since TIME", "archive --account ID --before TIME", "keys", "media" or "check-meta".',
  );
}
const config = configOrExit();
try {
  const connection = await openMongoPatiently(config.MONGODB_URI, silent);
  await asked.step(connection, config, asked.values);
  await connection.close();
} catch (error) {
  const { message = String(error), cause } = error instanceof Error ? error : {};
  fail(`The release step failed: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`);
}
