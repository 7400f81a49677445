import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownDatabase, startApi } from '../test/harness.js';
import { createLogger } from './platform/logger.js';
import { openMongo } from './platform/mongo.js';
import { type ReleaseModels, releaseModels } from './platform/release.model.js';
import { releaseRow } from './platform/releaseLease.js';
import { databaseNameProblem, markStage, requireStage } from './platform/stage.js';

let connection: Awaited<ReturnType<typeof openMongo>>;
let releases: ReleaseModels['releases'];
beforeAll(async () => {
  connection = await openMongo(ownDatabase(), createLogger({ level: 'silent' }));
  releases = releaseModels(connection).releases;
});
afterAll(() => connection.close());
beforeEach(async () => void (await releases.deleteMany({})));

describe('a database', () => {
  it.each(['production', 'staging'] as const)(
    'that was prepared as that of %s is refused by the other',
    async (mine) => {
      const other = mine === 'staging' ? 'production' : 'staging';
      await markStage(releases, mine);
      await markStage(releases, mine);
      await requireStage(releases, mine);
      const refused = `this database is marked as that of ${mine}, and this is ${other}`;
      await expect(requireStage(releases, other)).rejects.toThrow(refused);
      await expect(markStage(releases, other)).rejects.toThrow(refused);
      await requireStage(releases, mine);
    },
  );

  it('is the one’s or the other’s when both prepare it at once', async () => {
    const ends = await Promise.allSettled([markStage(releases, 'staging'), markStage(releases, 'production')]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('from before there were marks is production’s, and never becomes staging’s', async () => {
    await releases.create({ _id: releaseRow, tries: 1 });
    await requireStage(releases, 'production');
    await expect(markStage(releases, 'staging')).rejects.toThrow('may be production’s');
    await markStage(releases, 'production');
    await expect(requireStage(releases, 'staging')).rejects.toThrow('marked as that of production');
  });

  it('without a mark is not started on by a staging', async () => {
    await expect(startApi({ env: { SWITCHBOARD_STAGE: 'staging' } })).rejects.toThrow('may be production’s');
  });

  it('has a name that says whose it is', () => {
    const uri = (name: string) => `mongodb+srv://user:pass-7391@db.test/${name}?tls=true`;
    expect(databaseNameProblem(uri('switchboard'), 'production')).toBeNull();
    expect(databaseNameProblem(uri('switchboard-staging'), 'staging')).toBeNull();
    expect(databaseNameProblem(uri('switchboard'), 'staging')).toMatch(/^must name .*“staging”/);
    expect(databaseNameProblem(uri('staging'), 'production')).toMatch(/^must not name .*“staging”/);
  });
});
