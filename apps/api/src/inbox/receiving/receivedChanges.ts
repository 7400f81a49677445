import type { ChangeRecord } from '../change.model.js';
import type { ChangeService } from '../change.service.js';
import { toConversationDto, toMessageDto } from '../inbox.dto.js';
import { maxPerChange } from '../limits.js';
import type { RecountService } from '../recount.service.js';
import type { ReceivePlan, TouchedInbox } from './receive.types.js';

export interface ReceivedChangesDeps {
  changes: ChangeService;
  recounts: Pick<RecountService, 'recountAll'>;
}

export interface NumberedChange extends TouchedInbox {
  record: ChangeRecord;
}

export function createReceivedChanges({ changes, recounts }: ReceivedChangesDeps) {
  return {
    async number(plan: ReceivePlan): Promise<NumberedChange[]> {
      const result: NumberedChange[] = [];
      for (const [accountId, touched] of plan.touched) {
        let seq = await changes.nextSeq(accountId);
        for (const part of partsOf(touched)) {
          const record = changes.toRecord(accountId, seq, {
            messageIds: part.messages.map((message) => message._id),
            conversationIds: part.conversations.map((conversation) => conversation._id),
            refilledIds: part.refilled,
          });
          result.push({ ...part, record });
          seq += 1;
        }
      }
      return result;
    },

    /**
     * @param isNumbered whether it was stored under its number; if not, it gets the next one.
     * @param isShown whether browsers are notified.
     */
    async settle(
      { record: planned, ...touched }: NumberedChange,
      isNumbered: boolean,
      isShown: boolean,
    ): Promise<void> {
      const { accountId } = planned;
      if (isNumbered) changes.stored(planned);
      else changes.taken(accountId);
      if (!isShown) return;
      const record = isNumbered ? planned : await changes.append(accountId, planned);
      if (!changes.hasListeners(accountId)) return;
      changes.publish(record, {
        messages: touched.messages.map(toMessageDto),
        conversations: touched.conversations.map(toConversationDto),
        refilled: touched.refilled,
      });
    },

    /** A call that changed may change what is unread. Mostly there is nothing to count. */
    async recount(plan: ReceivePlan): Promise<void> {
      if (plan.recount.size === 0) return;
      await recounts.recountAll([...plan.recount]);
      const changed = [...plan.changedConversations, ...plan.changedMessages].map(({ after }) => after);
      const touched = [...changed, ...plan.newConversations, ...plan.newMessages];
      for (const accountId of new Set(touched.map((one) => one.accountId))) {
        const ids = touched
          .filter((one) => one.accountId === accountId)
          .map((one) => ('conversationId' in one ? one.conversationId : one._id))
          .filter((id) => plan.recount.has(id));
        await changes.announce(accountId, { messageIds: [], conversationIds: [...new Set(ids)] });
      }
    },

    async announceAgain(plan: ReceivePlan): Promise<void> {
      await recounts.recountAll([...plan.recount]);
      for (const [accountId, touched] of plan.touched) {
        for (const { messages, conversations, refilled } of partsOf(touched)) {
          const conversationIds = [
            ...conversations.map((conversation) => conversation._id),
            ...messages.map((message) => message.conversationId),
            ...refilled,
          ];
          await changes.announce(accountId, {
            messageIds: messages.map((message) => message._id),
            conversationIds: [...new Set(conversationIds)],
            refilledIds: refilled,
          });
        }
      }
    },
  };
}
export type ReceivedChanges = ReturnType<typeof createReceivedChanges>;

function* partsOf({ messages, conversations, refilled }: TouchedInbox): Generator<TouchedInbox> {
  const longest = Math.max(messages.length, conversations.length, refilled.length);
  const parts = Math.max(1, Math.ceil(longest / maxPerChange));
  for (let part = 0; part < parts; part += 1) {
    const [from, to] = [part * maxPerChange, (part + 1) * maxPerChange];
    yield {
      messages: messages.slice(from, to),
      conversations: conversations.slice(from, to),
      refilled: refilled.slice(from, to),
    };
  }
}
