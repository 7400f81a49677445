import type { Model } from 'mongoose';
import { backoffs } from './backoff.js';
import { type Clock, days, later } from './clock.js';
import { DurableJob, RunOver } from './durableJob.js';
import { AppError, isDuplicateKey } from './errors.js';
import { newId } from './ids.js';
import type { Logger } from './logger.js';
import type { Mail, Mailer } from './mailer.js';
import type { Metrics } from './metrics.js';
import type { QueuedMail } from './queuedMail.model.js';

export interface MailQueueDeps {
  mails: Model<QueuedMail>;
  mailer: Mailer | null;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** Writes a mail at the moment of sending. Null where it has no recipient any more. */
export type MailComposer = (mail: QueuedMail) => Promise<Omit<Mail, 'id'> | null>;

export interface MailToQueue extends Pick<QueuedMail, 'accountId' | 'userId' | 'email' | 'alertIds' | 'facts'> {
  /** An idempotency key, where it may be queued twice. */
  id?: string;
  kind: string;
  /** Milliseconds; a day where it is left out. */
  triedForMs?: number;
}

const triedForMs = days(1);
const keptMs = days(30);
const mailsARun = 100;

/** The one way in which mail leaves. After a crash while a mail is sent it may come twice, under one Message-ID. */
export function createMailQueue({ mails, mailer, clock, logger, metrics }: MailQueueDeps) {
  const composers = new Map<string, { what: string; compose: MailComposer }>();

  async function handOver(mail: QueuedMail, via: Mailer): Promise<void> {
    const { kind = 'alerts' } = mail;
    const composer = composers.get(kind);
    if (!composer) throw new Error(`nobody composes mails of the kind ${kind}`);
    const composed = await composer.compose(mail);
    if (!composed) return;
    await via.send({ id: mail._id, ...composed });
    metrics.mails.inc({ result: via.result });
  }

  const job = new DurableJob<QueuedMail>(
    {
      name: 'mail',
      rows: {
        model: mails,
        open: { state: 'queued' },
        // `dueAt` is the lease as well.
        ...{ due: 'dueAt', lease: 'dueAt', tries: 'attempts' },
        onGiveUp: () => ({ $set: { state: 'given_up' } }),
        onReopen: (_mail, now) => ({ $set: { state: 'queued', giveUpAt: later(now, triedForMs) } }),
      },
      backoff: backoffs.mail,
      giveUpAt: (mail) => mail.giveUpAt ?? later(mail.createdAt, triedForMs),
      rowsARun: mailsARun,
      async work(mail) {
        try {
          if (mailer) await handOver(mail, mailer);
        } catch (error) {
          metrics.mails.inc({ result: 'failed' });
          // An answer of the server is about this mail alone; without one, the others would fail as well.
          if (error instanceof Error && 'responseCode' in error) throw error;
          throw new RunOver('no mail can be handed over at the moment', { cause: error });
        }
        // Whom it was for is not kept.
        return { kind: 'done', update: { $set: { state: 'sent' }, $unset: { email: 1, facts: 1 } }, result: undefined };
      },
      async notifyGivenUp() {
        metrics.mails.inc({ result: 'given_up' });
        return undefined;
      },
      describe: ({ accountId, kind = 'alerts', createdAt }) => ({
        accountIds: accountId === undefined ? [] : [accountId],
        ...{ what: composers.get(kind)?.what ?? 'e-mail', since: createdAt, problem: null },
      }),
    },
    { clock, logger, metrics },
  );

  return {
    job,

    works: mailer !== null,

    /** @throws AppError `mail_unavailable` where no mail is sent. */
    requireWorking(): void {
      if (!mailer) throw new AppError('mail_unavailable');
    },

    /** Registers who composes the mails of a kind, and what they are in words. In every process, before the first run. */
    compose(kind: string, what: string, compose: MailComposer): void {
      composers.set(kind, { what, compose });
    },

    async add({ id, triedForMs: patienceMs, ...mail }: MailToQueue): Promise<void> {
      if (!mailer) return;
      const now = clock.now();
      try {
        await mails.create({
          _id: id ?? newId('mail'),
          ...mail,
          state: 'queued',
          dueAt: now,
          attempts: 0,
          createdAt: now,
          ...(patienceMs === undefined ? {} : { giveUpAt: later(now, patienceMs) }),
        });
      } catch (error) {
        if (id === undefined || !isDuplicateKey(error)) throw error;
      }
    },

    async runDue(): Promise<void> {
      if (mailer) await job.runDue();
    },

    async sweep(): Promise<void> {
      await mails.deleteMany({ state: { $ne: 'queued' }, createdAt: { $lt: later(clock.now(), -keptMs) } });
    },

    async stop(): Promise<void> {
      await job.stop();
      mailer?.close();
    },
  };
}
export type MailQueue = ReturnType<typeof createMailQueue>;
