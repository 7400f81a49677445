import { createHash } from 'node:crypto';
import type { NoticeDto } from '@switchboard/contracts';
import type { AccountUpdate, PreferenceUpdate, ProblemUpdate } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import { areOnlyDuplicates } from '../platform/databaseErrors.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { noticesShown } from './limits.js';
import { phoneNamedBy, samePhone } from './namedPhone.js';
import type { NoticeRecord } from './notice.model.js';
import { errorWords, noticeWords } from './noticeWords.js';
import type { NumberRepository } from './number.repository.js';
import {
  describeCustomer,
  namedOnly,
  type PreferenceNotice,
  preferenceField,
  preferenceWords,
} from './preferenceNotice.js';

export interface NoticeServiceDeps {
  notices: Model<NoticeRecord>;
  numbers: Pick<NumberRepository, 'findActiveOnWabas'>;
  events: DomainEvents;
}

export interface ReportedProblem {
  accountId: string;
  wabaId: string;
  receivedAt: Date;
  update: ProblemUpdate;
}

export interface ReportedPreference {
  accountId: string;
  wabaId: string;
  receivedAt: Date;
  update: PreferenceUpdate;
}

/** A wish with the customer's name as it is known here. */
export type NamedPreference = ReportedPreference & { knownName: string | null };

/** Fields of which many webhooks say one thing: how far the phone's history has come. The number itself shows it. */
const shownAsProgress: ReadonlySet<string> = new Set(['smb_app_state_sync', 'history']);

/** What Meta says about numbers and their WhatsApp accounts: kept, and shown on the number that it concerns. */
export function createNoticeService({ notices, numbers, events }: NoticeServiceDeps) {
  function toNoticeId(accountId: string, update: AccountUpdate | ProblemUpdate, fallbackAt: string): string {
    const said =
      update.kind === 'account'
        ? [update.field, update.wabaId, update.at?.toISOString() ?? fallbackAt, update.value]
        : [update.field, update.phoneNumberId, fallbackAt, update.error];
    return `not_${createHash('sha256')
      .update(JSON.stringify([accountId, said]))
      .digest('base64url')
      .slice(0, 22)}`;
  }

  const ofProblem = ({ update, accountId, wabaId, receivedAt }: ReportedProblem): NoticeRecord => ({
    _id: toNoticeId(accountId, update, receivedAt.toISOString().slice(0, 13)),
    accountId,
    wabaId,
    phoneNumberId: update.phoneNumberId,
    field: 'errors',
    event: String(update.error.code),
    at: receivedAt,
    receivedAt,
    value: update.error,
  });

  function ofPreference({ accountId, wabaId, receivedAt, update, knownName }: NamedPreference): NoticeRecord {
    const { phoneNumberId, contact, category, value, at } = update;
    const said = [accountId, phoneNumberId, contact.userId ?? contact.waId, category, value, at.toISOString()];
    const kept: PreferenceNotice = { who: describeCustomer(update, knownName), category, value };
    return {
      _id: `not_${createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)}`,
      ...{ accountId, wabaId, phoneNumberId, at, receivedAt },
      field: preferenceField,
      value: kept,
    };
  }

  return {
    /** Keeps what was said, for every account that holds a number it concerns. @returns false when none does. */
    async keep(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const live = await numbers.findActiveOnWabas([update.wabaId]);
      const phone = phoneNamedBy(update);
      const named = live.filter(
        (number) =>
          number.phoneNumberId === update.phoneNumberId || (phone !== null && samePhone(number.displayPhone, phone)),
      );
      const accountIds = new Set((named.length > 0 ? named : live).map((number) => number.accountId));
      const records: NoticeRecord[] = [];
      for (const accountId of shownAsProgress.has(update.field) ? [] : accountIds) {
        const number = named.find((one) => one.accountId === accountId);
        records.push({
          // Without Meta's own time two equal ones a day apart are two; retries of one come within the day.
          _id: toNoticeId(accountId, update, receivedAt.toISOString().slice(0, 10)),
          accountId,
          wabaId: update.wabaId,
          ...(number ? { phoneNumberId: number.phoneNumberId } : {}),
          field: update.field,
          ...(update.event ? { event: update.event } : {}),
          at: update.at ?? receivedAt,
          receivedAt,
          value: update.value,
        });
      }
      await insertNew(records);
      return accountIds.size > 0;
    },

    async keepReported(problems: readonly ReportedProblem[], preferences: readonly NamedPreference[]): Promise<void> {
      await insertNew([...problems.map(ofProblem), ...preferences.map(ofPreference)]);
    },
    async list(accountId: string): Promise<NoticeDto[]> {
      const rows = await notices.find({ accountId }).sort({ at: -1 }).limit(noticesShown).lean<NoticeRecord[]>();
      return namedOnly(rows).map((row) => ({
        id: row._id,
        wabaId: row.wabaId,
        phoneNumberId: row.phoneNumberId ?? null,
        at: row.at.toISOString(),
        ...toWords(row),
      }));
    },

    async erase(accountId: string, phoneNumberIds: readonly string[], wabaIds: readonly string[]): Promise<number> {
      const { deletedCount } = await notices.collection.deleteMany({
        accountId,
        $or: [{ phoneNumberId: { $in: [...phoneNumberIds] } }, { wabaId: { $in: [...wabaIds] } }],
      });
      return deletedCount;
    },

    async removeBefore(at: Date): Promise<void> {
      await notices.deleteMany({ receivedAt: { $lt: at } });
    },
  };

  async function insertNew(records: readonly NoticeRecord[]): Promise<void> {
    if (records.length === 0) return;
    let isNew = true;
    try {
      await notices.collection.insertMany([...records] as never[], { ordered: false });
    } catch (error) {
      if (!areOnlyDuplicates(error)) throw error;
      isNew = (error as mongo.MongoBulkWriteError).insertedCount > 0;
    }
    if (!isNew) return;
    for (const accountId of new Set(records.map((record) => record.accountId)))
      events.emit('numbers.changed', { accountId });
  }
}
export type NoticeService = ReturnType<typeof createNoticeService>;

function toWords({ field, value }: NoticeRecord) {
  if (field === preferenceField) return preferenceWords(value as PreferenceNotice);
  return field === 'errors' ? errorWords(value as ProblemUpdate['error']) : noticeWords(field, value);
}
