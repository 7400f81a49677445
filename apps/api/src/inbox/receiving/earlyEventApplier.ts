import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import type { ChangeService } from '../change.service.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import type { RecountService } from '../recount.service.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import type { EarlyEventTargets } from './earlyEventTargets.js';
import { readMedia } from './messageContent.mapper.js';
import { applyFact } from './messageFacts.js';
import type { Quotes } from './quotes.js';
import { keepOnce, waitingMedia } from './waitingMedia.js';

export interface EarlyEventApplierDeps {
  targets: Pick<EarlyEventTargets, 'find'>;
  messages: Model<MessageRecord>;
  media: Model<MediaRecord>;
  quotes: Quotes;
  recounts: Pick<RecountService, 'recount'>;
  changes: Pick<ChangeService, 'announce'>;
  clock: Clock;
}

/** Idempotent. */
export function createEarlyEventApplier({
  targets,
  messages,
  media,
  quotes,
  recounts,
  changes,
  clock,
}: EarlyEventApplierDeps) {
  /** @returns whether the event is used up. */
  return async function apply(earlyEvent: EarlyEventRecord): Promise<boolean> {
    const { accountId, about } = earlyEvent;
    for (;;) {
      const message = await targets.find(earlyEvent);
      if (!message) return false;
      if (about.kind === 'quote') {
        const answerId = await quotes.fill(message, about.messageId);
        if (answerId) await changes.announce(accountId, { messageIds: [answerId], conversationIds: [] });
        return true;
      }
      const { revision } = message;
      if (applyFact(message, about)) {
        message.revision = revision + 1;
        const { matchedCount } = await messages.collection.replaceOne(
          { _id: message._id, accountId, revision } as never,
          message,
        );
        if (matchedCount === 0) continue;
      }
      // Also when the fact is there already: its process may have died before this.
      const file = about.kind === 'file' ? readMedia(about.content) : null;
      if (file && message.content.kind === 'media') await keepOnce(media, [waitingMedia(file, message, clock.now())]);
      const answerIds = await quotes.refresh(message);
      await recounts.recount(message.conversationId);
      await changes.announce(accountId, {
        messageIds: [message._id, ...answerIds],
        conversationIds: [message.conversationId],
      });
      return true;
    }
  };
}
export type EarlyEventApplier = ReturnType<typeof createEarlyEventApplier>;
