import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, isAddress, phoneAddress, toWaId } from '../ids.js';
import { getCollection, updateTo } from '../inboxWrites.js';
import { repairLeaseMs } from '../lifetimes.js';
import { maxRepairedPerRun } from '../limits.js';
import type { MessageRecord } from '../message.model.js';
import { toSearchKey } from '../receiving/searchKey.js';
import type { Peer } from './facts.js';
import type { PeopleService } from './people.service.js';

export interface RepairRecord {
  _id: string;
  after: string;
  claimedUntil?: Date | undefined;
  doneAt?: Date | undefined;
}

const schema = new Schema<RepairRecord>(
  { _id: { type: String, required: true }, after: String },
  { collection: 'repairs', strict: false, strictQuery: false, versionKey: false },
);
export const repairModel = (connection: Connection): Model<RepairRecord> =>
  connection.model<RepairRecord>('Repair', schema);

export interface RepairDeps {
  repairs: Model<RepairRecord>;
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  people: Pick<PeopleService, 'settleAround'>;
  clock: Clock;
}

export const repairPass = 'who is who, 1';
const atOnce = 200;

/** What rows of an older release lack. */
export interface Mended {
  /** Null: nothing. */
  row: Partial<ConversationRecord> | null;
  /** Null: its messages may be of more than one person. */
  peer: Peer | null;
  isToSettle: boolean;
}

/**
 * Pure. An older release took digits of a business-scoped id for a phone number, and showed a number in a second row
 * that it did not lead to.
 */
export function mend(row: ConversationRecord): Mended {
  const { waId, userId } = row;
  const digits = userId === undefined ? undefined : userId.replace(/^[A-Z]{2}\./, '');
  const isNoPhone = (phone: string | undefined) => phone !== undefined && phone === digits;
  const addresses = row.addresses.filter((address) => !isNoPhone(toWaId(address) ?? undefined));
  const isWrong = isNoPhone(waId) || addresses.length < row.addresses.length;
  const phone = isNoPhone(waId) ? undefined : waId;
  const named = addresses.length > 0 || userId === undefined ? addresses : [`u:${userId}`];
  const after = { ...row, addresses: named, waId: phone };
  const phones = named.filter((address) => toWaId(address) !== null);
  const ids = named.filter((address) => isAddress(address) && toWaId(address) === null);
  const isOne = phones.length <= 1 && ids.length <= 1;
  const isApart = phone !== undefined && !named.map(comparedAddress).includes(phoneAddress(phone));
  return {
    row: isWrong ? { addresses: named, waId: phone, searchKey: toSearchKey(after) } : null,
    peer: isOne && !isApart ? { ...(phone ? { waId: phone } : {}), ...(userId ? { userId } : {}) } : null,
    isToSettle: isApart || named.some((address) => comparedAddress(address) !== address),
  };
}

/** One pass over all conversations, in steps that any process may continue or repeat. */
export function createRepairService({ repairs, conversations, messages, people, clock }: RepairDeps) {
  const cursor = getCollection(repairs);
  const rows = getCollection(conversations);

  async function claim(): Promise<RepairRecord | null> {
    const now = clock.now();
    await cursor.updateOne({ _id: repairPass }, { $setOnInsert: { after: '' } }, { upsert: true });
    return (await cursor.findOneAndUpdate(
      {
        _id: repairPass,
        doneAt: { $exists: false },
        $or: [{ claimedUntil: { $exists: false } }, { claimedUntil: { $lte: now } }],
      } as never,
      { $set: { claimedUntil: later(now, repairLeaseMs) } },
      { returnDocument: 'after' },
    )) as RepairRecord | null;
  }

  async function one(row: ConversationRecord): Promise<void> {
    const { _id, accountId, phoneNumberId, revision } = row;
    const { row: becomes, peer, isToSettle } = mend(row);
    if (becomes) {
      const { matchedCount } = await rows.updateOne({ _id, accountId, revision }, updateTo(becomes));
      if (matchedCount === 0) {
        const now = (await rows.findOne({ _id, accountId })) as ConversationRecord | null;
        if (now) await one(now);
        return;
      }
    }
    if (peer && (peer.waId ?? peer.userId) !== undefined) {
      await getCollection(messages).updateMany(
        { accountId, conversationId: _id, peer: { $exists: false }, wamid: { $exists: true } } as never,
        { $set: { peer }, $inc: { revision: 1 } } as never,
      );
    }
    if (!isToSettle) return;
    const named = { ...row, ...becomes };
    const phone = named.waId === undefined ? [] : [phoneAddress(named.waId)];
    await people.settleAround({ accountId, phoneNumberId }, [...named.addresses.map(comparedAddress), ...phone]);
  }

  return {
    /** @returns whether the pass is complete. */
    async run(): Promise<boolean> {
      const mine = await claim();
      if (!mine) return (await cursor.findOne({ _id: repairPass }))?.doneAt !== undefined;
      let { after } = mine;
      for (let seen = 0; seen < maxRepairedPerRun; seen += atOnce) {
        const some = (await rows
          .find({ _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(atOnce)
          .toArray()) as ConversationRecord[];
        for (const row of some) await one(row);
        after = some.at(-1)?._id ?? after;
        const isDone = some.length < atOnce;
        await cursor.updateOne({ _id: repairPass }, {
          $set: { after, ...(isDone ? { doneAt: clock.now() } : { claimedUntil: later(clock.now(), repairLeaseMs) }) },
          ...(isDone ? { $unset: { claimedUntil: 1 } } : {}),
        } as never);
        if (isDone) return true;
      }
      await cursor.updateOne({ _id: repairPass }, { $unset: { claimedUntil: 1 } } as never);
      return false;
    },
  };
}
