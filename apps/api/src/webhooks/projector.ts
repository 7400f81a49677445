import { setTimeout as pause } from 'node:timers/promises';
import type { Model } from 'mongoose';
import { type Clock, later, seconds } from '../platform/clock.js';
import { isConnectionBroken, isDatabaseGone } from '../platform/databaseErrors.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { DeliveryWriterRecord } from './delivery.model.js';
import { type Delivery, type DeliveryLog, receivedAtOf } from './deliveryLog.js';
import type { Projection } from './projection.js';
import { createProjectionPace } from './projectionPace.js';

export interface ProjectorDeps {
  log: DeliveryLog;
  writers: Model<DeliveryWriterRecord>;
  projection: Pick<Projection, 'project'>;
  /** Keeps a delivery that cannot be projected, for people to look at. */
  setAside: (delivery: Delivery) => Promise<void>;
  /** Whether the database answers right now. */
  isDatabaseThere: () => Promise<boolean>;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  /** Deliveries that wait for their projection are held in memory up to so many bytes; 32 MB unless told. */
  mostBytesHeld?: number;
}

/**
 * One round of projecting takes at most so much. The more it takes, the fewer times a busy conversation is written; and
 * the longer nothing else is done while it is planned.
 */
const most = { count: 3_000, bytes: 3 * 1024 * 1024 };
/** And so much while acknowledging needs the process: a round holds up every answer that is due meanwhile. */
const mostUnderLoad = { count: 250, bytes: 64 * 1024 };
/** A round waits for so long for what comes with it: it costs about the same for one delivery and for ten. */
const gatherMs = 20;
/** But not when so many are there already. */
const worthARound = 32;
/** Beyond so many, whoever waits for one waits for its round. */
const mostToldEarly = 200;
const saveEveryMs = 250;
const settlePollMs = 5;
const aliveForMs = seconds(10);
const retryDelaysMs = [100, 500, 2_000, 5_000];
/** After so many failures that are not the database's being away, one of the deliveries is the reason. */
const triesTogether = 2;
const triesAlone = 4;
/**
 * A write that the server cannot take may end the connection, which looks as if the database were away. Where it answers
 * all the same, so many in a row are the delivery's doing; a connection that broke by itself is back by then.
 */
const brokenTogether = 1;
const brokenAlone = 3;
const brokenRetryMs = 100;

/**
 * Projects the deliveries of this process in their order, from memory, and writes down how far it has come. What a
 * process leaves behind when it dies is projected by any other one.
 */
export function createProjector({
  log,
  writers,
  projection,
  setAside,
  isDatabaseThere,
  metrics,
  clock,
  logger,
  mostBytesHeld = 32 * 1024 * 1024,
}: ProjectorDeps) {
  const { writer } = log;
  let held: Delivery[] = [];
  let heldBytes = 0;
  /** More came than is held: after these, the log is read. */
  let spilled = false;
  /** What comes is held again, and everything with an id before this one is read from the log first. */
  let catchUpTo: string | null = null;
  let projectedTo = '';
  let savedTo: string | null = null;
  let savedAt = 0;
  let working: Promise<void> | null = null;
  /** Something waits, and is about to be begun. */
  let gathering: NodeJS.Timeout | undefined;
  /** Nothing new is begun. */
  let closing = false;
  /** What is under way is given up. */
  let stopping = false;
  /** When the oldest came of those that are being projected here: of this process, and of one that is gone. */
  const underway: { own: Date | null; takenOver: Date | null } = { own: null, takenOver: null };
  let wholeRoundAt = clock.now();
  const pace = createProjectionPace(log);
  metrics.onProjectionAsked(figures);

  /** How far behind it is, at the moment of asking: what stands still is not measured by what moves. */
  function figures(): { lagSeconds: number; sinceRoundSeconds: number } {
    const nowMs = clock.now().getTime();
    const waiting = [underway.own ?? oldestWaiting(), underway.takenOver].filter((at) => at !== null);
    const oldestMs = Math.min(nowMs, ...waiting.map((at) => at.getTime()));
    return { lagSeconds: (nowMs - oldestMs) / 1000, sinceRoundSeconds: (nowMs - wholeRoundAt.getTime()) / 1000 };
  }

  function oldestWaiting(): Date | null {
    const [next] = held;
    if (next) return next.receivedAt;
    // In the log: not older than the last one that was projected.
    return isDone() || projectedTo === '' ? null : receivedAtOf(projectedTo);
  }

  /** @returns whether many wait by now: to do something for each of them at once would hold up all. */
  function add(delivery: Delivery): { isCrowd: boolean } {
    if (!spilled && heldBytes + delivery.body.length > mostBytesHeld) spilled = true;
    if (!spilled) {
      held.push(delivery);
      heldBytes += delivery.body.length;
    }
    if (isWorthARound()) begin();
    else beginSoon();
    return { isCrowd: held.length > mostToldEarly || spilled || catchUpTo !== null };
  }

  /** Otherwise what comes within the next moment is projected with what waits. */
  const isWorthARound = () => held.length >= worthARound || closing || spilled || catchUpTo !== null;

  function beginSoon(): void {
    if (!working && !stopping) gathering ??= setTimeout(begin, gatherMs);
  }

  function begin(): void {
    clearTimeout(gathering);
    gathering = undefined;
    if (!working && !stopping && !isDone()) working = work();
  }

  async function drain(): Promise<void> {
    for (begin(); working; begin()) await working;
  }

  function advance({ id }: Delivery): void {
    projectedTo = id;
    save();
  }

  const atOnce = () => (pace.isUnderLoad() ? mostUnderLoad : most);

  function takeHeld(): Delivery[] {
    const { count, bytes: mostBytes } = atOnce();
    let bytes = 0;
    let size = 0;
    while (size < held.length && size < count && (size === 0 || bytes < mostBytes)) {
      bytes += held[size]?.body.length ?? 0;
      size += 1;
    }
    const batch = held.slice(0, size);
    held = size === held.length ? [] : held.slice(size);
    heldBytes -= bytes;
    return batch;
  }

  /** What is next: held, or read from the log where more came than is held. Empty: nothing. */
  async function nextBatch(): Promise<Delivery[]> {
    if (catchUpTo === null) {
      while (held.length > 0) {
        const batch = takeHeld().filter((delivery) => delivery.id > projectedTo);
        if (batch.length > 0) return batch;
      }
      if (!spilled) return [];
      const read = await log.read(writer, projectedTo, log.settledBefore(), atOnce());
      if (read.length > 0) return read;
      // In one step: what comes from now on is held, and what has an id by now is waited for and read.
      catchUpTo = log.issuedBound();
      spilled = false;
    }
    for (;;) {
      const settled = log.settledBefore();
      const read = await log.read(writer, projectedTo, settled < catchUpTo ? settled : catchUpTo, atOnce());
      if (read.length > 0) return read;
      if (settled >= catchUpTo) break;
      await pause(settlePollMs);
    }
    catchUpTo = null;
    return nextBatch();
  }

  const isDone = () => held.length === 0 && !spilled && catchUpTo === null;

  async function work(): Promise<void> {
    try {
      while (!stopping) {
        let batch: Delivery[];
        try {
          batch = await nextBatch();
        } catch (error) {
          logger.error({ err: error }, 'deliveries could not be read; it will be tried again');
          await pause(retryDelaysMs[1], undefined, { ref: false });
          continue;
        }
        const last = batch.at(-1);
        if (!last) {
          if (isDone()) break;
          continue;
        }
        underway.own = batch[0]?.receivedAt ?? null;
        const begun = performance.now();
        if (!(await projectSurely(batch))) return;
        underway.own = null;
        wholeRoundAt = clock.now();
        advance(last);
        await pace.rest(performance.now() - begun, () => closing);
        if (!isWorthARound()) break;
      }
    } finally {
      working = null;
      if (isDone()) pace.reset();
      else beginSoon();
    }
  }

  /**
   * Until it is done, or the process stops. After a failure nothing is certain, so it is done as if for the second time.
   * One delivery that cannot be projected must not hold up all others: it is found by halving, and set aside.
   *
   * @param again it failed before, as a part of more.
   */
  async function projectSurely(batch: readonly Delivery[], isSecond = false, again = false): Promise<boolean> {
    /** Failures that are not the database's being away: refusals, and connections that ended while it answers. */
    let faults = 0;
    let broken = 0;
    for (let tries = 0; ; tries += 1) {
      try {
        await projection.project(batch, isSecond || tries > 0);
        return true;
      } catch (error) {
        logger.error({ err: error, deliveries: batch.length, tries }, 'projecting failed; it will be tried again');
        if (stopping) return false;
        if (!isDatabaseGone(error)) faults += 1;
        else if (isConnectionBroken(error) && (await isDatabaseThere())) broken += 1;
        else broken = 0;
        const [only] = batch;
        if (batch.length > 1 && (faults >= (again ? 1 : triesTogether) || broken >= brokenTogether)) {
          const middle = Math.ceil(batch.length / 2);
          for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
            if (!(await projectSurely(half, true, true))) return false;
          }
          return true;
        }
        const isCause = faults >= triesAlone || broken >= brokenAlone;
        if (only && batch.length === 1 && isCause && (await isSetAside(only))) return true;
        const pauseMs = retryDelaysMs[Math.min(tries, retryDelaysMs.length - 1)] ?? 0;
        await pause(broken > 0 ? Math.min(pauseMs, brokenRetryMs) : pauseMs, undefined, { ref: false });
        if (stopping) return false;
      }
    }
  }

  async function isSetAside(delivery: Delivery): Promise<boolean> {
    try {
      await setAside(delivery);
      logger.error({ delivery: delivery.id }, 'a delivery cannot be projected; it waits in quarantine');
      return true;
    } catch (error) {
      logger.error({ err: error }, 'a delivery could not be set aside');
      return false;
    }
  }

  /** Writes down how far it is, not at every step: what is projected twice after a crash does no harm. */
  function save(now = false): void {
    if (!now && performance.now() - savedAt < saveEveryMs) return;
    if (savedTo === projectedTo && !now) return;
    void saveNow().catch((error: unknown) => logger.warn({ err: error }, 'progress could not be written down'));
  }

  async function saveNow(finished = false): Promise<void> {
    savedAt = performance.now();
    const progress = projectedTo;
    await writers.updateOne(
      { _id: writer },
      { $max: { projectedTo: progress }, $set: { aliveUntil: later(clock.now(), aliveForMs), finished } },
      { upsert: true },
    );
    savedTo = progress;
  }

  /** Projects the rest of a process that is gone. */
  async function takeOver(gone: DeliveryWriterRecord): Promise<void> {
    let { projectedTo: from, aliveUntil } = gone;
    let taken = 0;
    while (!closing) {
      const batch = await log.read(gone._id, from, '~', atOnce());
      const last = batch.at(-1);
      if (!last) {
        // Not when its process has come back meanwhile, or somebody else has taken it.
        await writers.updateOne({ _id: gone._id, aliveUntil }, { $set: { finished: true } });
        break;
      }
      underway.takenOver = batch[0]?.receivedAt ?? null;
      const isProjected = await projectSurely(batch, true);
      underway.takenOver = null;
      if (!isProjected) return;
      wholeRoundAt = clock.now();
      from = last.id;
      taken += batch.length;
      aliveUntil = later(clock.now(), aliveForMs);
      await writers.updateOne({ _id: gone._id }, { $max: { projectedTo: from }, $set: { aliveUntil } });
    }
    if (taken > 0) {
      logger.info({ writer: gone._id, deliveries: taken }, 'took over deliveries of a process that is gone');
    }
  }

  return {
    add,

    /** Must be done before the first delivery is acknowledged: what an unknown process leaves, nobody would find. */
    open: () => saveNow(),

    /** Says that this process is alive. */
    async beat(): Promise<void> {
      if (!closing) await saveNow();
    },

    /** Finishes what processes that are gone have left. */
    async takeOverAbandoned(): Promise<void> {
      for (;;) {
        if (closing) return;
        const now = clock.now();
        const gone = await writers
          .findOneAndUpdate(
            { finished: false, aliveUntil: { $lt: now }, _id: { $ne: writer } },
            { $set: { aliveUntil: later(now, aliveForMs) } },
            { returnDocument: 'after' },
          )
          .lean<DeliveryWriterRecord>();
        if (!gone) return;
        await takeOver(gone);
      }
    },

    /** Settles when everything that was acknowledged here so far is projected. */
    drain,

    /** Takes nothing more, and projects what was acknowledged; what is left after five seconds others take over. */
    async stop(): Promise<void> {
      log.close();
      closing = true;
      begin();
      const deadline = performance.now() + seconds(5);
      while (!log.isSettled() && performance.now() < deadline) await pause(settlePollMs);
      const patience = new Promise((resolve) => setTimeout(resolve, deadline - performance.now()).unref());
      await Promise.race([drain(), patience]);
      stopping = true;
      clearTimeout(gathering);
      const finished = working === null && isDone() && log.isSettled();
      await saveNow(finished).catch((error: unknown) =>
        logger.warn({ err: error }, 'progress could not be written down'),
      );
    },

    /** Forgets processes of whose deliveries none is kept. */
    async sweep(keptSince: Date): Promise<void> {
      await writers.deleteMany({ finished: true, aliveUntil: { $lt: keptSince } });
    },
  };
}
