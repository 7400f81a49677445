import { type Connection, mongo } from 'mongoose';
import { seconds } from './clock.js';
import { isDuplicateKey } from './errors.js';

/** What a database server says of itself. */
export interface ServerFacts {
  version: string;
  /** Major, minor, patch and build, as `buildInfo` has them. */
  versionArray: readonly number[];
  /** Whether it has the command `bulkWrite`, which writes to several collections and is new in 8.0. */
  hasBulkWrite: boolean;
  /** Whether it is a replica set, or a router of some. */
  isReplicated: boolean;
}

/** CVE-2025-14847: up to 8.0.16, and in 8.2.0 to 8.2.2, whoever reaches the port reads memory of the server without logging in. */
function isPatched([major = 0, minor = 0, patch = 0]: readonly number[]): boolean {
  if (major !== 8) return major > 8;
  if (minor === 0) return patch >= 17;
  return minor === 2 ? patch >= 3 : minor > 2;
}

/** Why Switchboard cannot work with a database server; null where it can. Pure. */
export function serverProblem(
  { version, versionArray, hasBulkWrite, isReplicated }: ServerFacts,
  isProduction: boolean,
) {
  if (!isPatched(versionArray)) {
    return `MongoDB ${version} is not enough: 8.0.17, or 8.2.3, or newer is needed, as older ones lack a command or show their memory to strangers (CVE-2025-14847)`;
  }
  if (!hasBulkWrite) {
    return `this server says that it is MongoDB ${version} and has no command bulkWrite: it is another database, which Switchboard does not work with`;
  }
  if (isProduction && !isReplicated) {
    return 'this MongoDB is no replica set: a single server loses what it acknowledged when it dies';
  }
  return null;
}

/** @throws Error that says what the server of this database lacks. Needs no rights beyond `readWrite`. */
export async function requireServer(connection: Connection, isProduction: boolean): Promise<void> {
  const { db } = connection;
  if (!db) throw new Error('the database is not open');
  const [build, hello, { commands }] = await Promise.all([
    db.command({ buildInfo: 1 }),
    db.command({ hello: 1 }),
    db.command({ listCommands: 1 }),
  ]);
  const problem = serverProblem(
    {
      version: String(build.version),
      versionArray: build.versionArray ?? [],
      hasBulkWrite: Object.hasOwn(commands ?? {}, 'bulkWrite'),
      isReplicated: hello.setName !== undefined || hello.msg === 'isdbgrid',
    },
    isProduction,
  );
  if (problem) throw new Error(problem);
  await requireMajority(connection);
}

/** Everything that is acknowledged asks for it, and would wait for ever. */
async function requireMajority({ db }: Connection): Promise<void> {
  const writeConcern = { w: 'majority', journal: true, wtimeoutMS: seconds(10) } as const;
  try {
    await db
      ?.collection('releases')
      .updateOne({ _id: 'majority' as never }, { $set: { at: new Date() } }, { upsert: true, writeConcern });
  } catch (error) {
    // Two steps that begin together both insert it.
    if (isDuplicateKey(error)) return;
    if (!(error instanceof mongo.MongoWriteConcernError)) throw error;
    throw new Error('the replica set does not acknowledge writes by majority and journal within ten seconds', {
      cause: error,
    });
  }
}
