import type { SendMessageRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { NumberRepository } from '../../numbers/number.repository.js';
import { type Clock, days, later } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { keepTrace } from '../../platform/tracing.js';
import { activeNumber } from '../activeNumber.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import { sentReactionId, toSortKey } from '../ids.js';
import { toMessageDto } from '../inbox.dto.js';
import { getCollection, type InboxWrites } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { givenWamid } from '../ownNames.js';
import type { Outbox } from './outbox.js';
import { type Sent, toPeer } from './outgoing.js';
import type { ReactionRecord } from './reaction.model.js';
import { showReaction } from './reactionSender.js';

/** WhatsApp's limit (meta-platform 7). */
const oldestMs = days(30);

export interface ReactionDeps {
  reactions: Model<ReactionRecord>;
  numbers: NumberRepository;
  conversations: ConversationService;
  writes: InboxWrites;
  changes: ChangeService;
  outbox: Outbox;
  clock: Clock;
}

type ReactionRequest = Extract<SendMessageRequest, { type: 'reaction' }>;

/** A reaction is stored by itself before anybody sees it, and taken off its message when Meta refuses it. */
export function createReactionService(deps: ReactionDeps) {
  const { numbers, conversations, writes, changes, outbox, clock } = deps;
  const rows = getCollection(deps.reactions);

  function refuseImpossible(target: MessageRecord): string {
    const isOld = later(target.at, oldestMs) <= clock.now();
    if (!target.wamid || isOld || target.deletedAt) throw new AppError('reaction_not_possible');
    return givenWamid(target.wamid);
  }

  return {
    async isSubmitted(accountId: string, clientId: string): Promise<boolean> {
      return (await rows.findOne({ _id: sentReactionId(accountId, clientId), accountId })) !== null;
    },

    /** @throws AppError `message_not_found`, `reaction_not_possible`, `number_disconnected`, `client_id_used`. */
    async react(
      conversation: ConversationRecord,
      { clientId, messageId, emoji }: ReactionRequest,
      pressHash: string,
    ): Promise<Sent> {
      const { _id: conversationId, accountId, phoneNumberId } = conversation;
      const target = await conversations.findMessage(accountId, conversationId, messageId);
      const _id = sentReactionId(accountId, clientId);
      const sentBefore = async (): Promise<Sent | null> => {
        const known = await rows.findOne({ _id, accountId });
        if (!known) return null;
        if (known.pressHash !== pressHash) throw new AppError('client_id_used');
        return { message: toMessageDto(target), isNew: false };
      };
      const before = await sentBefore();
      if (before) return before;
      await activeNumber(numbers, accountId, phoneNumberId);
      const targetWamid = refuseImpossible(target);
      const now = clock.now();
      const record: ReactionRecord = {
        _id,
        accountId,
        phoneNumberId,
        conversationId,
        peer: toPeer(conversation),
        messageId,
        targetWamid,
        emoji,
        before: target.reactions?.find(({ by }) => by === 'business')?.emoji ?? null,
        at: now,
        sortKey: toSortKey(now, now, 0, _id),
        status: 'queued',
        pressHash,
        outbox: { dueAt: now, attempts: 0, ...keepTrace() },
        revision: 1,
      };
      try {
        await rows.insertOne(record);
      } catch (error) {
        const again = isDuplicateKey(error) ? await sentBefore() : null;
        if (!again) throw error;
        return again;
      }
      outbox.wake({ accountId, conversationId });
      const shown = await showReaction(writes, record);
      await changes.announce(accountId, { messageIds: [messageId], conversationIds: [] });
      return { message: toMessageDto(shown?.record ?? target), isNew: true };
    },

    async sweep(): Promise<void> {
      await rows.deleteMany({ at: { $lt: later(clock.now(), -oldestMs) }, outbox: { $exists: false } });
    },
  };
}
export type ReactionService = ReturnType<typeof createReactionService>;
