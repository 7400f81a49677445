import { type Connection, type mongo, Schema } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { ownDatabase, TestClock } from '../../test/harness.js';
import { minutes } from './clock.js';
import { createLogger } from './logger.js';
import { type Migration, prepareDatabase, requirePrepared } from './migrations.js';
import { openMongo } from './mongo.js';
import { releaseModels } from './release.model.js';

type IndexOptions = Parameters<Schema['index']>[1];
/** A version of a program, by the indexes of its one collection and its migrations. */
interface Version {
  indexes: [Record<string, 1 | 'text'>, IndexOptions?][];
  migrations?: Migration[];
}

/** On a busy machine an index takes its time. */
const patience = { timeout: 30_000 };
const opened: Connection[] = [];
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
});

/** A process of a version, on a database. */
async function program(uri: string, { indexes, migrations = [] }: Version, clock = new TestClock()) {
  const connection = await openMongo(uri, createLogger({ level: 'silent' }));
  opened.push(connection);
  const schema = new Schema({}, { collection: 'things', strict: false });
  for (const [keys, options] of indexes) schema.index(keys, options);
  connection.model('Thing', schema);
  const models = releaseModels(connection);
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return {
    connection,
    lines,
    things: connection.collection('things'),
    /** Has another step take over while this one builds an index. */
    loseLeaseWhileBuilding() {
      const { collection } = connection.model('Thing');
      const build = collection.createIndexes.bind(collection);
      const createIndexes = async (specs: mongo.IndexDescription[]) => {
        await build(specs);
        await connection.collection('releases').updateOne({}, { $set: { leaseUntil: new Date(0) } });
      };
      Object.assign(collection, { createIndexes });
    },
    release: () => prepareDatabase({ connection, models, migrations, clock, say }),
    start: () => requirePrepared({ connection, models, migrations }),
    /** In the order of their names. */
    async indexes() {
      const found = await connection.collection('things').listIndexes().toArray();
      return found.filter(({ name }) => name !== '_id_').sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    recorded: () => connection.collection('migrations').find().sort({ _id: 1 }).toArray(),
    lease: () => connection.collection('releases').findOne({ _id: 'release' as never }),
  };
}

/** A migration that does three steps and is stopped, once, before the step of this number. */
function steps(id: number, { stopsAt }: { stopsAt?: number } = {}) {
  const done: number[] = [];
  let left = stopsAt;
  const migration: Migration = {
    id,
    name: `steps ${id}`,
    async run(progress) {
      for (let step = Number(progress.after) + 1; step <= 3; step += 1) {
        if (step === left) {
          left = undefined;
          throw new Error('killed');
        }
        done.push(step);
        await progress.save(String(step));
      }
    },
  };
  return { migration, done };
}

describe('the release step', () => {
  const plain: Version = { indexes: [[{ name: 1 }]] };

  it('is asked for by a start that finds it was not run', async () => {
    const { start, release } = await program(ownDatabase(), plain);
    await expect(start()).rejects.toThrow(/indexes .* \(things\).*release\.js/);
    await release();
    await expect(start()).resolves.toBeUndefined();
  });

  it('is asked for by a version without an index of its own, too', async () => {
    const uri = ownDatabase();
    await (await program(uri, plain)).release();
    const next = await program(uri, { ...plain, migrations: [steps(1).migration] });
    await expect(next.start()).rejects.toThrow(/migrations .* \(1, steps 1\).*release\.js/);
  });

  it('runs each migration once, in the order of their numbers, and writes them down', async () => {
    const uri = ownDatabase();
    const [first, second] = [steps(1), steps(2)];
    const { release, recorded, lines } = await program(uri, {
      ...plain,
      migrations: [second.migration, first.migration],
    });
    await release();
    await release();
    expect([first.done, second.done]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(await recorded()).toMatchObject([
      { _id: 1, name: 'steps 1', doneAt: expect.any(Date) },
      { _id: 2, name: 'steps 2', doneAt: expect.any(Date) },
    ]);
    expect(lines.filter((line) => line.startsWith('Migration'))).toEqual([
      'Migration 1: steps 1…',
      'Migration 2: steps 2…',
    ]);
  });

  it('goes on where it was stopped', async () => {
    const { migration, done } = steps(1, { stopsAt: 3 });
    const { release, start, recorded, lines } = await program(ownDatabase(), { ...plain, migrations: [migration] });
    await expect(release()).rejects.toThrow('killed');
    expect(await recorded()).toMatchObject([{ after: '2' }]);
    await expect(start()).rejects.toThrow('migrations');
    await release();
    expect(done).toEqual([1, 2, 3]);
    expect(lines).toContain('Going on with migration 1: steps 1…');
    await expect(start()).resolves.toBeUndefined();
  });

  it('waits for another one that is at work, and then finds nothing to do', async () => {
    const uri = ownDatabase();
    const { migration, done } = steps(1);
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow: Migration = {
      ...migration,
      async run(progress) {
        await held;
        await migration.run(progress);
      },
    };
    const first = await program(uri, { ...plain, migrations: [slow] });
    const second = await program(uri, { ...plain, migrations: [migration] });
    const running = first.release();
    await expect.poll(() => first.lines, patience).toContain('Migration 1: steps 1…');
    const waiting = second.release();
    await expect.poll(() => second.lines, patience).toEqual([expect.stringContaining('waiting')]);
    expect(done).toEqual([]);
    await expect(second.start()).rejects.toThrow('release.js');
    goOn();
    await Promise.all([running, waiting]);
    expect(done).toEqual([1, 2, 3]);
    expect(second.lines).toHaveLength(1);
  });

  it('follows one that died when its lease has run out', async () => {
    const uri = ownDatabase();
    const clock = new TestClock();
    const { release, connection, lease, start } = await program(uri, plain, clock);
    await connection
      .collection('releases')
      .insertOne({ _id: 'release' as never, leaseUntil: new Date(clock.now().getTime() + minutes(1)) });
    clock.advance(minutes(1));
    await release();
    expect(await lease()).not.toHaveProperty('leaseUntil');
    await expect(start()).resolves.toBeUndefined();
  });

  it('writes nothing more once another one has taken over', async () => {
    const uri = ownDatabase();
    const taken: Migration = {
      id: 1,
      name: 'is overtaken',
      async run(progress) {
        const releases = opened[0]?.collection('releases');
        await releases?.updateOne({ _id: 'release' as never }, { $set: { leaseUntil: new Date(0) } });
        await progress.save('1');
      },
    };
    const { release, recorded } = await program(uri, { ...plain, migrations: [taken] });
    await expect(release()).rejects.toThrow('taken over');
    expect((await recorded())[0]).not.toHaveProperty('after');
  });

  it('drops no index either: it may be the one of whoever took over', async () => {
    const uri = ownDatabase();
    await (await program(uri, plain)).release();
    const next = await program(uri, { indexes: [[{ name: 1 }, { unique: true }]] });
    next.loseLeaseWhileBuilding();
    await expect(next.release()).rejects.toThrow('taken over');
    expect(await next.indexes()).toMatchObject([{ name: 'name_1' }, { name: 'name_1_2', unique: true }]);
  });
});

describe('two versions on one database', () => {
  const older: Version = { indexes: [[{ name: 1 }]], migrations: [] };
  const newer: Version = {
    indexes: [[{ name: 1 }, { unique: true }], [{ at: 1 }]],
    migrations: [steps(1).migration],
  };

  it('the older one starts beside a database that the newer one has prepared, and changes nothing back', async () => {
    const uri = ownDatabase();
    const old = await program(uri, older);
    await old.release();
    const next = await program(uri, newer);
    await next.release();
    const indexes = await next.indexes();
    expect(indexes).toMatchObject([{ key: { at: 1 } }, { key: { name: 1 }, unique: true }]);

    await expect(old.start()).resolves.toBeUndefined();
    await old.release();
    expect(await next.indexes()).toEqual(indexes);
    await expect(next.start()).resolves.toBeUndefined();
    await expect(old.start()).resolves.toBeUndefined();
  });

  it('the older one starts while the newer one still prepares it, and has what is missing built', async () => {
    const uri = ownDatabase();
    const old = await program(uri, older);
    await old.release();
    const next = await program(uri, { ...newer, migrations: [steps(1, { stopsAt: 1 }).migration] });
    await expect(next.release()).rejects.toThrow('killed');
    await expect(old.start()).resolves.toBeUndefined();
    for (const { name } of await old.indexes()) await old.things.dropIndex(name);
    await expect(old.start()).rejects.toThrow('release.js');
    await old.release();
    await expect(old.start()).resolves.toBeUndefined();
  });

  it.each<[string, Version]>([
    ['one that was left out', older],
    ['one with an index of its own', { ...older, indexes: [[{ name: 1 }], [{ hot: 1 }]] }],
  ])('an older one that comes after the newer one changes nothing back: %s', async (_which, version) => {
    const uri = ownDatabase();
    const next = await program(uri, newer);
    await next.release();
    const before = await next.indexes();
    const old = await program(uri, version);
    await expect(old.start()).rejects.toThrow('release.js');
    await old.release();
    expect(old.lines).toContain('A newer version has prepared this database: what it changed stays');
    await expect(old.start()).resolves.toBeUndefined();

    expect(await next.indexes()).toEqual(expect.arrayContaining(before));
    await next.release();
    expect(next.lines).not.toContain('A newer version has prepared this database: what it changed stays');
    await expect(next.start()).resolves.toBeUndefined();
  });

  it('the newer one is not taken for the older one where its index was changed back by hand', async () => {
    const uri = ownDatabase();
    const next = await program(uri, newer);
    await next.release();
    await (await program(uri, older)).release();
    await next.things.dropIndex('name_1');
    await next.things.createIndex({ name: 1 });
    await expect(next.start()).rejects.toThrow('(things)');
    await next.release();
    expect(await next.indexes()).toMatchObject([{ key: { at: 1 } }, { key: { name: 1 }, unique: true }]);
  });

  it('the newer one refuses beside a database that only the older one has prepared, and says what to run', async () => {
    const uri = ownDatabase();
    await (await program(uri, older)).release();
    await expect((await program(uri, newer)).start()).rejects.toThrow('Run "node apps/api/dist/release.js"');
  });
});

describe('an index whose options change', () => {
  const isActive = { partialFilterExpression: { isActive: true } };
  it.each<[string, Version['indexes'][0], Version['indexes'][0], object]>([
    ['becomes unique', [{ name: 1 }], [{ name: 1 }, { unique: true }], { unique: true }],
    [
      'is unique for some alone',
      [{ name: 1 }, { unique: true }],
      [{ name: 1 }, { unique: true, ...isActive }],
      isActive,
    ],
    [
      'expires sooner',
      [{ at: 1 }, { expireAfterSeconds: 60 }],
      [{ at: 1 }, { expireAfterSeconds: 5 }],
      { expireAfterSeconds: 5 },
    ],
    ['has other fields under its name', [{ a: 1 }, { name: 'n' }], [{ b: 1 }, { name: 'n' }], { key: { b: 1 } }],
    [
      'is of text, of which there can be one',
      [{ a: 1, words: 'text' }],
      [{ a: 1, words: 'text' }, { default_language: 'none' }],
      { default_language: 'none' },
    ],
  ])('is replaced: %s', async (_how, before, after, found) => {
    const uri = ownDatabase();
    await (await program(uri, { indexes: [before] })).release();
    const { release, start, indexes } = await program(uri, { indexes: [after] });
    await expect(start()).rejects.toThrow('(things)');
    await release();
    expect(await indexes()).toMatchObject([found]);
    await expect(start()).resolves.toBeUndefined();
  });

  it('can change twice, and back with a migration that says so', async () => {
    const uri = ownDatabase();
    const versions: Version[] = [
      { indexes: [[{ name: 1 }]] },
      { indexes: [[{ name: 1 }, { unique: true }]] },
      { indexes: [[{ name: 1 }, { unique: true, ...isActive }]] },
      { indexes: [[{ name: 1 }]], migrations: [steps(1).migration] },
    ];
    for (const version of versions) {
      const { release, start, indexes } = await program(uri, version);
      await release();
      await expect(start()).resolves.toBeUndefined();
      const [[, options = {}] = []] = version.indexes;
      expect(await indexes()).toMatchObject([{ key: { name: 1 }, ...options }]);
    }
  });

  it('stays as it is where the rows do not allow the change; the step fails, and can be run again', async () => {
    const uri = ownDatabase();
    await (await program(uri, { indexes: [[{ name: 1 }]] })).release();
    const { release, start, indexes, things } = await program(uri, { indexes: [[{ name: 1 }, { unique: true }]] });
    await things.insertMany([{ name: 'Anna' }, { name: 'Anna' }]);
    await expect(release()).rejects.toThrow(/duplicate key/);
    expect((await indexes())[0]).not.toHaveProperty('unique');
    await expect(start()).rejects.toThrow('(things)');
    await things.deleteOne({ name: 'Anna' });
    await release();
    await expect(start()).resolves.toBeUndefined();
  });

  it('leaves no second one behind where the step was stopped between the two', async () => {
    const uri = ownDatabase();
    await (await program(uri, { indexes: [[{ name: 1 }]] })).release();
    const { release, indexes, things } = await program(uri, { indexes: [[{ name: 1 }, { unique: true }]] });
    await things.createIndex({ name: 1 }, { unique: true, name: 'name_1_2' });
    await release();
    expect(await indexes()).toMatchObject([{ key: { name: 1 }, unique: true }]);
  });

  it('of no version stays: somebody else may have made it', async () => {
    const { release, indexes, things } = await program(ownDatabase(), { indexes: [[{ name: 1 }]] });
    await things.createIndex({ reported: 1 });
    await release();
    expect((await indexes()).map(({ key }) => key)).toEqual([{ name: 1 }, { reported: 1 }]);
  });
});
