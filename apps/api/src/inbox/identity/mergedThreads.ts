import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import type { ChangeService } from '../change.service.js';
import { getCollection } from '../inboxWrites.js';
import { mergedThreadWatchedMs } from '../lifetimes.js';
import { maxWatchedThreads } from '../limits.js';
import type { MessageRecord } from '../message.model.js';
import type { RecountService } from '../recount.service.js';
import type { Arrangement, Component } from './arrange.js';
import type { Moves } from './moves.js';
import type { RedirectRecord } from './redirect.model.js';

export interface MergedThreadsDeps {
  redirects: Model<RedirectRecord>;
  messages: Model<MessageRecord>;
  moves: Pick<Moves, 'moveAll'>;
  recounts: Pick<RecountService, 'recount'>;
  changes: Pick<ChangeService, 'announce'>;
  clock: Clock;
}

export function createMergedThreads({ moves, recounts, changes, clock, ...models }: MergedThreadsDeps) {
  const redirects = getCollection(models.redirects);
  const messages = getCollection(models.messages);

  async function moveLateMessages({ _id, accountId, into }: RedirectRecord): Promise<void> {
    const late = await messages.find({ accountId, conversationId: _id }).project<{ _id: string }>({ _id: 1 }).toArray();
    if (late.length === 0) return;
    await moves.moveAll(accountId, _id, into);
    await recounts.recount(into);
    const messageIds = late.map((message) => message._id);
    await changes.announce(accountId, { messageIds, conversationIds: [into] });
  }

  return {
    async redirect({ accountId, phoneNumberId }: Component, merged: Arrangement['merged'], at: Date): Promise<void> {
      for (const { from, into } of merged) {
        const record = { accountId, phoneNumberId, into, at, watchedUntil: later(at, mergedThreadWatchedMs) };
        await redirects.updateOne({ _id: from }, { $set: record }, { upsert: true });
        await redirects.updateMany({ accountId, into: from }, { $set: { into } });
      }
    },

    /** @returns recent merges into these, also of a process that died before it announced them. */
    async findRecent(accountId: string, into: readonly string[]): Promise<{ from: string; into: string }[]> {
      const recent = await redirects
        .find({ accountId, into: { $in: [...into] }, watchedUntil: { $exists: true } } as never)
        .toArray();
      return recent.map((redirect) => ({ from: redirect._id, into: redirect.into }));
    },

    async bringAlong(): Promise<void> {
      const now = clock.now();
      for (;;) {
        const watched = await redirects
          .find({ watchedUntil: { $exists: true } })
          .limit(maxWatchedThreads)
          .toArray();
        for (const redirect of watched) await moveLateMessages(redirect);
        const { modifiedCount } = await redirects.updateMany(
          { watchedUntil: { $lte: now } },
          { $unset: { watchedUntil: 1 } },
        );
        if (watched.length < maxWatchedThreads || modifiedCount === 0) return;
      }
    },
  };
}
export type MergedThreads = ReturnType<typeof createMergedThreads>;
