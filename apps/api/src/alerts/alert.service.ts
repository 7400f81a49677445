import type { AlertDto, AlertsReply, Role } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { traitsOf } from '../accounts/policy.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { isDuplicateKey } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { Metrics } from '../platform/metrics.js';
import type { AlertRecord, AlertSettingsRecord } from './alert.model.js';
import { alertsKeptMs, alertsShown } from './lifetimes.js';

export interface AlertDeps {
  alerts: Model<AlertRecord>;
  settings: Model<AlertSettingsRecord>;
  clock: Clock;
  metrics: Metrics;
  events: DomainEvents;
}

export type NewAlert = Pick<
  AlertRecord,
  'accountId' | 'key' | 'kind' | 'tone' | 'title' | 'text' | 'phoneNumberId' | 'by' | 'onlyFor'
>;

export interface Reader {
  accountId: string;
  userId: string;
  role: Role;
}

const seenBy = (accountId: string, userId: string) => ({ accountId, $or: [{ onlyFor: null }, { onlyFor: userId }] });

/** Owners get alerts by e-mail unless they switch it off, others when they switch it on. */
export const wantsEmail = (role: Role, chosen: boolean | undefined): boolean => chosen ?? traitsOf[role].getsAlertMails;

export function createAlertService({ alerts, settings, clock, metrics, events }: AlertDeps) {
  return {
    /** Alerts an account once a key. @returns whether it was new. */
    async notify({ accountId, key, kind, tone, title, text, phoneNumberId, by, onlyFor }: NewAlert): Promise<boolean> {
      try {
        await alerts.create({
          alertId: newId('alt'),
          accountId,
          key,
          kind,
          tone,
          title,
          text,
          at: clock.now(),
          mailPending: true,
          ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
          ...(by === undefined ? {} : { by }),
          ...(onlyFor === undefined ? {} : { onlyFor }),
        });
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
      metrics.alerts.inc({ kind });
      events.emit('alerts.changed', { accountId });
      return true;
    },

    async list({ accountId, userId, role }: Reader): Promise<Omit<AlertsReply, 'success' | 'emailWorks'>> {
      const chosen = await settings.findOne({ accountId, userId }).lean<AlertSettingsRecord>();
      const seenUpTo = chosen?.seenUpTo;
      const theirs = seenBy(accountId, userId);
      const [rows, unseen] = await Promise.all([
        alerts.find(theirs).sort({ at: -1, _id: -1 }).limit(alertsShown).lean<AlertRecord[]>(),
        alerts.countDocuments({ ...theirs, by: { $ne: userId }, ...(seenUpTo ? { at: { $gt: seenUpTo } } : {}) }),
      ]);
      return {
        alerts: rows.map((row) => toAlertDto(row, row.by === userId || (seenUpTo !== undefined && row.at <= seenUpTo))),
        unseen,
        email: wantsEmail(role, chosen?.email),
      };
    },

    async markSeen({ accountId, userId }: Reader): Promise<void> {
      await settings.updateOne({ accountId, userId }, { $max: { seenUpTo: clock.now() } }, { upsert: true });
      events.emit('alerts.changed', { accountId });
    },

    async setEmail({ accountId, userId }: Reader, email: boolean): Promise<void> {
      await settings.updateOne({ accountId, userId }, { $set: { email } }, { upsert: true });
    },

    async sweep(): Promise<void> {
      await alerts.deleteMany({ at: { $lt: later(clock.now(), -alertsKeptMs) } });
    },

    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const { deletedCount } = await alerts.deleteMany({ accountId, phoneNumberId: { $in: [...phoneNumberIds] } });
      events.emit('alerts.changed', { accountId });
      return deletedCount;
    },
  };
}
export type AlertService = ReturnType<typeof createAlertService>;

function toAlertDto(row: AlertRecord, seen: boolean): AlertDto {
  return {
    id: row.alertId,
    kind: row.kind,
    tone: row.tone,
    title: row.title,
    text: row.text,
    phoneNumberId: row.phoneNumberId ?? null,
    at: row.at.toISOString(),
    seen,
  };
}
