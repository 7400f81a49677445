import { type ReadinessCheck, type ReadinessReply, readinessChecks, readinessTopics } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import { askReadiness, type ReadinessAsked } from './readinessAnswers.js';
import { toFinding } from './readinessFinding.js';
import { describeLooked, judgeReadiness } from './readinessJudgement.js';
import type { ReadinessTickRecord } from './readinessTick.model.js';

export interface ReadinessDeps extends ReadinessAsked {
  ticks: Model<ReadinessTickRecord>;
  logger: Logger;
}

/** Whether the app at Meta is set up for real: what Meta says, what is tried here, and what a person has looked at. */
export function createReadinessService({ ticks, logger, ...asked }: ReadinessDeps) {
  const { settings, clock } = asked;
  const looked = describeLooked(settings);

  return {
    /** Runs every check at once, in bounded time. What nobody said is unknown; it never throws for what Meta answers. */
    async look(): Promise<Omit<ReadinessReply, 'success'>> {
      const [answers, kept] = await Promise.all([
        askReadiness(asked),
        ticks.find({}, { _id: 0 }).lean<ReadinessTickRecord[]>(),
      ]);
      const { appId } = settings;
      const now = clock.now();
      const judged = judgeReadiness(answers, settings, now);
      return {
        appId,
        checkedAt: now.toISOString(),
        findings: readinessChecks.map((check) =>
          toFinding(check, judged[check], looked[check], { appId, tick: kept.find((one) => one.check === check) }),
        ),
      };
    },

    /** A person looked, and it was right. @throws AppError `not_found` where that is not for a person to say. */
    async tick(check: ReadinessCheck, by: string): Promise<void> {
      requireLook(check);
      const { about } = looked[check];
      const write = () => ticks.updateOne({ check }, { $set: { about, by, at: clock.now() } }, { upsert: true });
      try {
        await write();
      } catch (error) {
        // Two ticked it for the first time at once: it is there now.
        if (!isDuplicateKey(error)) throw error;
        await write();
      }
      logger.info({ check }, 'a check of the app at Meta was ticked');
    },

    /** @throws AppError `not_found` where that is not for a person to say. */
    async untick(check: ReadinessCheck): Promise<void> {
      requireLook(check);
      await ticks.deleteOne({ check });
      logger.info({ check }, 'the tick of a check of the app at Meta was taken back');
    },
  };
}
export type ReadinessService = ReturnType<typeof createReadinessService>;

function requireLook(check: ReadinessCheck): void {
  if (readinessTopics[check].look === null) throw new AppError('not_found');
}
