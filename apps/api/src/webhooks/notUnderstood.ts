import { type NotUnderstood, safeLine } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Logger } from '../platform/logger.js';
import type { ReadUpdate } from './projection.types.js';
import type { QuarantineRecord } from './quarantine.model.js';
import { fromQuarantined } from './quarantinedUpdate.js';
import { reread } from './reread.js';

const readAtOnce = 500;
/** Meta's words are short; what is longer is none of them. */
const mostOfAWord = 60;

/** Whose it is: the numbers an account has or had, and its live numbers as they were connected. */
export interface Held {
  accountId: string;
  known: ReadonlySet<string>;
  live: readonly { phoneNumberId: string; wabaId: string; connectedAt: Date; pausedAt?: Date | undefined }[];
}

export interface NotUnderstoodDeps {
  quarantine: Model<QuarantineRecord>;
  /** Puts updates in their place. @returns the ids of those that have none. */
  place: (updates: readonly ReadUpdate[], again: boolean) => Promise<ReadonlySet<string>>;
  logger: Logger;
}

/**
 * Since when an account holds each WhatsApp account. What was said about one before may have been meant for others, so
 * that not even its number is told.
 */
function sinceByWaba(live: Held['live']): Map<string, Date> {
  const since = new Map<string, Date>();
  for (const { wabaId, connectedAt } of live) {
    const before = since.get(wabaId);
    if (!before || connectedAt < before) since.set(wabaId, connectedAt);
  }
  return since;
}

/** Of what was not understood, what may be told to this account. */
function ofAccount({ accountId, known, live }: Held) {
  return {
    reason: 'not_understood' as const,
    $or: [
      { accountId, phoneNumberId: { $in: [...known] } },
      // News of a whole WhatsApp account, and of its numbers that nobody has connected.
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

const word = (value: unknown): string | null => (typeof value === 'string' && safeLine(value, mostOfAWord)) || null;

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

/** What Meta said about an account's numbers and nobody here understands yet: counted by what is known of it, and read again. */
export function createNotUnderstood({ quarantine, place, logger }: NotUnderstoodDeps) {
  /** Places what can be. One that makes this fail was set aside for that, and still does: it stays, the others do not wait. */
  async function placed(updates: readonly ReadUpdate[]): Promise<ReadonlySet<string>> {
    try {
      // As if for the second time: this run may be the one after a crash.
      return await place(updates, true);
    } catch (error) {
      const [only, ...more] = updates;
      if (only === undefined) return new Set();
      if (more.length === 0) {
        logger.error({ err: error, update: only.id }, 'an update still cannot be put in its place');
        return new Set([only.id]);
      }
    }
    const homeless = new Set<string>();
    for (const update of updates) for (const id of await placed([update])) homeless.add(id);
    return homeless;
  }

  return {
    /** Counts, with Meta's words for where it stood and what it was; never what was in it. */
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

    /** Reads everything of the account's live numbers once more. @returns how many have their place now. */
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
            place: index,
            update: again,
            onlyFor: accountId,
          })),
        );
        if (read.length === 0) continue;
        const homeless = await placed(read);
        const done = [...new Set(read.map(({ id }) => id))].filter((id) => !homeless.has(id));
        if (done.length > 0) replayed += (await quarantine.deleteMany({ _id: { $in: done } })).deletedCount;
      }
    },
  };
}
