import type { NumberState } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { LastNotified, NumberAlert } from '../alerts/alertDecision.js';
import type { HealthChange, HealthValues } from './health.js';

/** How far the monitoring of one number is. Written only where its revision is still the one that was read. */
export interface WatchStateRecord {
  /** `<account>/<number>` */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  revision: number;
  state: NumberState;
  told: LastNotified;
  /** Alerts decided with this revision that are not created yet. */
  pending: NumberAlert[];
  seen: HealthValues;
  seenDay: string;
  /** Changes of this revision that are not in the history yet. */
  changes: HealthChange[];
  /** When to evaluate again although nothing may happen until then. */
  lookAt?: Date | null | undefined;
}

const watchStateSchema = new Schema<WatchStateRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    revision: { type: Number, required: true },
    state: { type: String, required: true },
    told: { type: Schema.Types.Mixed, required: true },
    pending: { type: [Schema.Types.Mixed], required: true } as never,
    seen: { type: Schema.Types.Mixed, required: true },
    seenDay: { type: String, required: true },
    changes: { type: [Schema.Types.Mixed], required: true } as never,
    lookAt: Date,
  },
  { collection: 'watchStates', versionKey: false, minimize: false },
);
watchStateSchema.index({ accountId: 1, phoneNumberId: 1 }, { unique: true });
watchStateSchema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $type: 'date' } } });

export const watchStateModel = (connection: Connection): Model<WatchStateRecord> =>
  connection.model<WatchStateRecord>('WatchState', watchStateSchema);
