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
  /** Null: no mail is sent from here, and none is kept for later. */
  mailer: Mailer | null;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** What a mail says and to whom, at the moment of sending. Null: there is nobody to tell it to any more. */
export type MailComposer = (mail: QueuedMail) => Promise<Omit<Mail, 'id'> | null>;

/** A mail to queue. */
export interface MailToQueue extends Pick<QueuedMail, 'accountId' | 'userId' | 'email' | 'alertIds' | 'facts'> {
  /** Where it may be queued twice: it is one mail then. */
  id?: string;
  kind: string;
  /** Milliseconds; a day where it is left out. */
  triedForMs?: number;
}

const triedForMs = days(1);
const keptMs = days(30);
const mailsARun = 100;

/**
 * The one way in which mail leaves: queued durably by whoever has something to tell, composed and handed over in the
 * background. No request waits for a mail server. Each step can be done again: after a crash in the middle of handing a
 * mail over it may come twice, under the same Message-ID.
 */
export function createMailQueue({ mails, mailer, clock, logger, metrics }: MailQueueDeps) {
  const composers = new Map<string, { what: string; compose: MailComposer }>();

  /** Hands one mail over. @throws Error when the mail server does not take it. */
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
        // While somebody sends it, the time at which another may try stands where it says when it is due.
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
          // A server that answers refused this mail alone; one that does not would refuse the others as well.
          if (error instanceof Error && 'responseCode' in error) throw error;
          throw new RunOver('no mail can be handed over at the moment', { cause: error });
        }
        // Whom it was for is not kept.
        return { kind: 'done', update: { $set: { state: 'sent' }, $unset: { email: 1, facts: 1 } }, result: undefined };
      },
      async tellGivenUp() {
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

    /** Whether mail leaves from here at all. */
    works: mailer !== null,

    /** @throws AppError `mail_unavailable` where no mail is sent: nobody is promised a mail that never comes. */
    requireWorking(): void {
      if (!mailer) throw new AppError('mail_unavailable');
    },

    /** Says who composes the mails of a kind, and what they are in words. Before the first run, in every process. */
    compose(kind: string, what: string, compose: MailComposer): void {
      composers.set(kind, { what, compose });
    },

    /** Queues one mail, durably. Where no mail is sent from here, nothing is kept. */
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

    /** Sends what is due. */
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
