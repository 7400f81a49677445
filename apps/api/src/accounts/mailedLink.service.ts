import { createHmac } from 'node:crypto';
import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { hashSecret } from '../platform/ids.js';
import { usedLinkKnownMs } from './lifetimes.js';
import type { LinkPurpose, MailedLinkRecord } from './mailedLink.model.js';

export interface MailedLinkDeps {
  links: Model<MailedLinkRecord>;
  clock: Clock;
  linkKey: Buffer;
}

export interface LinkToMake {
  id: string;
  purpose: LinkPurpose;
  userId: string;
  email: string;
  lifeMs: number;
}

/**
 * Links in mails. A token is a keyed hash over the mail's id (256 bits), stored as a hash: neither the queue nor a copy
 * of the database can make one, and a mail that is sent again carries the link of the first try.
 */
export function createMailedLinkService({ links, clock, linkKey }: MailedLinkDeps) {
  const deriveToken = (id: string) => createHmac('sha256', linkKey).update(id).digest('base64url');

  /** Only who holds a genuine token learns what is wrong with it. */
  function requireGood(link: MailedLinkRecord | null): asserts link is MailedLinkRecord {
    if (!link) throw new AppError('link_invalid');
    if (link.usedAt) throw new AppError('link_used');
    if (link.expiresAt <= clock.now()) throw new AppError('link_expired');
  }

  return {
    /** The link of a mail, living from its last try on. Null when it cannot be used any more. */
    async make({ id, lifeMs, ...what }: LinkToMake): Promise<{ token: string; expiresAt: Date } | null> {
      const token = deriveToken(id);
      const now = clock.now();
      const link = await links
        .findOneAndUpdate(
          { _id: id },
          {
            $setOnInsert: { ...what, tokenHash: hashSecret(token) },
            $set: { expiresAt: later(now, lifeMs) },
          },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<MailedLinkRecord>();
      return link && !link.usedAt ? { token, expiresAt: link.expiresAt } : null;
    },

    async look(purpose: LinkPurpose, token: string): Promise<MailedLinkRecord> {
      const link = await links.findOne({ tokenHash: hashSecret(token), purpose }).lean<MailedLinkRecord>();
      requireGood(link);
      return link;
    },

    /** One atomic write: of all who try at once one wins. @throws as `look` */
    async claim(purpose: LinkPurpose, token: string): Promise<MailedLinkRecord> {
      const now = clock.now();
      const which = { tokenHash: hashSecret(token), purpose };
      const claimed = await links
        .findOneAndUpdate({ ...which, usedAt: null, expiresAt: { $gt: now } }, { $set: { usedAt: now } })
        .lean<MailedLinkRecord>();
      if (claimed) return claimed;
      const link = await links.findOne(which).lean<MailedLinkRecord>();
      requireGood(link);
      // Refused a moment ago and good now: nothing puts a link back, so it was used.
      throw new AppError('link_used');
    },

    async withdraw(userId: string, purpose: LinkPurpose): Promise<void> {
      await links.deleteMany({ userId, purpose, usedAt: null });
    },

    async sweep(): Promise<void> {
      await links.deleteMany({ expiresAt: { $lt: later(clock.now(), -usedLinkKnownMs) } });
    },
  };
}
export type MailedLinkService = ReturnType<typeof createMailedLinkService>;
