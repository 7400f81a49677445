import { setTimeout as pause } from 'node:timers/promises';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberRepository } from '../../numbers/number.repository.js';
import { backoffs } from '../../platform/backoff.js';
import { type Clock, days, later, minutes, seconds } from '../../platform/clock.js';
import { DurableJob } from '../../platform/durableJob.js';
import type { Ended } from '../../platform/durableJob.types.js';
import type { Lease } from '../../platform/lease.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { ChangeService } from '../change.service.js';
import type { InboxWrites } from '../inboxWrites.js';
import type { OnDeadToken } from '../sending/deadToken.js';
import { openNumber } from '../sending/messageCourier.js';
import type { MediaRecord } from './media.model.js';
import { createMediaNews } from './mediaNews.js';
import type { MediaScan } from './mediaScan.js';
import type { MediaStore } from './mediaStore.js';
import { headBytes, typeByBytes } from './mediaType.js';
import { fetchPublicPicture } from './publicPicture.js';

/** Meta's own limit for what customers send, and so the most that is ever fetched. */
const mostBytes = 100 * 1024 * 1024;
const downloadMs = minutes(3);
const patienceMs = seconds(5);
/** Meta keeps what customers send for 7 days. */
const keptAtMetaMs = days(7);
/** A clear "no" may still be a matter of a permission that comes back, but not for long. */
const refusalsBeforeFailed = 4;
const mostAtOnce = 4;
const filesARun = 10_000;
const pollMs = seconds(2);

export interface MediaFetcherDeps {
  media: Model<MediaRecord>;
  store: MediaStore;
  scan: MediaScan;
  numbers: NumberRepository;
  writes: InboxWrites;
  changes: ChangeService;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Fetches what lies on somebody else's server: the real thing unless told. */
  fetchPicture?: typeof fetchPublicPicture;
  onDeadToken: OnDeadToken;
}

type Fetched =
  | { kind: 'ready'; size: number; mimeType: string }
  | { kind: 'refused' }
  /** The virus scanner found something in it; its bytes are gone. */
  | { kind: 'infected' }
  /** Its bytes are here, and the virus scanner has not looked at them. */
  | { kind: 'unscanned'; size: number; mimeType: string }
  /** Tried again. `isFinal`: Meta said clearly that there is nothing to be had. */
  | { kind: 'later'; isFinal: boolean };

const tooLarge = { kind: 'refused' } as const;
const isFinal = (failure: GraphFailure) =>
  failure.outcome === 'refused' && failure.retry === 'no' && failure.kind !== 'token_invalid';

/**
 * Fetches the files that customers sent. Each waits in its own record until it is here, or until Meta no longer keeps it;
 * a number that is reconnected within that time still gets its files. Safe in several processes: each record is claimed.
 */
export function createMediaFetcher(deps: MediaFetcherDeps) {
  const { store, numbers, graph, clock, logger, metrics, fetchPicture = fetchPublicPicture } = deps;
  const tell = createMediaNews(deps);
  let timer: NodeJS.Timeout | null = null;

  async function download(record: MediaRecord, lease: Lease<MediaRecord>): Promise<Fetched> {
    const { accountId, phoneNumberId, metaMediaId, sourceUrl } = record;
    if (sourceUrl) return downloadPicture(record, lease, sourceUrl);
    if (!phoneNumberId || !metaMediaId) return { kind: 'later', isFinal: true };
    const opened = await openNumber(numbers, accountId, phoneNumberId);
    if ('kind' in opened) return { kind: 'later', isFinal: false };
    const token = opened.accessToken;
    const askedAt = clock.now();
    const place = await graph.readMedia({ mediaId: metaMediaId, phoneNumberId, token });
    if (!place.ok) {
      await deps.onDeadToken(opened.record, askedAt, place.failure);
      return { kind: 'later', isFinal: isFinal(place.failure) };
    }
    const { url, mimeType, size } = place.value;
    if (size !== undefined && size > mostBytes) return tooLarge;
    const file = await graph.downloadMedia({ url, token, maxBytes: mostBytes, timeoutMs: downloadMs });
    if (!file.ok) {
      if (file.failure.kind === 'media_rejected') return tooLarge;
      return { kind: 'later', isFinal: isFinal(file.failure) };
    }
    return save(record, lease, file.value.body, mimeType || file.value.mimeType || record.mimeType);
  }

  async function downloadPicture(record: MediaRecord, lease: Lease<MediaRecord>, sourceUrl: string): Promise<Fetched> {
    const picture = await fetchPicture(sourceUrl);
    if (picture.kind === 'refused') return tooLarge;
    if (picture.kind === 'failed') return { kind: 'later', isFinal: true };
    return save(record, lease, picture.body, picture.mimeType);
  }

  async function save(
    record: MediaRecord,
    lease: Lease<MediaRecord>,
    body: AsyncIterable<Buffer>,
    mimeType: string,
  ): Promise<Fetched> {
    const fileId = store.newId();
    if (record.fileId) await store.remove(record.fileId);
    // Named before its first byte is stored, so that what an interrupted try leaves can be cleared away.
    if (!(await lease.write({ $set: { fileId } }))) return { kind: 'later', isFinal: false };
    record.fileId = fileId;
    let seen = 0;
    const beginning: Buffer[] = [];
    async function* counted() {
      for await (const piece of body) {
        if (seen < headBytes) beginning.push(piece.subarray(0, headBytes - seen));
        seen += piece.length;
        yield piece;
      }
    }
    try {
      const size = await store.save(fileId, counted());
      if (await lease.extend()) {
        return { kind: 'ready', size, mimeType: await typeByBytes(mimeType, Buffer.concat(beginning)) };
      }
      // Erased meanwhile, or fetched anew by another process: nobody would find these bytes to remove them.
      await store.remove(fileId);
      return { kind: 'later', isFinal: false };
    } catch (error) {
      logger.info({ mediaId: record._id, err: error }, 'a file was not fetched to its end');
      return seen >= mostBytes ? tooLarge : { kind: 'later', isFinal: false };
    }
  }

  /** What was fetched may be handed out once it was searched; the scanner being away does not have it fetched again. */
  async function searched(record: MediaRecord, fetched: Fetched): Promise<Fetched> {
    if (fetched.kind !== 'ready') return fetched;
    const scanned = await deps.scan(record);
    if (scanned === 'clean') return fetched;
    return scanned === 'infected' ? { kind: 'infected' } : { ...fetched, kind: 'unscanned' };
  }

  /** The message first: a crash in between leaves a file that is fetched once more, not a message that waits for ever. */
  async function fetch(record: MediaRecord, lease: Lease<MediaRecord>): Promise<Ended<MediaRecord, void>> {
    // What was downloaded before and not searched, or what is downloaded now.
    const fetched = await searched(
      record,
      record.unscanned ? { kind: 'ready', ...record.unscanned } : await download(record, lease),
    );
    const isRefusedForGood =
      fetched.kind === 'later' && fetched.isFinal && (record.attempts ?? 0) >= refusalsBeforeFailed;
    if (isRefusedForGood) return { kind: 'over', result: undefined };
    metrics.mediaFetched.inc({ outcome: fetched.kind });
    // A message is not to say what another process by now knows better.
    if (fetched.kind === 'later' || !(await lease.extend())) return { kind: 'again', result: undefined };
    if (fetched.kind === 'unscanned') {
      const { size, mimeType } = fetched;
      await tell(record, 'unscanned', { size });
      return { kind: 'again', set: { unscanned: { size, mimeType } }, result: undefined };
    }
    const { kind: state, ...found } = fetched;
    await tell(record, state, found);
    const update = { $set: { state, ...found }, $unset: { dueAt: 1, unscanned: 1 } };
    return { kind: 'done', update, result: undefined };
  }

  const job = new DurableJob<MediaRecord>(
    {
      name: 'file',
      rows: {
        model: deps.media,
        open: { state: 'waiting' },
        ...{ due: 'dueAt', lease: 'claimedUntil', tries: 'attempts' },
        onGiveUp: () => ({ $set: { state: 'failed' }, $unset: { dueAt: 1 } }),
        onReopen: (_record, now) => ({ $set: { state: 'waiting', giveUpAt: later(now, keptAtMetaMs) } }),
      },
      backoff: backoffs.awaited,
      // What is here already waits for its scanner as long as it takes.
      giveUpAt: ({ giveUpAt, createdAt, unscanned }) =>
        unscanned ? null : (giveUpAt ?? later(createdAt, keptAtMetaMs)),
      rowsARun: filesARun,
      atOnce: mostAtOnce,
      work: fetch,
      async tellGivenUp(record) {
        await tell(record, 'failed', {});
        metrics.mediaFetched.inc({ outcome: 'failed' });
        return undefined;
      },
      describe: ({ accountId, kind, createdAt }) => ({
        ...{ accountIds: [accountId], what: `file of a customer: ${kind}`, since: createdAt, problem: null },
      }),
    },
    deps,
  );

  return {
    job,
    /** There may be something new. */
    wake() {
      if (timer) job.wake();
    },
    start() {
      timer ??= setInterval(() => job.wake(), pollMs).unref();
      job.wake();
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      // A large file is not waited for: another process fetches it when the lease has run out.
      await Promise.race([job.stop(), pause(patienceMs, undefined, { ref: false })]);
    },
    /** Fetches everything that is due, and comes back when that is done. */
    runDue: () => job.runDue(),
  };
}
