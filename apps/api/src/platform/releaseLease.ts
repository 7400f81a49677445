import { setTimeout as pause } from 'node:timers/promises';
import type { Model } from 'mongoose';
import { leaseMs } from './backoff.js';
import { type Clock, later } from './clock.js';
import { isDuplicateKey } from './errors.js';
import type { JobRows } from './jobRows.js';
import { Lease } from './lease.js';
import type { ReleaseRecord } from './release.model.js';

export interface ReleaseLeaseDeps {
  releases: Model<ReleaseRecord>;
  clock: Clock;
  say: (line: string) => void;
}

export const releaseRow = 'release';
const lookEveryMs = 500;
/** An index over many messages reports nothing while it is built. */
const progressEveryMs = leaseMs * 5;

/**
 * Runs one release step at a time on a database. Another one waits; one that dies is followed after a minute.
 *
 * @throws Error where the lease was lost, because the database was away for longer than that.
 */
export async function withReleaseLease<T>(
  { releases, clock, say }: ReleaseLeaseDeps,
  work: (lease: Lease<ReleaseRecord>) => Promise<T>,
): Promise<T> {
  const rows: JobRows<ReleaseRecord> = {
    model: releases,
    open: {},
    due: 'leaseUntil',
    lease: 'leaseUntil',
    tries: 'tries',
  };
  let until = await claim(releases, clock);
  if (!until) say('Another release step is at work on this database: waiting until it ends…');
  while (!until) {
    await pause(lookEveryMs);
    until = await claim(releases, clock);
  }
  const lease = new Lease(rows, releaseRow, until, clock);
  const progress = setInterval(() => void lease.extend().catch(() => undefined), progressEveryMs);
  try {
    const result = await work(lease);
    if (!(await lease.write({ $unset: { leaseUntil: 1 } }))) throw new Error('another release step has taken over');
    return result;
  } catch (error) {
    // The next one need not wait. Where this fails as well the lease runs out.
    await lease.write({ $unset: { leaseUntil: 1 } }).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(progress);
    lease.end();
  }
}

/** @returns until when the row is held; null where another process holds it. */
async function claim(releases: Model<ReleaseRecord>, clock: Clock): Promise<Date | null> {
  const now = clock.now();
  const until = later(now, leaseMs);
  try {
    await releases.updateOne(
      { _id: releaseRow, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] },
      { $set: { leaseUntil: until }, $inc: { tries: 1 } },
      { upsert: true },
    );
    return until;
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}
