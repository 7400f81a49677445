import { createHash } from 'node:crypto';
import type { Model } from 'mongoose';
import type { AccountService, Person } from '../accounts/account.service.js';
import { type Clock, later } from '../platform/clock.js';
import { newId } from '../platform/ids.js';
import type { MailComposer, MailQueue } from '../platform/mailQueue.js';
import type { AlertRecord, AlertSettingsRecord } from './alert.model.js';
import { wantsEmail } from './alert.service.js';
import { mailGatheredMs } from './lifetimes.js';
import { mailText } from './mailText.js';

export interface MailDeps {
  alerts: Model<AlertRecord>;
  settings: Model<AlertSettingsRecord>;
  accounts: AccountService;
  mailQueue: MailQueue;
  pageUrl: string;
  securityUrl: string;
  clock: Clock;
}

const kind = 'alerts';

const toMailId = (batch: string, userId: string) =>
  `mail_${createHash('sha256').update(`${batch} ${userId}`).digest('base64url').slice(0, 22)}`;

/** Alerts by e-mail: gathered for a minute into one mail a person. Each step can be done again. */
export function createMailService(deps: MailDeps) {
  const { alerts, settings, accounts, mailQueue, clock } = deps;
  const waiting = { mailPending: true };

  /** Closes a batch for each account whose oldest alert has waited long enough. */
  async function closeBatches(): Promise<string[]> {
    const due = { ...waiting, mailBatch: null, at: { $lte: later(clock.now(), -mailGatheredMs) } };
    for (const accountId of await alerts.distinct('accountId', due)) {
      await alerts.updateMany({ ...waiting, accountId, mailBatch: null }, { $set: { mailBatch: newId('batch') } });
    }
    return alerts.distinct('mailBatch', { ...waiting, mailBatch: { $ne: null } }) as Promise<string[]>;
  }

  async function queue(batch: string): Promise<void> {
    const notified = await alerts
      .find({ ...waiting, mailBatch: batch })
      .sort({ at: 1 })
      .lean<AlertRecord[]>();
    const accountId = notified[0]?.accountId;
    if (accountId) {
      const { people } = await accounts.listPeople(accountId);
      const wants = await wanting(accountId, people);
      for (const { userId } of people) {
        // What is for somebody in person is about their safety, and is not switched off with the rest.
        const theirs = notified.filter(({ onlyFor }) => (onlyFor ? onlyFor.includes(userId) : wants.has(userId)));
        if (theirs.length === 0) continue;
        const alertIds = theirs.map(({ alertId }) => alertId);
        await mailQueue.add({ id: toMailId(batch, userId), kind, accountId, userId, alertIds });
      }
    }
    await alerts.updateMany({ ...waiting, mailBatch: batch }, { $unset: { mailPending: 1 } });
  }

  async function wanting(accountId: string, people: readonly Person[]): Promise<Set<string>> {
    const chosen = await settings.find({ accountId }).lean<AlertSettingsRecord[]>();
    const findChoice = (userId: string) => chosen.find((one) => one.userId === userId)?.email;
    return new Set(people.flatMap(({ userId, role }) => (wantsEmail(role, findChoice(userId)) ? userId : [])));
  }

  const compose: MailComposer = async ({ accountId = '', userId, alertIds = [] }) => {
    const { accountName, people } = await accounts.listPeople(accountId);
    const person = people.find((one) => one.userId === userId);
    // Whoever has left the account meanwhile is told nothing of it any more.
    if (!person) return null;
    const notified = await alerts
      .find({ accountId, alertId: { $in: alertIds } })
      .sort({ at: 1 })
      .lean<AlertRecord[]>();
    const isPersonal = notified.every(({ onlyFor }) => onlyFor);
    const pageUrl = isPersonal ? deps.securityUrl : deps.pageUrl;
    const { subject, text } = mailText({ name: person.name, accountName, alerts: notified, pageUrl, isPersonal });
    return { to: { name: person.name, address: person.email }, subject, text };
  };
  mailQueue.compose(kind, 'e-mail about alerts', compose);

  return {
    async gather(): Promise<void> {
      for (const batch of await closeBatches()) await queue(batch);
    },
  };
}
