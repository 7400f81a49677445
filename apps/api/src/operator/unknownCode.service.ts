import { findCancelStepEntry, findDescribedErrorEntry, type UnknownCodesReply } from '@switchboard/contracts';
import type { WebhookUpdate } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { UnknownCodeKind, UnknownCodeRecord } from './unknownCode.model.js';
import { unknownsIn, withoutData } from './unknownsIn.js';

export interface UnknownCodeDeps {
  codes: Model<UnknownCodeRecord>;
  clock: Clock;
  logger: Logger;
  metrics: Pick<Metrics, 'unknownCodes'>;
}

const shownAtMost = 500;
const maxCodeLength = 100;
const maxSampleLength = 300;
/** At one moment. One delivery can name thousands of codes, and a flood tells no more than its first. */
const maxAtOnce = 100;
/** What Meta names its screens by. A browser says it, so nothing else is kept. */
const screenForm = /^[A-Z][A-Z0-9_]{2,60}$/;

/** Collects what the dictionary does not have, for the operator. */
export function createUnknownCodeService({ codes, clock, logger, metrics }: UnknownCodeDeps) {
  let underway = 0;

  async function count(kind: UnknownCodeKind, code: string, sample: string): Promise<void> {
    const now = clock.now();
    const write = () =>
      codes.updateOne(
        { kind, code },
        { $inc: { count: 1 }, $set: { lastSeen: now }, $setOnInsert: { firstSeen: now, sample } },
        { upsert: true },
      );
    try {
      await write();
    } catch (error) {
      // Two saw it for the first time at once: it is there now.
      if (!isDuplicateKey(error)) throw error;
      await write();
    }
  }

  /**
   * Counts one. Never throws and is not waited for.
   *
   * @param sample Meta's words: ids, phone numbers and addresses are left out.
   */
  function note(kind: UnknownCodeKind, code: string, sample = ''): void {
    metrics.unknownCodes.inc({ kind });
    if (underway >= maxAtOnce) return;
    underway += 1;
    const name = (kind === 'error' ? code : withoutData(code)).slice(0, maxCodeLength);
    count(kind, name, withoutData(sample).slice(0, maxSampleLength))
      .catch((error: unknown) => logger.warn({ err: error, kind, code: name }, 'an unknown code could not be kept'))
      .finally(() => {
        underway -= 1;
      });
  }

  return {
    note,

    noteError(code: number | undefined, sample?: string): void {
      if (code !== undefined && !findDescribedErrorEntry(code)) note('error', String(code), sample);
    },

    /** Counts a screen of Meta's signup window (`current_step`) unless the dictionary has it. */
    noteCancelStep(step: string): void {
      if (screenForm.test(step) && !findCancelStepEntry(step)) note('cancel_step', step);
    },

    noteUpdate(update: WebhookUpdate): void {
      for (const { kind, code, sample } of unknownsIn(update)) note(kind, code, sample);
    },

    async list(): Promise<UnknownCodesReply['codes']> {
      const rows = await codes
        .find({}, { _id: 0 })
        .sort({ lastSeen: -1, kind: 1, code: 1 })
        .limit(shownAtMost)
        .lean<UnknownCodeRecord[]>();
      return rows.map(({ kind, code, sample, count: times, firstSeen, lastSeen }) => ({
        kind,
        code,
        sample,
        count: times,
        firstSeen: firstSeen.toISOString(),
        lastSeen: lastSeen.toISOString(),
      }));
    },
  };
}
export type UnknownCodeService = ReturnType<typeof createUnknownCodeService>;
