import { type NotUnderstood, safeLine } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Logger } from '../platform/logger.js';
import { maxWordLength } from './limits.js';
import type { ReadUpdate } from './projection.types.js';
import type { QuarantineRecord } from './quarantine.model.js';
import { fromQuarantined } from './quarantinedUpdate.js';
import { reread } from './reread.js';
import type { UpdateRouter } from './updateRouter.js';

const readAtOnce = 500;

/** The numbers that an account has or had, and its live numbers. */
export interface Held {
  accountId: string;
  known: ReadonlySet<string>;
  live: readonly { phoneNumberId: string; wabaId: string; connectedAt: Date; pausedAt?: Date | undefined }[];
}

export interface NotUnderstoodDeps {
  quarantine: Model<QuarantineRecord>;
  route: UpdateRouter;
  logger: Logger;
}

/** Since when an account holds each WhatsApp account. What Meta said before may concern an earlier holder. */
function sinceByWaba(live: Held['live']): Map<string, Date> {
  const since = new Map<string, Date>();
  for (const { wabaId, connectedAt } of live) {
    const before = since.get(wabaId);
    if (!before || connectedAt < before) since.set(wabaId, connectedAt);
  }
  return since;
}

/** The filter for what this account may see. */
function ofAccount({ accountId, known, live }: Held) {
  return {
    reason: 'not_understood' as const,
    $or: [
      { accountId, phoneNumberId: { $in: [...known] } },
      // News of WhatsApp accounts, and of their numbers that nobody has connected.
      ...[...sinceByWaba(live)].map(([wabaId, since]) => ({
        accountId: { $exists: false },
        wabaId,
        receivedAt: { $gte: since },
      })),
    ],
  };
}

interface Row {
  _id: { phoneNumberId?: string; field?: string; type?: unknown; kind?: string; reason?: string };
  waiting: number;
  since: Date;
  latest: Date;
}

const word = (value: unknown): string | null => (typeof value === 'string' && safeLine(value, maxWordLength)) || null;

function toNotUnderstood({ _id, waiting, since, latest }: Row): NotUnderstood {
  return {
    phoneNumberId: _id.phoneNumberId ?? null,
    field: word(_id.field),
    type: word(_id.type),
    why: _id.kind !== 'unknown' ? 'no_place' : _id.reason === 'field_unknown' ? 'field_unknown' : 'malformed',
    waiting,
    since: since.toISOString(),
    latest: latest.toISOString(),
  };
}

/** Counts what Meta said about an account's numbers and this version does not understand, and reads it again. */
export function createNotUnderstood({ quarantine, route, logger }: NotUnderstoodDeps) {
  /** Routes the updates. One that makes routing fail stays, and holds up no other. @returns the ids of those that stay. */
  async function routeEach(updates: readonly ReadUpdate[]): Promise<ReadonlySet<string>> {
    try {
      return await route(updates, true);
    } catch (error) {
      const [only, ...more] = updates;
      if (only === undefined) return new Set();
      if (more.length === 0) {
        logger.error({ err: error, update: only.id }, 'an update still cannot be put in its place');
        return new Set([only.id]);
      }
    }
    const staying = new Set<string>();
    for (const update of updates) for (const id of await routeEach([update])) staying.add(id);
    return staying;
  }

  return {
    /** Counts by Meta's words for field and type; the values stay unseen. */
    async summary(held: Held): Promise<NotUnderstood[]> {
      const rows = await quarantine.aggregate<Row>([
        { $match: ofAccount(held) },
        {
          $group: {
            _id: {
              phoneNumberId: '$phoneNumberId',
              field: '$update.field',
              type: { $ifNull: ['$type', '$update.value.type'] },
              kind: '$update.kind',
              reason: '$update.reason',
            },
            waiting: { $sum: 1 },
            since: { $min: '$receivedAt' },
            latest: { $max: '$receivedAt' },
          },
        },
        { $sort: { latest: -1, _id: 1 } },
      ]);
      return rows.map(toNotUnderstood);
    },

    /** Reads everything of the account's live numbers again. @returns how many updates have left quarantine. */
    async replay({ accountId, live }: Held): Promise<number> {
      if (live.length === 0) return 0;
      const waiting = ofAccount({ accountId, live, known: new Set(live.map(({ phoneNumberId }) => phoneNumberId)) });
      let replayed = 0;
      for (let last = ''; ; ) {
        const rows = await quarantine
          .find({ ...waiting, _id: { $gt: last } })
          .sort({ _id: 1 })
          .limit(readAtOnce)
          .lean<QuarantineRecord[]>();
        const end = rows.at(-1);
        if (!end) return replayed;
        last = end._id;
        const read = rows.flatMap(({ _id, receivedAt, place: index, update }) =>
          (update ? (reread(fromQuarantined(update)) ?? []) : []).map((again) => ({
            id: _id,
            receivedAt,
            index,
            update: again,
            onlyFor: accountId,
          })),
        );
        if (read.length === 0) continue;
        const staying = await routeEach(read);
        const done = [...new Set(read.map(({ id }) => id))].filter((id) => !staying.has(id));
        if (done.length > 0) replayed += (await quarantine.deleteMany({ _id: { $in: done } })).deletedCount;
      }
    },
  };
}
