import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { type Clock, later, minutes } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, isAddress, phoneAddress, waIdOf } from '../ids.js';
import { rowsOf, updateTo } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { searchKeyOf } from '../receiving/searchKey.js';
import type { Peer } from './facts.js';
import type { PeopleService } from './people.service.js';

/** How far a pass over everything has come. */
export interface RepairRecord {
  _id: string;
  /** Id of the last conversation that was seen to. */
  after: string;
  /** Somebody is at it until then. */
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

/** The id under which is kept how far this pass has come. */
export const repairPass = 'who is who, 1';
const atOnce = 200;
/** So many at most in one run: the next one goes on. */
const mostARun = 5_000;
const leaseMs = minutes(5);

/** What is stored from before addresses had a time: brought to what is stored today. */
export interface Mended {
  /** What becomes of the row; null: nothing. */
  row: Partial<ConversationRecord> | null;
  /** Whom its messages are from and for, where that is one person with one address of each kind. */
  peer: Peer | null;
  /** It may be one person with another row, or has addresses in another spelling. */
  isToSettle: boolean;
}

/**
 * Pure.
 *
 * - The digits of a business-scoped id were once taken for a phone number where Meta wrote the id in its place.
 * - Where a number led to another row already, it was shown in this one and did not lead to it.
 */
export function mend(row: ConversationRecord): Mended {
  const { waId, userId } = row;
  const digits = userId === undefined ? undefined : userId.replace(/^[A-Z]{2}\./, '');
  const isNoPhone = (phone: string | undefined) => phone !== undefined && phone === digits;
  const addresses = row.addresses.filter((address) => !isNoPhone(waIdOf(address) ?? undefined));
  const isWrong = isNoPhone(waId) || addresses.length < row.addresses.length;
  const phone = isNoPhone(waId) ? undefined : waId;
  const named = addresses.length > 0 || userId === undefined ? addresses : [`u:${userId}`];
  const after = { ...row, addresses: named, waId: phone };
  const phones = named.filter((address) => waIdOf(address) !== null);
  const ids = named.filter((address) => isAddress(address) && waIdOf(address) === null);
  const isOne = phones.length <= 1 && ids.length <= 1;
  const isApart = phone !== undefined && !named.map(comparedAddress).includes(phoneAddress(phone));
  return {
    row: isWrong ? { addresses: named, waId: phone, searchKey: searchKeyOf(after) } : null,
    peer: isOne && !isApart ? { ...(phone ? { waId: phone } : {}), ...(userId ? { userId } : {}) } : null,
    isToSettle: isApart || named.some((address) => comparedAddress(address) !== address),
  };
}

/**
 * A pass over all conversations, once. It may be interrupted anywhere and run by any process: how far it has come is kept,
 * and whatever is done twice is the same.
 */
export function createRepairService({ repairs, conversations, messages, people, clock }: RepairDeps) {
  const cursor = rowsOf(repairs);
  const rows = rowsOf(conversations);

  async function claim(): Promise<RepairRecord | null> {
    const now = clock.now();
    await cursor.updateOne({ _id: repairPass }, { $setOnInsert: { after: '' } }, { upsert: true });
    return (await cursor.findOneAndUpdate(
      {
        _id: repairPass,
        doneAt: { $exists: false },
        $or: [{ claimedUntil: { $exists: false } }, { claimedUntil: { $lte: now } }],
      } as never,
      { $set: { claimedUntil: later(now, leaseMs) } },
      { returnDocument: 'after' },
    )) as RepairRecord | null;
  }

  async function one(row: ConversationRecord): Promise<void> {
    const { _id, accountId, phoneNumberId, revision } = row;
    const { row: becomes, peer, isToSettle } = mend(row);
    if (becomes) {
      const { matchedCount } = await rows.updateOne({ _id, accountId, revision }, updateTo(becomes));
      // Somebody was quicker: it is looked at anew.
      if (matchedCount === 0) {
        const now = (await rows.findOne({ _id, accountId })) as ConversationRecord | null;
        if (now) await one(now);
        return;
      }
    }
    if (peer && (peer.waId ?? peer.userId) !== undefined) {
      await rowsOf(messages).updateMany(
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
    /** @returns whether everything has been seen to. */
    async run(): Promise<boolean> {
      const mine = await claim();
      if (!mine) return (await cursor.findOne({ _id: repairPass }))?.doneAt !== undefined;
      let { after } = mine;
      for (let seen = 0; seen < mostARun; seen += atOnce) {
        const some = (await rows
          .find({ _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(atOnce)
          .toArray()) as ConversationRecord[];
        for (const row of some) await one(row);
        after = some.at(-1)?._id ?? after;
        const isDone = some.length < atOnce;
        await cursor.updateOne({ _id: repairPass }, {
          $set: { after, ...(isDone ? { doneAt: clock.now() } : { claimedUntil: later(clock.now(), leaseMs) }) },
          ...(isDone ? { $unset: { claimedUntil: 1 } } : {}),
        } as never);
        if (isDone) return true;
      }
      await cursor.updateOne({ _id: repairPass }, { $unset: { claimedUntil: 1 } } as never);
      return false;
    },
  };
}
