import { setTimeout as pause } from 'node:timers/promises';
import type { Model } from 'mongoose';
import { backoffs } from '../../platform/backoff.js';
import { type Clock, days, later } from '../../platform/clock.js';
import { DurableJob } from '../../platform/durableJob.js';
import type { Ended } from '../../platform/durableJob.types.js';
import type { Lease } from '../../platform/lease.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import { mediaPollMs, mediaStopPatienceMs } from '../lifetimes.js';
import { maxFetchedAtOnce, refusalsBeforeFailed } from '../limits.js';
import type { MediaRecord } from './media.model.js';
import type { Downloaded, MediaDownload } from './mediaDownload.js';
import type { MediaNews } from './mediaNews.js';
import type { MediaScan } from './mediaScan.js';

/** Meta keeps what customers send for 7 days. */
const keptAtMetaMs = days(7);
const filesARun = 10_000;

export interface MediaFetcherDeps {
  media: Model<MediaRecord>;
  download: MediaDownload;
  scan: MediaScan;
  showState: MediaNews;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

type Fetched = Downloaded | { kind: 'infected' } | { kind: 'unscanned'; size: number; mimeType: string };

/**
 * Each file waits in its record until it is here, or until Meta deletes it: a number that is reconnected in time still
 * gets its files.
 */
export function createMediaFetcher(deps: MediaFetcherDeps) {
  const { download, scan, showState, metrics } = deps;
  let timer: NodeJS.Timeout | null = null;

  /** A scanner that is away does not cause another download. */
  async function searched(record: MediaRecord, fetched: Fetched): Promise<Fetched> {
    if (fetched.kind !== 'ready') return fetched;
    const scanned = await scan(record);
    if (scanned === 'clean') return fetched;
    return scanned === 'infected' ? { kind: 'infected' } : { ...fetched, kind: 'unscanned' };
  }

  /** The message is written first: after a crash the file is fetched once more, and no message waits for ever. */
  async function fetch(record: MediaRecord, lease: Lease<MediaRecord>): Promise<Ended<MediaRecord, void>> {
    const fetched = await searched(
      record,
      record.unscanned ? { kind: 'ready', ...record.unscanned } : await download(record, lease),
    );
    const isRefusedForGood =
      fetched.kind === 'later' && fetched.isFinal && (record.attempts ?? 0) >= refusalsBeforeFailed;
    if (isRefusedForGood) return { kind: 'over', result: undefined };
    metrics.mediaFetched.inc({ outcome: fetched.kind });
    // Another process has the file now.
    if (fetched.kind === 'later' || !(await lease.extend())) return { kind: 'again', result: undefined };
    if (fetched.kind === 'unscanned') {
      const { size, mimeType } = fetched;
      await showState(record, 'unscanned', { size });
      return { kind: 'again', set: { unscanned: { size, mimeType } }, result: undefined };
    }
    const { kind: state, ...found } = fetched;
    await showState(record, state, found);
    const update = { $set: { state, ...found }, $unset: { dueAt: 1, unscanned: 1 } };
    return { kind: 'done', update, result: undefined };
  }

  const job = new DurableJob<MediaRecord>(
    {
      name: 'file',
      rows: {
        model: deps.media,
        open: { state: 'waiting' },
        due: 'dueAt',
        lease: 'claimedUntil',
        tries: 'attempts',
        onGiveUp: () => ({ $set: { state: 'failed' }, $unset: { dueAt: 1 } }),
        onReopen: (_record, now) => ({ $set: { state: 'waiting', giveUpAt: later(now, keptAtMetaMs) } }),
      },
      backoff: backoffs.awaited,
      // It waits for its scanner without limit.
      giveUpAt: ({ giveUpAt, createdAt, unscanned }) =>
        unscanned ? null : (giveUpAt ?? later(createdAt, keptAtMetaMs)),
      rowsARun: filesARun,
      atOnce: maxFetchedAtOnce,
      work: fetch,
      async notifyGivenUp(record) {
        await showState(record, 'failed', {});
        metrics.mediaFetched.inc({ outcome: 'failed' });
        return undefined;
      },
      describe: ({ accountId, kind, createdAt }) => ({
        accountIds: [accountId],
        what: `file of a customer: ${kind}`,
        since: createdAt,
        problem: null,
      }),
    },
    deps,
  );

  return {
    job,
    wake() {
      if (timer) job.wake();
    },
    start() {
      timer ??= setInterval(() => job.wake(), mediaPollMs).unref();
      job.wake();
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      // Another process fetches it when the lease has run out.
      await Promise.race([job.stop(), pause(mediaStopPatienceMs, undefined, { ref: false })]);
    },
    runDue: () => job.runDue(),
  };
}
export type MediaFetcher = ReturnType<typeof createMediaFetcher>;
