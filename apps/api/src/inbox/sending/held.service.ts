import type { MessageDto } from '@switchboard/contracts';
import { isWindowOpen } from '@switchboard/graph';
import type { NumberRepository } from '../../numbers/number.repository.js';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { keepTrace } from '../../platform/tracing.js';
import { activeNumber } from '../activeNumber.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import { toSortKey } from '../ids.js';
import { toMessageDto } from '../inbox.dto.js';
import type { Becomes, InboxWrites } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { Outbox } from './outbox.js';
import { toPeer } from './outgoing.js';
import { ourProblems } from './sendProblems.js';

export interface HeldDeps {
  conversations: ConversationService;
  numbers: NumberRepository;
  writes: InboxWrites;
  changes: ChangeService;
  outbox: Outbox;
  clock: Clock;
}

/**
 * Queued messages that only a person releases: the customer's address has changed since, and the new one may be
 * somebody else's; or a break came in between, and they may have gone out before it.
 */
export function createHeldService({ conversations, numbers, writes, changes, outbox, clock }: HeldDeps) {
  async function decide(
    conversation: ConversationRecord,
    messageId: string,
    becomes: (record: MessageRecord) => Becomes<MessageRecord>,
  ): Promise<MessageDto> {
    const { accountId, _id: conversationId } = conversation;
    await conversations.findMessage(accountId, conversationId, messageId);
    const decided = await writes.changeMessage(accountId, messageId, (record) =>
      record.held && record.status === 'queued' ? { held: undefined, ...becomes(record) } : null,
    );
    // Two colleagues may answer the same question.
    if (!decided?.changed) throw new AppError('message_not_held');
    await writes.noteMessage(decided.record);
    await changes.announce(accountId, { messageIds: [messageId], conversationIds: [conversationId] });
    return toMessageDto(decided.record);
  }

  return {
    /**
     * Sends to where messages go now.
     * @throws AppError `conversation_not_found`, `message_not_found`, `message_not_held`, `window_closed`, `number_*`.
     */
    async release(accountId: string, askedId: string, messageId: string): Promise<MessageDto> {
      const conversation = await conversations.find(accountId, askedId);
      const { content } = await conversations.findMessage(accountId, conversation._id, messageId);
      await activeNumber(numbers, accountId, conversation.phoneNumberId);
      const now = clock.now();
      if (content.kind !== 'template' && !isWindowOpen(conversation.lastInboundAt, now)) {
        throw new AppError('window_closed');
      }
      const message = await decide(conversation, messageId, (record) => ({
        peer: toPeer(conversation),
        at: now,
        sortKey: toSortKey(now, now, 0, record._id),
        outbox: { dueAt: now, attempts: 0, ...keepTrace() },
      }));
      outbox.wake({ accountId, conversationId: conversation._id });
      return message;
    },

    /** @throws AppError `conversation_not_found`, `message_not_found`, `message_not_held`. */
    async withhold(accountId: string, askedId: string, messageId: string): Promise<MessageDto> {
      const conversation = await conversations.find(accountId, askedId);
      return decide(conversation, messageId, ({ held, statusTimes }) => ({
        status: 'failed',
        problem: held?.reason === 'interrupted' ? ourProblems.withheldAfterBreak : ourProblems.withheld,
        statusTimes: { ...statusTimes, failed: clock.now() },
      }));
    },
  };
}
export type HeldService = ReturnType<typeof createHeldService>;
