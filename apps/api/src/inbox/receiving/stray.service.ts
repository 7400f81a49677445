import type { Model } from 'mongoose';
import { type Clock, days, later, minutes, seconds } from '../../platform/clock.js';
import type { ChangeService } from '../change.service.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import type { RecountService } from '../recount.service.js';
import { mediaOf } from './messageContent.mapper.js';
import { applyFact } from './messageFacts.js';
import type { StrayRecord } from './stray.model.js';
import { keepOnce, waitingMedia } from './waitingMedia.js';

export interface StrayServiceDeps {
  strays: Model<StrayRecord>;
  messages: Model<MessageRecord>;
  media: Model<MediaRecord>;
  changes: ChangeService;
  recounts: RecountService;
  clock: Clock;
}

type MessageName = Pick<StrayRecord, 'phoneNumberId' | 'wamid'>;

/** By then whoever stored the message has looked for strays, and missed one that was stored at the same moment. */
const settledAfterMs = seconds(10);
const recentMs = minutes(10);
/** Most strays never find a message, so it is asked for many at once whether theirs is there. */
const lookedForAtOnce = 500;
/** Messages that other software sent from the same number never come: what is said about them is not kept for ever. */
const keptMs = days(7);
/** Longer than the month in which one counts as a free reply lasts, and the one after it. */
const countedMs = days(70);

/** Facts that came before their message, and that its arrival has just missed. */
export function createStrayService({ strays, messages, media, changes, recounts, clock }: StrayServiceDeps) {
  async function apply(stray: StrayRecord): Promise<void> {
    const { accountId, phoneNumberId, wamid } = stray;
    for (;;) {
      const message = await messages.findOne({ accountId, phoneNumberId, wamid }).lean<MessageRecord>();
      if (!message) return;
      const { revision } = message;
      const isNews = applyFact(message, stray.about);
      if (isNews) {
        message.revision = revision + 1;
        const { matchedCount } = await messages.collection.replaceOne({ _id: message._id, revision } as never, message);
        // Somebody else was quicker: the message is looked at once more.
        if (matchedCount === 0) continue;
      }
      // Also when it is in the message already: whoever put it there may have failed before this.
      const file = stray.about.kind === 'file' ? mediaOf(stray.about.content) : null;
      if (file && message.content.kind === 'media') await keepOnce(media, [waitingMedia(file, message, clock.now())]);
      await recounts.recount(message.conversationId);
      await changes.announce(accountId, { messageIds: [message._id], conversationIds: [message.conversationId] });
      await strays.deleteOne({ _id: stray._id });
      return;
    }
  }

  async function applyThoseWithMessage(some: readonly StrayRecord[]): Promise<void> {
    if (some.length === 0) return;
    const found = await messages
      .find({ $or: namesIn(some) }, { phoneNumberId: 1, wamid: 1 })
      .lean<Pick<MessageRecord, 'phoneNumberId' | 'wamid'>[]>();
    const here = new Set(found.map(({ phoneNumberId, wamid }) => `${phoneNumberId} ${wamid}`));
    for (const stray of some) if (here.has(`${stray.phoneNumberId} ${stray.wamid}`)) await apply(stray);
  }

  return {
    /**
     * Applies strays whose message is there by now.
     *
     * @param ageMs up to which age; the last minutes unless told.
     */
    async settle(ageMs = recentMs): Promise<void> {
      const now = clock.now();
      const recent = strays
        .find({ arrivedAt: { $gt: later(now, -ageMs), $lt: later(now, -settledAfterMs) } })
        .lean<StrayRecord[]>()
        .cursor();
      let some: StrayRecord[] = [];
      for await (const stray of recent) {
        some.push(stray as StrayRecord);
        if (some.length < lookedForAtOnce) continue;
        await applyThoseWithMessage(some);
        some = [];
      }
      await applyThoseWithMessage(some);
    },

    /** The same for all that are kept: a process that died may have been about to look for one. */
    async settleAll(): Promise<void> {
      await this.settle(keptMs);
    },

    async sweep(): Promise<void> {
      const now = clock.now();
      await strays.deleteMany({ arrivedAt: { $lt: later(now, -keptMs) }, freeMonth: { $exists: false } });
      await strays.deleteMany({ arrivedAt: { $lt: later(now, -countedMs) } });
    },
  };
}
export type StrayService = ReturnType<typeof createStrayService>;

/** Questions for these messages, led by their number. */
function namesIn(some: readonly MessageName[]) {
  const wamids = new Map<string, string[]>();
  for (const { phoneNumberId, wamid } of some) {
    const list = wamids.get(phoneNumberId);
    if (list) list.push(wamid);
    else wamids.set(phoneNumberId, [wamid]);
  }
  return [...wamids].map(([phoneNumberId, ids]) => ({ phoneNumberId, wamid: { $in: ids } }));
}
