import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import type { ConversationLookup } from './conversationLookup.js';
import type { Decide, InboxWrites } from './inboxWrites.js';

export interface ConversationChangeDeps {
  lookup: Pick<ConversationLookup, 'find'>;
  writes: Pick<InboxWrites, 'changeConversation'>;
  changes: Pick<ChangeService, 'announce'>;
}

/** For what a person does with a conversation: it is changed by any id that leads to it, and announced. */
export function createConversationChange({ lookup, writes, changes }: ConversationChangeDeps) {
  /**
   * @param decide may be called again. Null: no change.
   * @returns the conversation as it is then. @throws AppError `conversation_not_found`, and what `decide` throws.
   */
  return async function changeConversation(
    accountId: string,
    askedId: string,
    decide: Decide<ConversationRecord>,
  ): Promise<ConversationRecord> {
    for (;;) {
      const { _id } = await lookup.find(accountId, askedId);
      const result = await writes.changeConversation(accountId, _id, decide);
      // It became part of another one in between.
      if (!result) continue;
      if (result.changed) await changes.announce(accountId, { messageIds: [], conversationIds: [_id] });
      return result.record;
    }
  };
}
export type ConversationChange = ReturnType<typeof createConversationChange>;
