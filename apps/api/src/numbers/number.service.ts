import type { NumberDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { NumberAtMeta, WabaAtMeta } from './graphNumber.mapper.js';
import { toNumberDto } from './number.dto.js';
import type { PhoneNumberRecord, SubscriptionEvidence, TokenEvidence } from './phoneNumber.model.js';
import type { TokenVault } from './tokenVault.js';

export type { PhoneNumberRecord } from './phoneNumber.model.js';

export interface NumberServiceDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  clock: Clock;
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

/** What a check may have found; each part speaks for itself. Quality and names come with `registration`. */
export type FoundEvidence = Partial<
  Pick<PhoneNumberRecord, 'token' | 'registration' | 'subscription' | 'qualityRating' | 'displayName' | 'displayPhone'>
>;

/** A number whose token is open in memory, for one piece of work. */
export interface OpenedNumber {
  record: PhoneNumberRecord;
  accessToken: string;
}

/** The numbers an account holds. Every question names the account. */
export function createNumberService({ numbers, vault, clock }: NumberServiceDeps) {
  const placeOf = (record: Pick<PhoneNumberRecord, 'accountId' | 'wabaId' | 'phoneNumberId'>) => ({
    purpose: 'number' as const,
    accountId: record.accountId,
    wabaId: record.wabaId,
    phoneNumberId: record.phoneNumberId,
  });

  return {
    /** Active numbers first, then disconnected ones; by business and number. */
    async list(accountId: string): Promise<NumberDto[]> {
      const rows = await numbers
        .find({ accountId })
        .sort({ isActive: -1, businessName: 1, wabaId: 1, displayPhone: 1 })
        .lean<PhoneNumberRecord[]>();
      const now = clock.now();
      return rows.map((row) => toNumberDto(row, now));
    },

    async knownIds(accountId: string): Promise<Set<string>> {
      const rows = await numbers.find({ accountId }, { phoneNumberId: 1 }).lean();
      return new Set(rows.map((row) => row.phoneNumberId));
    },

    /**
     * Keeps a number with its sealed token, in one write: a new row, or the row the account had, active again with its
     * history and settings.
     *
     * @throws AppError `number_in_use` when another account holds the number live. Nothing is changed then.
     */
    async save(input: NumberToSave): Promise<void> {
      const { accountId, number, waba } = input;
      const now = clock.now();
      const key = { accountId, phoneNumberId: number.phoneNumberId };
      const accessToken = vault.seal(input.accessToken, {
        purpose: 'number',
        ...key,
        wabaId: waba.wabaId,
      });
      const write = () =>
        numbers.updateOne(
          key,
          {
            $set: {
              wabaId: waba.wabaId,
              wabaName: waba.wabaName,
              businessId: waba.businessId,
              businessName: waba.businessName,
              accessToken,
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
              ...(input.subscription ? { subscription: input.subscription } : {}),
            },
            $unset: { disconnectedAt: 1 },
          },
          { upsert: true },
        );
      try {
        await write();
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Either another account is the live owner, or two upserts of this account met. The second is settled by
        // writing once more; the first refuses again.
        try {
          await write();
        } catch (again) {
          throw isDuplicateKey(again) ? new AppError('number_in_use', { cause: again }) : again;
        }
      }
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

    /** Opens the token of one active number. @throws AppError `token_unreadable`, `number_not_found`. */
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

    /**
     * Keeps what a check found, each thing only if nothing newer is stored about it: an answer that comes late never
     * overwrites.
     *
     * @param askedAt when the question was put.
     * @param complete whether every question was answered: only then does it count as verified.
     */
    async recordEvidence(
      record: PhoneNumberRecord,
      askedAt: Date,
      found: FoundEvidence,
      complete: boolean,
    ): Promise<void> {
      const { accountId, phoneNumberId } = record;
      const key = { accountId, phoneNumberId, isActive: true };
      const { token, registration, subscription, ...node } = found;
      const unlessNewer = (path: string, set: Partial<PhoneNumberRecord>) => ({
        updateOne: {
          filter: { ...key, $or: [{ [path]: { $exists: false } }, { [path]: { $lte: askedAt } }] },
          update: { $set: set },
        },
      });
      await numbers.bulkWrite([
        ...(token ? [unlessNewer('token.at', { token })] : []),
        ...(registration ? [unlessNewer('registration.at', { registration, ...node })] : []),
        ...(subscription ? [unlessNewer('subscription.at', { subscription })] : []),
        ...(complete ? [{ updateOne: { filter: key, update: { $max: { verifiedAt: askedAt } } } }] : []),
      ]);
    },

    /** Keeps that the webhooks of a WABA are, or are not, delivered: it holds for every number on it in this account. */
    async recordSubscription(accountId: string, wabaId: string, subscription: SubscriptionEvidence): Promise<void> {
      await numbers.updateMany(
        {
          accountId,
          wabaId,
          isActive: true,
          $or: [{ subscription: { $exists: false } }, { 'subscription.at': { $lte: subscription.at } }],
        },
        { $set: { subscription } },
      );
    },

    /** Destroys the token and marks the number inactive, in one write. False when it was inactive before. */
    async deactivate(record: PhoneNumberRecord): Promise<boolean> {
      const { accountId, phoneNumberId } = record;
      const result = await numbers.updateOne(
        { accountId, phoneNumberId, isActive: true },
        {
          $set: { isActive: false, disconnectedAt: clock.now() },
          $unset: { accessToken: 1, token: 1, subscription: 1 },
        },
      );
      return result.modifiedCount > 0;
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

    /** Seals tokens that are under an older key again, under the active one. @returns how many it moved. */
    async resealTokens(): Promise<number> {
      const old = {
        accessToken: { $exists: true, $not: new RegExp(`^${vault.currentPrefix.replaceAll('.', '\\.')}`) },
      };
      const rows = numbers.find(old).select('+accessToken').lean<PhoneNumberRecord[]>().cursor();
      return vault.resealEach(rows, placeOf, ({ accountId, phoneNumberId, accessToken }, resealed) =>
        numbers.updateOne({ accountId, phoneNumberId, accessToken }, { $set: { accessToken: resealed } }),
      );
    },
  };
}
export type NumberService = ReturnType<typeof createNumberService>;
