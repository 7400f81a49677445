import type { NumberDto, ReadMark } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { monthOf } from './billing/billing.js';
import { type FoundEvidence, refusalEvidence } from './foundEvidence.js';
import type { NumberAtMeta, WabaAtMeta } from './graphNumber.mapper.js';
import { createHolderMemory, type NumberHolder } from './holderMemory.js';
import { metaClockMs } from './ladderEvidence.js';
import { createLeaving } from './leaving.js';
import { toNumberDto } from './number.dto.js';
import type {
  HandoverEvidence,
  PhoneNumberRecord,
  RegistrationEvidence,
  SubscriptionEvidence,
  TokenEvidence,
} from './phoneNumber.model.js';
import { createSameToken } from './sameToken.js';
import { isUnopened, type OnMoved, type TokenVault, tokenPrintOf } from './tokenVault.js';

export type { NumberHolder } from './holderMemory.js';
export { type EvidenceProblem, isOnBizApp, type PhoneNumberRecord } from './phoneNumber.model.js';

export interface NumberServiceDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  clock: Clock;
  /** How many free replies of each number were seen in a month. */
  countFreeReplies?: (
    accountId: string,
    phoneNumberIds: readonly string[],
    month: string,
  ) => Promise<ReadonlyMap<string, number>>;
  events: DomainEvents;
}

/** A number with everything Meta said about it, ready to be kept. */
export interface NumberToSave {
  accountId: string;
  number: NumberAtMeta;
  waba: WabaAtMeta;
  accessToken: string;
  metaUserId: string | undefined;
  attemptId: string | undefined;
  token: TokenEvidence;
  /** Absent when it is not known yet whether Meta delivers webhooks. */
  subscription: SubscriptionEvidence | undefined;
}

/** A live number with a working login: on which WhatsApp account, of which account here, since which login. */
export type WorkingOnWaba = Pick<PhoneNumberRecord, 'wabaId' | 'accountId' | 'connectedAt'>;

/** A number whose token is open in memory, for one piece of work. */
export interface OpenedNumber {
  record: PhoneNumberRecord;
  accessToken: string;
}

/** What Meta says of the phone, where it speaks of it. */
const onPhone = ({ isOnBizApp }: Pick<RegistrationEvidence, 'isOnBizApp'>) =>
  isOnBizApp === undefined ? {} : { isOnBizApp };

/** The numbers an account holds. Every question names the account. */
export function createNumberService({ numbers, vault, clock, countFreeReplies, events }: NumberServiceDeps) {
  const liveHolders = createHolderMemory(clock);
  const placeOf = (record: Pick<PhoneNumberRecord, 'accountId' | 'wabaId' | 'phoneNumberId'>) => ({
    purpose: 'number' as const,
    accountId: record.accountId,
    wabaId: record.wabaId,
    phoneNumberId: record.phoneNumberId,
  });
  const sameToken = createSameToken({ numbers, vault, placeOf });

  /** Where a number has come to another WhatsApp account, what was known of the webhooks is about the former one. */
  async function forgetSubscriptionOfOthers(key: { accountId: string; phoneNumberId: string }, wabaId: string) {
    await numbers.updateOne({ ...key, wabaId: { $ne: wabaId } }, { $unset: { subscription: 1 } });
  }

  /**
   * Keeps what a check found, each thing only if nothing newer is stored about it and it was asked after the present
   * login: an answer that comes late never overwrites. `ladderEvidence.ts` is the same rule without a database.
   *
   * @param askedAt when the question was put.
   * @param complete whether every question was answered: only then does it count as verified.
   */
  async function recordEvidence(
    record: PhoneNumberRecord,
    askedAt: Date,
    found: FoundEvidence,
    complete: boolean,
  ): Promise<void> {
    const { accountId, phoneNumberId } = record;
    const key = { accountId, phoneNumberId, isActive: true };
    const { token, registration, subscription, health, ...node } = found;
    const unlessNewer = (path: string, set: Partial<PhoneNumberRecord>) => ({
      updateOne: {
        filter: {
          ...key,
          connectedAt: { $lte: askedAt },
          $or: [{ [path]: { $exists: false } }, { [path]: { $lte: askedAt } }],
        },
        update: { $set: set },
      },
    });
    await numbers.bulkWrite([
      ...(token ? [unlessNewer('token.at', { token })] : []),
      ...(registration ? [unlessNewer('registration.at', { registration, ...node, ...onPhone(registration) })] : []),
      ...(subscription ? [unlessNewer('subscription.at', { subscription })] : []),
      ...(health ? [unlessNewer('health.at', { health })] : []),
      ...(complete ? [{ updateOne: { filter: key, update: { $max: { verifiedAt: askedAt } } } }] : []),
    ]);
    if (!token) return;
    // None of these was asked about, and more is known of them now.
    for (const other of await sameToken.spread(record, token)) events.emit('numbers.changed', { accountId: other });
  }

  async function dtosOf(accountId: string, rows: readonly PhoneNumberRecord[]): Promise<NumberDto[]> {
    const now = clock.now();
    const ids = rows.filter((row) => row.isActive).map((row) => row.phoneNumberId);
    const counts = ids.length > 0 ? await countFreeReplies?.(accountId, ids, monthOf(now)) : undefined;
    return rows.map((row) => toNumberDto(row, now, counts?.get(row.phoneNumberId)));
  }
  async function dtoOf(row: PhoneNumberRecord): Promise<NumberDto> {
    const [dto] = await dtosOf(row.accountId, [row]);
    if (!dto) throw new AppError('number_not_found');
    return dto;
  }

  return {
    ...createLeaving({ numbers, vault, clock, placeOf, forget: liveHolders.forget }),

    /** Active numbers first, then disconnected ones; by business and number. */
    async list(accountId: string): Promise<NumberDto[]> {
      const rows = await numbers
        .find({ accountId })
        .sort({ isActive: -1, businessName: 1, wabaId: 1, displayPhone: 1 })
        .lean<PhoneNumberRecord[]>();
      return dtosOf(accountId, rows);
    },

    /** One number of the account, active or not. @throws AppError `number_not_found`. */
    async get(accountId: string, phoneNumberId: string): Promise<NumberDto> {
      const row = await numbers.findOne({ accountId, phoneNumberId }).lean<PhoneNumberRecord>();
      if (!row) throw new AppError('number_not_found');
      return dtoOf(row);
    },

    async knownIds(accountId: string): Promise<Set<string>> {
      const rows = await numbers.find({ accountId }, { phoneNumberId: 1 }).lean();
      return new Set(rows.map((row) => row.phoneNumberId));
    },

    /**
     * Keeps a number with its sealed token, in one write: a new row, or the row the account had, active again with its
     * history and settings.
     *
     * @returns when it was disconnected, if it was until now.
     * @throws AppError `number_in_use` when another account holds the number live. Nothing is changed then.
     */
    async save(input: NumberToSave): Promise<{ leftAt: Date | null }> {
      const { accountId, number, waba } = input;
      const now = clock.now();
      const key = { accountId, phoneNumberId: number.phoneNumberId };
      const accessToken = vault.seal(input.accessToken, {
        purpose: 'number',
        ...key,
        wabaId: waba.wabaId,
      });
      const write = () =>
        numbers.findOneAndUpdate(
          key,
          {
            $set: {
              wabaId: waba.wabaId,
              wabaName: waba.wabaName,
              businessId: waba.businessId,
              businessName: waba.businessName,
              accessToken,
              tokenPrint: tokenPrintOf(input.accessToken),
              displayPhone: number.displayPhone,
              displayName: number.displayName,
              isActive: true,
              qualityRating: number.qualityRating,
              verifiedAt: now,
              connectedAt: now,
              metaUserId: input.metaUserId,
              attemptId: input.attemptId,
              token: input.token,
              registration: number.registration,
              ...onPhone(number.registration),
              ...(input.subscription ? { subscription: input.subscription } : {}),
            },
            // A new login begins anew: what happened before it proves nothing of it.
            $unset: {
              ...{ disconnectedAt: 1, pausedAt: 1, undoToken: 1, undoUntil: 1, undoEvidence: 1 },
              ...{ heard: 1, delivered: 1, health: 1 },
            },
          },
          { upsert: true, returnDocument: 'before', projection: { disconnectedAt: 1 }, lean: true },
        );
      const leftAt = (before: Pick<PhoneNumberRecord, 'disconnectedAt'> | null) => ({
        leftAt: before?.disconnectedAt ?? null,
      });
      liveHolders.forget(number.phoneNumberId);
      if (!input.subscription) await forgetSubscriptionOfOthers(key, waba.wabaId);
      try {
        return leftAt(await write());
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Either another account is the live owner, or two upserts of this account met. The second is settled by
        // writing once more; the first refuses again.
        try {
          return leftAt(await write());
        } catch (again) {
          throw isDuplicateKey(again) ? new AppError('number_in_use', { cause: again }) : again;
        }
      }
    },

    /** Whether a number of a WABA, of any account, was disconnected since a moment and is not back. */
    async hasLeftSince(wabaId: string, since: Date): Promise<boolean> {
      return (await numbers.exists({ wabaId, isActive: false, disconnectedAt: { $gte: since } })) !== null;
    },

    /** Which of these numbers are live in some other account. Only tells that, never where. */
    async heldElsewhere(accountId: string, phoneNumberIds: readonly string[]): Promise<Set<string>> {
      const rows = await numbers
        .find({ phoneNumberId: { $in: [...phoneNumberIds] }, isActive: true, accountId: { $ne: accountId } })
        .lean();
      return new Set(rows.map((row) => row.phoneNumberId));
    },

    /** The account's active numbers, or the named ones of them. @throws AppError `number_not_found` for any other id. */
    async active(accountId: string, phoneNumberIds?: readonly string[]): Promise<PhoneNumberRecord[]> {
      const rows = await numbers
        .find({ accountId, isActive: true, ...(phoneNumberIds ? { phoneNumberId: { $in: [...phoneNumberIds] } } : {}) })
        .sort({ wabaId: 1, displayPhone: 1 })
        .lean<PhoneNumberRecord[]>();
      if (phoneNumberIds && rows.length < new Set(phoneNumberIds).size) throw new AppError('number_not_found');
      return rows;
    },

    /** The attempt that connected a number; undefined where none did. */
    async attemptOf(accountId: string, phoneNumberId: string): Promise<string | undefined> {
      const row = await numbers
        .findOne({ accountId, phoneNumberId }, { attemptId: 1 })
        .lean<Pick<PhoneNumberRecord, 'attemptId'>>();
      return row?.attemptId;
    },

    /** Opens the token of one active number. @throws AppError `token_unreadable`, `key_missing`, `number_not_found`. */
    async open(record: PhoneNumberRecord): Promise<OpenedNumber> {
      const { accountId, phoneNumberId } = record;
      const row = await numbers
        .findOne({ accountId, phoneNumberId, isActive: true })
        .select('+accessToken')
        .lean<PhoneNumberRecord>();
      if (!row?.accessToken) throw new AppError('number_not_found');
      const { accessToken, ...rest } = row;
      return { record: rest, accessToken: vault.open(accessToken, placeOf(row)) };
    },

    /** Active numbers, of any account, that are called bad because their login did not open, and it opens here. */
    async openingAgain(): Promise<Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>[]> {
      const rows = await numbers
        .find({ isActive: true, 'token.problem.code': 'token_unreadable' })
        .select('+accessToken')
        .lean<PhoneNumberRecord[]>();
      return rows.filter((row) => {
        try {
          return row.accessToken !== undefined && vault.open(row.accessToken, placeOf(row)) !== '';
        } catch (error) {
          if (isUnopened(error)) return false;
          throw error;
        }
      });
    },

    recordEvidence,

    /**
     * Keeps what a refused message proves of the number: that the access is gone, or the permission to send.
     *
     * @param sentAt when Meta was asked.
     * @returns whether it proves anything.
     */
    async recordRefusal(
      { accountId, phoneNumberId }: Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>,
      sentAt: Date,
      failure: GraphFailure,
    ): Promise<boolean> {
      const record = await numbers.findOne({ accountId, phoneNumberId, isActive: true }).lean<PhoneNumberRecord>();
      const evidence = refusalEvidence(failure, { at: sentAt, kept: record?.token });
      if (!record || Object.keys(evidence).length === 0) return false;
      await recordEvidence(record, sentAt, evidence, false);
      return true;
    },

    /** Keeps that the webhooks of a WABA are, or are not, delivered: it holds for every number on it in this account. */
    async recordSubscription(accountId: string, wabaId: string, subscription: SubscriptionEvidence): Promise<void> {
      await numbers.updateMany(
        {
          accountId,
          wabaId,
          isActive: true,
          connectedAt: { $lte: subscription.at },
          $or: [{ subscription: { $exists: false } }, { 'subscription.at': { $lte: subscription.at } }],
        },
        { $set: { subscription } },
      );
    },

    /** Whether any number, of any account, still needs the webhooks of a WABA. */
    async isWabaNeeded(wabaId: string, except: readonly PhoneNumberRecord[] = []): Promise<boolean> {
      const leaving = except.map(({ accountId, phoneNumberId }) => ({ accountId, phoneNumberId }));
      const needing = await numbers.exists({
        wabaId,
        isActive: true,
        ...(leaving.length > 0 ? { $nor: leaving } : {}),
      });
      return needing !== null;
    },

    /** Who holds a number live, where it was asked a moment ago. */
    knownHolder: (phoneNumberId: string): NumberHolder | undefined =>
      liveHolders.get([phoneNumberId]).get(phoneNumberId),

    /**
     * Whose these numbers are: the account that holds one live, else the one that held it last. A number that nobody
     * has ever connected is missing.
     */
    async holdersOf(phoneNumberIds: readonly string[]): Promise<Map<string, NumberHolder>> {
      const fields = { accountId: 1, phoneNumberId: 1, wabaId: 1, isActive: 1, connectedAt: 1, pausedAt: 1 };
      const holders = liveHolders.get(phoneNumberIds);
      const unsure = phoneNumberIds.filter((id) => !holders.has(id));
      if (unsure.length === 0) return holders;
      const asked = liveHolders.mark();
      const rows = await numbers
        .find({ phoneNumberId: { $in: unsure } }, fields)
        .sort({ disconnectedAt: 1 })
        .lean<NumberHolder[]>();
      // Of one number the live one last, else the one that left last.
      for (const row of rows.sort((one, other) => Number(one.isActive) - Number(other.isActive))) {
        const isShared = holders.has(row.phoneNumberId);
        holders.set(row.phoneNumberId, isShared ? { ...row, isShared } : row);
      }
      liveHolders.keep(
        unsure.flatMap((id) => holders.get(id) ?? []).filter(({ isActive }) => isActive),
        asked,
      );
      return holders;
    },

    /** The live numbers of WhatsApp accounts, of whatever account they are here. */
    liveOnWabas(wabaIds: readonly string[]): Promise<(NumberHolder & { displayPhone: string })[]> {
      return numbers
        .find(
          { wabaId: { $in: [...wabaIds] }, isActive: true },
          { accountId: 1, phoneNumberId: 1, wabaId: 1, isActive: 1, connectedAt: 1, displayPhone: 1 },
        )
        .lean<(NumberHolder & { displayPhone: string })[]>();
    },

    /** Which accounts have live numbers with a working login on these WhatsApp accounts. */
    async workingOnWabas(wabaIds: readonly string[]): Promise<WorkingOnWaba[]> {
      return numbers
        .find(
          { wabaId: { $in: [...wabaIds] }, isActive: true, 'token.valid': true },
          { _id: 0, wabaId: 1, accountId: 1, connectedAt: 1 },
        )
        .lean<WorkingOnWaba[]>();
    },

    /** Keeps that something really happened with numbers since they were connected, unless something newer is kept. */
    async recordOccurrences(
      kind: 'heard' | 'delivered' | 'standby',
      occurrences: ReadonlyMap<string, Date>,
    ): Promise<void> {
      if (occurrences.size === 0) return;
      await numbers.bulkWrite(
        [...occurrences].map(([phoneNumberId, at]) => ({
          updateOne: {
            filter: { phoneNumberId, isActive: true, connectedAt: { $lt: later(at, metaClockMs) } },
            update: { $max: { [`${kind}.at`]: at } },
          },
        })),
        { ordered: false },
      );
    },

    /**
     * Keeps that a conversation of the number was handed over, unless a later one is kept.
     *
     * @returns whether it is the first of the number: what can be done with it changes then.
     */
    async recordHandover(accountId: string, phoneNumberId: string, handover: HandoverEvidence): Promise<boolean> {
      const before = await numbers
        .findOneAndUpdate(
          {
            ...{ accountId, phoneNumberId, isActive: true },
            $or: [
              { handover: { $exists: false } },
              { 'handover.at': { $lt: handover.at } },
              // Within one second of Meta's clock what came to us counts, whichever is told first.
              ...(handover.who === 'us' ? [{ 'handover.at': handover.at }] : []),
            ],
          },
          { $set: { handover } },
          { returnDocument: 'before', projection: { handover: 1 } },
        )
        .lean<Pick<PhoneNumberRecord, 'handover'>>();
      return before !== null && before.handover === undefined;
    },

    /** @throws AppError `number_not_found` when the account has no such number. */
    async setReadMarks(accountId: string, phoneNumberId: string, readMarks: ReadMark): Promise<NumberDto> {
      const row = await numbers
        .findOneAndUpdate({ accountId, phoneNumberId }, { $set: { readMarks } }, { returnDocument: 'after' })
        .lean<PhoneNumberRecord>();
      if (!row) throw new AppError('number_not_found');
      return dtoOf(row);
    },

    /** Seals tokens that are under an older key again, under the active one. @returns how many it moved. */
    async resealTokens(onMoved: OnMoved): Promise<number> {
      const rows = numbers
        .find({ accessToken: { $exists: true, ...vault.isOlder } })
        .select('+accessToken')
        .lean<PhoneNumberRecord[]>()
        .cursor();
      return vault.resealEach(
        rows,
        placeOf,
        ({ accountId, phoneNumberId, accessToken }, resealed) =>
          numbers.updateOne({ accountId, phoneNumberId, accessToken }, { $set: { accessToken: resealed } }),
        onMoved,
      );
    },
  };
}
export type NumberService = ReturnType<typeof createNumberService>;
