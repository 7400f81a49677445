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
  /** Makes the tokens; its own key. */
  linkKey: Buffer;
}

/** Whom a link is for and what it is good for. */
export interface LinkToMake {
  /** Of the mail. */
  id: string;
  purpose: LinkPurpose;
  userId: string;
  email: string;
  lifeMs: number;
}

/**
 * Links that are sent by e-mail. A token is a keyed hash over the mail's id (256 bits), stored as a hash: neither the
 * queue nor a copy of the database can make one, and a mail that is tried again carries the link of the first try.
 */
export function createMailedLinkService({ links, clock, linkKey }: MailedLinkDeps) {
  const tokenOf = (id: string) => createHmac('sha256', linkKey).update(id).digest('base64url');

  /** Why a token does not work. Only who holds a genuine one learns more than that it does not. */
  function requireGood(link: MailedLinkRecord | null): asserts link is MailedLinkRecord {
    if (!link) throw new AppError('link_invalid');
    if (link.usedAt) throw new AppError('link_used');
    if (link.expiresAt <= clock.now()) throw new AppError('link_expired');
  }

  return {
    /**
     * Makes the link of a mail, or gives the one that was made at an earlier try. Its life begins with the last try.
     *
     * @returns null when it cannot be used any more.
     */
    async make({ id, lifeMs, ...what }: LinkToMake): Promise<{ token: string; expiresAt: Date } | null> {
      const token = tokenOf(id);
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

    /** The link of a token. @throws AppError `link_invalid`, `link_used`, `link_expired`. */
    async look(purpose: LinkPurpose, token: string): Promise<MailedLinkRecord> {
      const link = await links.findOne({ tokenHash: hashSecret(token), purpose }).lean<MailedLinkRecord>();
      requireGood(link);
      return link;
    },

    /** Uses a link up, in one atomic write: of all who try at once one wins. @throws as `look`. */
    async claim(purpose: LinkPurpose, token: string): Promise<MailedLinkRecord> {
      const now = clock.now();
      const which = { tokenHash: hashSecret(token), purpose };
      const claimed = await links
        .findOneAndUpdate({ ...which, usedAt: null, expiresAt: { $gt: now } }, { $set: { usedAt: now } })
        .lean<MailedLinkRecord>();
      if (claimed) return claimed;
      const link = await links.findOne(which).lean<MailedLinkRecord>();
      requireGood(link);
      // It was good a moment ago and is good again: nothing puts a link back.
      throw new AppError('link_used');
    },

    /** Takes back what a person was sent for a purpose and has not used. */
    async withdraw(userId: string, purpose: LinkPurpose): Promise<void> {
      await links.deleteMany({ userId, purpose, usedAt: null });
    },

    async sweep(): Promise<void> {
      await links.deleteMany({ expiresAt: { $lt: later(clock.now(), -usedLinkKnownMs) } });
    },
  };
}
export type MailedLinkService = ReturnType<typeof createMailedLinkService>;
