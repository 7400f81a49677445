import type { Model } from 'mongoose';
import { type Clock, days, hours, later, minutes } from './clock.js';
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

const claimMs = minutes(5);
const keptMs = days(30);
const mailsARun = 100;
/** 1, 2, 4 … minutes, an hour at most. */
const waitAfter = (attempts: number) => Math.min(minutes(1) * 2 ** (attempts - 1), hours(1));

/**
 * The one way in which mail leaves: queued durably by whoever has something to tell, composed and handed over in the
 * background. No request waits for a mail server. Each step can be done again: after a crash in the middle of handing a
 * mail over it may come twice, under the same Message-ID.
 */
export function createMailQueue({ mails, mailer, clock, logger, metrics }: MailQueueDeps) {
  const composers = new Map<string, MailComposer>();

  function claim(): Promise<QueuedMail | null> {
    const now = clock.now();
    return mails
      .findOneAndUpdate(
        { state: 'queued', dueAt: { $lte: now } },
        { $set: { dueAt: later(now, claimMs) }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      .lean<QueuedMail>();
  }

  async function finish(id: string, state: 'sent' | 'given_up'): Promise<void> {
    await mails.updateOne({ _id: id, state: 'queued' }, { $set: { state }, $unset: { email: 1, facts: 1 } });
  }

  /** Hands one mail over. @throws Error when the mail server does not take it. */
  async function handOver(mail: QueuedMail, via: Mailer): Promise<void> {
    const { kind = 'alerts' } = mail;
    const compose = composers.get(kind);
    if (!compose) throw new Error(`nobody composes mails of the kind ${kind}`);
    const composed = await compose(mail);
    if (!composed) return;
    await via.send({ id: mail._id, ...composed });
    metrics.mails.inc({ result: via.result });
  }

  /** What becomes of a mail that could not be handed over. */
  async function failed(mail: QueuedMail, error: unknown): Promise<void> {
    const now = clock.now();
    const isOver = now >= (mail.giveUpAt ?? later(mail.createdAt, days(1)));
    metrics.mails.inc({ result: isOver ? 'given_up' : 'failed' });
    logger[isOver ? 'error' : 'warn'](
      { err: error, mailId: mail._id, kind: mail.kind, accountId: mail.accountId, attempts: mail.attempts },
      isOver ? 'an e-mail was given up: its time was over' : 'an e-mail could not be sent; it will be tried again',
    );
    if (isOver) return finish(mail._id, 'given_up');
    const dueAt = later(now, waitAfter(mail.attempts));
    await mails.updateOne({ _id: mail._id, state: 'queued' }, { $set: { dueAt } });
  }

  /** @returns whether it is worth trying the next one now. */
  async function send(mail: QueuedMail, via: Mailer): Promise<boolean> {
    if (mail.giveUpAt && clock.now() >= mail.giveUpAt) {
      await failed(mail, new Error('too late to be of use'));
      return true;
    }
    try {
      await handOver(mail, via);
    } catch (error) {
      await failed(mail, error);
      // A server that answers refused this mail alone; one that does not would refuse the others as well.
      return error instanceof Error && 'responseCode' in error;
    }
    await finish(mail._id, 'sent');
    return true;
  }

  return {
    /** Whether mail leaves from here at all. */
    works: mailer !== null,

    /** @throws AppError `mail_unavailable` where no mail is sent: nobody is promised a mail that never comes. */
    requireWorking(): void {
      if (!mailer) throw new AppError('mail_unavailable');
    },

    /** Says who composes the mails of a kind. Before the first run, in every process. */
    compose(kind: string, composer: MailComposer): void {
      composers.set(kind, composer);
    },

    /** Queues one mail, durably. Where no mail is sent from here, nothing is kept. */
    async add({ id, triedForMs, ...mail }: MailToQueue): Promise<void> {
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
          ...(triedForMs === undefined ? {} : { giveUpAt: later(now, triedForMs) }),
        });
      } catch (error) {
        if (id === undefined || !isDuplicateKey(error)) throw error;
      }
    },

    /** Sends what is due. */
    async runDue(): Promise<void> {
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
export type MailQueue = ReturnType<typeof createMailQueue>;
