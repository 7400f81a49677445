import type { Model } from 'mongoose';
import type { ChangeRecord } from '../change.model.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { IdentityFactRecord } from '../identity/identityFact.model.js';
import type { RedirectRecord } from '../identity/redirect.model.js';
import type { ConversationMemory } from '../receiving/conversationMemory.js';
import { atOnce, ofNumbers, takeOutOfChanges } from './changeErasure.js';

export interface ConversationErasureDeps {
  conversations: Model<ConversationRecord>;
  identityFacts: Model<IdentityFactRecord>;
  redirects: Model<RedirectRecord>;
  changeRecords: Model<ChangeRecord>;
  memory: Pick<ConversationMemory, 'forget'>;
  changes: Pick<ChangeService, 'announce'>;
}

/** Deletes conversations for good, with what is known of who is who. Can be run again. */
export function createConversationErasure(deps: ConversationErasureDeps) {
  const { conversations, identityFacts, redirects, changeRecords, memory, changes } = deps;

  /** Open browsers, and those that come back, read their lists again. @returns how many documents were deleted. */
  return async function eraseConversations(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
    const filter = ofNumbers(accountId, phoneNumberIds);
    let count = 0;
    for (;;) {
      const rows = await conversations.find(filter).limit(atOnce).lean<ConversationRecord[]>();
      if (rows.length === 0) break;
      const ids = rows.map((row) => row._id);
      await takeOutOfChanges(changeRecords, accountId, 'conversationIds', ids);
      await takeOutOfChanges(changeRecords, accountId, 'refilledIds', ids);
      count += (await conversations.deleteMany({ _id: { $in: ids } })).deletedCount;
      for (const row of rows) memory.forget(row);
    }
    count += (await identityFacts.collection.deleteMany(filter)).deletedCount;
    count += (await redirects.collection.deleteMany(filter)).deletedCount;
    // Also when nothing was left: whoever began this may have died before announcing it.
    await changes.announce(accountId, { messageIds: [], conversationIds: [], erased: true });
    return count;
  };
}
