import { type Model, mongo } from 'mongoose';
import type { NumberRepository } from '../numbers/number.repository.js';
import { areOnlyDuplicates } from '../platform/databaseErrors.js';
import type { ToQuarantine } from './projection.types.js';
import type { QuarantineRecord } from './quarantine.model.js';
import { readType, toQuarantined } from './quarantinedUpdate.js';

/** Keeps what Meta said and nobody here takes yet, with the reason. */
export function createQuarantineStore(
  quarantine: Model<QuarantineRecord>,
  numbers: Pick<NumberRepository, 'findPausedIds'>,
) {
  return {
    /** Keeps each item once: the same delivery may be projected again. */
    async keep(items: readonly ToQuarantine[]): Promise<void> {
      const rows = items.map(({ body, update, ...row }) => ({
        ...row,
        ...(update ? { update: toQuarantined(update), type: readType(update) } : {}),
        ...(body ? { body: new mongo.Binary(body) } : {}),
      }));
      try {
        // What an update lacks is missing when it is read again, and not null.
        await quarantine.collection.insertMany(rows as never[], { ordered: false, ignoreUndefined: true });
      } catch (error) {
        if (!areOnlyDuplicates(error)) throw error;
      }
    },

    /** Removes what was received before a time. However long a number is paused, what came meanwhile stays. */
    async removeBefore(at: Date): Promise<void> {
      const paused = await numbers.findPausedIds();
      await quarantine.deleteMany({ receivedAt: { $lt: at }, phoneNumberId: { $nin: paused } });
    },
  };
}
