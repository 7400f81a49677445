import { setTimeout as pause } from 'node:timers/promises';
import type { MediaState } from '@switchboard/contracts';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberService } from '../../numbers/number.service.js';
import { type Clock, days, hours, later, minutes, seconds } from '../../platform/clock.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { ChangeService } from '../change.service.js';
import { type InboxWrites, rowsOf } from '../inboxWrites.js';
import type { OnDeadToken } from '../sending/deadToken.js';
import { openNumber } from '../sending/messageCourier.js';
import type { MediaRecord } from './media.model.js';
import { createMediaNews, type FoundOut } from './mediaNews.js';
import type { MediaScan } from './mediaScan.js';
import type { MediaStore } from './mediaStore.js';
import { headBytes, typeByBytes } from './mediaType.js';
import { fetchPublicPicture } from './publicPicture.js';

/** Meta's own limit for what customers send, and so the most that is ever fetched. */
const mostBytes = 100 * 1024 * 1024;
const downloadMs = minutes(3);
/** Longer than asking, downloading and searching together. */
const leaseMs = minutes(8);
const patienceMs = seconds(5);
/** Meta keeps what customers send for 7 days. */
const keptAtMetaMs = days(7);
/** A clear "no" may still be a matter of a permission that comes back, but not for long. */
const refusalsBeforeFailed = 4;
const mostAtOnce = 4;
const pollMs = seconds(2);

/** Doubles from two seconds to an hour: a file is missed at once, and an outage may last for days. Pure. */
export const fetchDelayMs = (attempts: number): number =>
  Math.min(seconds(2 ** Math.min(Math.max(1, attempts), 20)), hours(1));

export interface MediaFetcherDeps {
  media: Model<MediaRecord>;
  store: MediaStore;
  scan: MediaScan;
  numbers: NumberService;
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
  const rows = rowsOf(deps.media);
  const tell = createMediaNews(deps);
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;

  async function claim(): Promise<MediaRecord | null> {
    const now = clock.now();
    return rows.findOneAndUpdate(
      {
        state: 'waiting',
        dueAt: { $lte: now },
        $or: [{ claimedUntil: { $exists: false } }, { claimedUntil: { $lte: now } }],
      },
      { $set: { claimedUntil: later(now, leaseMs) }, $inc: { attempts: 1 } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
  }

  async function download(record: MediaRecord): Promise<Fetched> {
    const { accountId, phoneNumberId, metaMediaId, sourceUrl } = record;
    if (sourceUrl) return downloadPicture(record, sourceUrl);
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
    return save(record, file.value.body, mimeType || file.value.mimeType || record.mimeType);
  }

  async function downloadPicture(record: MediaRecord, sourceUrl: string): Promise<Fetched> {
    const picture = await fetchPicture(sourceUrl);
    if (picture.kind === 'refused') return tooLarge;
    if (picture.kind === 'failed') return { kind: 'later', isFinal: true };
    return save(record, picture.body, picture.mimeType);
  }

  async function save(record: MediaRecord, body: AsyncIterable<Buffer>, mimeType: string): Promise<Fetched> {
    const { _id, accountId, claimedUntil } = record;
    const fileId = store.newId();
    if (record.fileId) await store.remove(record.fileId);
    // Named before its first byte is stored, so that what an interrupted try leaves can be cleared away.
    const { matchedCount } = await rows.updateOne({ _id, accountId, claimedUntil }, { $set: { fileId } });
    if (matchedCount === 0) return { kind: 'later', isFinal: false };
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
      return { kind: 'ready', size, mimeType: await typeByBytes(mimeType, Buffer.concat(beginning)) };
    } catch (error) {
      logger.info({ mediaId: _id, err: error }, 'a file was not fetched to its end');
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
  async function finish(record: MediaRecord, state: MediaState, found: FoundOut) {
    const { _id, accountId, claimedUntil } = record;
    await tell(record, state, found);
    await rows.updateOne(
      { _id, accountId, claimedUntil },
      { $set: { state, ...found }, $unset: { dueAt: 1, claimedUntil: 1, unscanned: 1 } },
    );
  }

  async function tryAgain(record: MediaRecord, known: Partial<MediaRecord> = {}): Promise<void> {
    const { _id, accountId, claimedUntil, attempts = 1 } = record;
    await rows.updateOne(
      { _id, accountId, claimedUntil },
      { $set: { ...known, dueAt: later(clock.now(), fetchDelayMs(attempts)) }, $unset: { claimedUntil: 1 } },
    );
  }

  /** What was downloaded before and not searched, or what is downloaded now. */
  async function bring(record: MediaRecord): Promise<Fetched> {
    const fetched: Fetched = record.unscanned ? { kind: 'ready', ...record.unscanned } : await download(record);
    return searched(record, fetched);
  }

  async function fetchOne(record: MediaRecord): Promise<void> {
    const isOver = !record.unscanned && later(record.createdAt, keptAtMetaMs) <= clock.now();
    const fetched: Fetched = isOver ? { kind: 'later', isFinal: true } : await bring(record);
    const isGivenUp =
      isOver || (fetched.kind === 'later' && fetched.isFinal && (record.attempts ?? 0) >= refusalsBeforeFailed);
    if (fetched.kind === 'ready') {
      await finish(record, 'ready', { size: fetched.size, mimeType: fetched.mimeType });
    } else if (fetched.kind === 'refused' || fetched.kind === 'infected') {
      await finish(record, fetched.kind, {});
    } else if (fetched.kind === 'unscanned') {
      const { size, mimeType } = fetched;
      await tell(record, 'unscanned', { size });
      await tryAgain(record, { unscanned: { size, mimeType } });
    } else if (isGivenUp) {
      await finish(record, 'failed', {});
    } else {
      await tryAgain(record);
    }
    metrics.mediaFetched.inc({ outcome: fetched.kind === 'later' && isGivenUp ? 'failed' : fetched.kind });
  }

  /** Takes what is due, one after the other, until nothing is. */
  async function work(): Promise<void> {
    try {
      while (!stopping) {
        const record = await claim();
        if (!record) return;
        await fetchOne(record);
      }
    } catch (error) {
      logger.error({ err: error }, 'fetching files failed');
    }
  }

  function hire(): void {
    if (stopping || running.size >= mostAtOnce) return;
    const worker = work().finally(() => running.delete(worker));
    running.add(worker);
  }

  return {
    /** There may be something new. */
    wake() {
      if (timer) hire();
    },
    start() {
      timer ??= setInterval(hire, pollMs).unref();
      hire();
    },
    async stop(): Promise<void> {
      stopping = true;
      if (timer) clearInterval(timer);
      // A large file is not waited for: another process fetches it when the claim has run out.
      await Promise.race([Promise.all(running), pause(patienceMs, undefined, { ref: false })]);
    },
    /** Fetches everything that is due, and comes back when that is done. */
    async runDue(): Promise<void> {
      for (let count = 0; count < mostAtOnce; count += 1) hire();
      await Promise.all(running);
    },
  };
}
