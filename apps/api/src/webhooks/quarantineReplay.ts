import type { QuarantineReason } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { LiveAccounts } from '../numbers/liveAccounts.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { QuarantineRecord } from './quarantine.model.js';
import { fromQuarantined } from './quarantinedUpdate.js';
import type { UpdateRouter } from './updateRouter.js';

/** Reasons that end when a number is connected or resumed. The others wait for a newer Switchboard. */
export const endedByConnecting: readonly QuarantineReason[] = [
  'number_unknown',
  'number_disconnected',
  'number_paused',
];
const replayedAtOnce = 500;

/** Of these numbers, what this account may have: what came while it held them, or while nobody did. */
const waitingFor = (accountId: string, phoneNumberIds: readonly string[]) => ({
  phoneNumberId: { $in: [...phoneNumberIds] },
  reason: { $in: endedByConnecting },
  $or: [{ accountId }, { accountId: { $exists: false } }],
});

/** News of WhatsApp accounts that nobody held when they came. */
const matchNews = (wabaIds: readonly string[]) => ({
  wabaId: { $in: [...wabaIds] },
  phoneNumberId: { $exists: false },
  reason: 'number_unknown' as const,
});

export interface QuarantineReplayDeps {
  quarantine: Model<QuarantineRecord>;
  numbers: NumberRepository;
  liveAccounts: Pick<LiveAccounts, 'find'>;
  route: UpdateRouter;
}

export function createQuarantineReplay({ quarantine, numbers, liveAccounts, route }: QuarantineReplayDeps) {
  /** The rows that routing has sent back, because the number went away meanwhile: they were kept under their old id. */
  async function findSentBack(accountId: string, rows: readonly QuarantineRecord[]): Promise<Set<string>> {
    const holders = await liveAccounts.find([...new Set(rows.flatMap((row) => row.phoneNumberId ?? []))]);
    const wabaIds = new Set((await numbers.active(accountId)).map((number) => number.wabaId));
    const sentBack = rows.filter(({ phoneNumberId, wabaId }) => {
      if (!phoneNumberId) return !wabaId || !wabaIds.has(wabaId);
      const holder = holders.get(phoneNumberId);
      return !holder?.isActive || holder.pausedAt || holder.accountId !== accountId;
    });
    return new Set(sentBack.map((row) => row._id));
  }

  return async function replay(accountId: string): Promise<number> {
    const live = (await numbers.active(accountId)).filter((number) => !number.pausedAt);
    if (live.length === 0) return 0;
    const phoneNumberIds = live.map((number) => number.phoneNumberId);
    const wabaIds = [...new Set(live.map((number) => number.wabaId))];
    const waiting = { $or: [waitingFor(accountId, phoneNumberIds), matchNews(wabaIds)] };
    let replayed = 0;
    for (;;) {
      const rows = await quarantine.find(waiting).sort({ _id: 1 }).limit(replayedAtOnce).lean<QuarantineRecord[]>();
      if (rows.length === 0) return replayed;
      const updates = rows.flatMap(({ _id, receivedAt, place: index, update }) =>
        update ? [{ id: _id, receivedAt, index, update: fromQuarantined(update), onlyFor: accountId }] : [],
      );
      // As a repetition: this run may be the one after a crash.
      await route(updates, true);
      const sentBack = await findSentBack(accountId, rows);
      const done = rows.map((row) => row._id).filter((id) => !sentBack.has(id));
      if (done.length === 0) return replayed;
      replayed += (await quarantine.deleteMany({ _id: { $in: done } })).deletedCount;
    }
  };
}
