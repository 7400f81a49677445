import { createHash } from 'node:crypto';
import type { Model } from 'mongoose';
import type { AccountService, Person } from '../accounts/account.service.js';
import { type Clock, days, hours, later, minutes } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { Logger } from '../platform/logger.js';
import type { Mailer } from '../platform/mailer.js';
import type { Metrics } from '../platform/metrics.js';
import type { AlertRecord, AlertSettingsRecord, MailRecord } from './alert.model.js';
import { wantsEmail } from './alert.service.js';
import { mailText } from './mailText.js';

export interface MailDeps {
  alerts: Model<AlertRecord>;
  settings: Model<AlertSettingsRecord>;
  mails: Model<MailRecord>;
  accounts: AccountService;
  /** Null: no mail is sent from here, and none is kept for later. */
  mailer: Mailer | null;
  /** Where people see their numbers and switch the mails off. */
  pageUrl: string;
  /** Where people see how they sign in. */
  securityUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** What comes within it goes into one mail. */
const gatherMs = minutes(1);
const claimMs = minutes(5);
const triedForMs = days(1);
const keptMs = days(30);
const mailsARun = 100;
/** 1, 2, 4 … minutes, an hour at most. */
const waitAfter = (attempts: number) => Math.min(minutes(1) * 2 ** (attempts - 1), hours(1));

const idOf = (batch: string, userId: string) =>
  `mail_${createHash('sha256').update(`${batch} ${userId}`).digest('base64url').slice(0, 22)}`;

/**
 * Alerts by e-mail. What is told is gathered for a minute, becomes one mail a person, and is tried for a day. Each step
 * can be done again: after a crash in the middle of handing a mail over it may come twice, under the same Message-ID.
 */
export function createMailService(deps: MailDeps) {
  const { alerts, settings, mails, accounts, mailer, clock, logger, metrics } = deps;
  const waiting = { mailPending: true };

  /** Closes a batch for each account whose oldest alert has waited long enough. */
  async function closeBatches(): Promise<string[]> {
    const due = { ...waiting, mailBatch: null, at: { $lte: later(clock.now(), -gatherMs) } };
    for (const accountId of await alerts.distinct('accountId', due)) {
      await alerts.updateMany({ ...waiting, accountId, mailBatch: null }, { $set: { mailBatch: newId('batch') } });
    }
    return alerts.distinct('mailBatch', { ...waiting, mailBatch: { $ne: null } }) as Promise<string[]>;
  }

  async function queue(batch: string): Promise<void> {
    const told = await alerts
      .find({ ...waiting, mailBatch: batch })
      .sort({ at: 1 })
      .lean<AlertRecord[]>();
    const accountId = told[0]?.accountId;
    if (accountId && mailer) {
      const { people } = await accounts.peopleOf(accountId);
      const wants = await wanting(accountId, people);
      for (const { userId } of people) {
        // What is for somebody in person is about their safety, and is not switched off with the rest.
        const theirs = told.filter(({ onlyFor }) => (onlyFor ? onlyFor.includes(userId) : wants.has(userId)));
        if (theirs.length > 0) await insertOnce(batch, accountId, userId, theirs);
      }
    }
    await alerts.updateMany({ ...waiting, mailBatch: batch }, { $unset: { mailPending: 1 } });
  }

  /** Those who get by e-mail what is for everybody. */
  async function wanting(accountId: string, people: readonly Person[]): Promise<Set<string>> {
    const chosen = await settings.find({ accountId }).lean<AlertSettingsRecord[]>();
    const choiceOf = (userId: string) => chosen.find((one) => one.userId === userId)?.email;
    return new Set(people.flatMap(({ userId, role }) => (wantsEmail(role, choiceOf(userId)) ? userId : [])));
  }

  async function insertOnce(batch: string, accountId: string, userId: string, told: AlertRecord[]): Promise<void> {
    const now = clock.now();
    try {
      await mails.create({
        _id: idOf(batch, userId),
        accountId,
        userId,
        alertIds: told.map(({ alertId }) => alertId),
        state: 'queued',
        dueAt: now,
        attempts: 0,
        createdAt: now,
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  function claim(): Promise<MailRecord | null> {
    const now = clock.now();
    return mails
      .findOneAndUpdate(
        { state: 'queued', dueAt: { $lte: now } },
        { $set: { dueAt: later(now, claimMs) }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      .lean<MailRecord>();
  }

  /** Hands one mail over. @throws Error when the mail server does not take it. */
  async function handOver({ _id, accountId, userId, alertIds }: MailRecord, via: Mailer): Promise<void> {
    const { accountName, people } = await accounts.peopleOf(accountId);
    const person = people.find((one) => one.userId === userId);
    // Whoever has left the account meanwhile is told nothing of it any more.
    if (!person) return;
    const told = await alerts
      .find({ accountId, alertId: { $in: alertIds } })
      .sort({ at: 1 })
      .lean<AlertRecord[]>();
    const isPersonal = told.every(({ onlyFor }) => onlyFor);
    const pageUrl = isPersonal ? deps.securityUrl : deps.pageUrl;
    const { subject, text } = mailText({ name: person.name, accountName, alerts: told, pageUrl, isPersonal });
    await via.send({ id: _id, to: { name: person.name, address: person.email }, subject, text });
    metrics.mails.inc({ result: via.result });
  }

  /** @returns whether it is worth trying the next one now. */
  async function send(mail: MailRecord, via: Mailer): Promise<boolean> {
    try {
      await handOver(mail, via);
    } catch (error) {
      const now = clock.now();
      const isOver = now.getTime() - mail.createdAt.getTime() >= triedForMs;
      metrics.mails.inc({ result: isOver ? 'given_up' : 'failed' });
      logger[isOver ? 'error' : 'warn'](
        { err: error, mailId: mail._id, accountId: mail.accountId, attempts: mail.attempts },
        isOver ? 'an e-mail was given up after a day' : 'an e-mail could not be sent; it will be tried again',
      );
      await mails.updateOne(
        { _id: mail._id, state: 'queued' },
        { $set: isOver ? { state: 'given_up' } : { dueAt: later(now, waitAfter(mail.attempts)) } },
      );
      // A server that answers refused this mail alone; one that does not would refuse the others as well.
      return error instanceof Error && 'responseCode' in error;
    }
    await mails.updateOne({ _id: mail._id, state: 'queued' }, { $set: { state: 'sent' } });
    return true;
  }

  return {
    /** Makes mails of what was told, and sends what is due. */
    async runDue(): Promise<void> {
      for (const batch of await closeBatches()) await queue(batch);
      if (!mailer) return;
      for (let count = 0; count < mailsARun; count += 1) {
        const mail = await claim();
        if (!mail || !(await send(mail, mailer))) return;
      }
    },

    async sweep(): Promise<void> {
      await mails.deleteMany({ state: { $ne: 'queued' }, createdAt: { $lt: later(clock.now(), -keptMs) } });
    },

    stop(): void {
      mailer?.close();
    },
  };
}
export type MailService = ReturnType<typeof createMailService>;
