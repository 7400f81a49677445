import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import { createConversationChange } from './conversationChange.js';
import { createConversationFigures } from './conversationFigures.js';
import { createConversationList } from './conversationList.js';
import { createConversationLookup } from './conversationLookup.js';
import type { RedirectRecord } from './identity/redirect.model.js';
import { toConversationDto } from './inbox.dto.js';
import type { InboxWrites } from './inboxWrites.js';
import type { MessageRecord } from './message.model.js';
import { createReadState } from './readState.service.js';
import { createThreadPages } from './threadPages.js';

export interface ConversationServiceDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  redirects: Model<RedirectRecord>;
  changes: ChangeService;
  writes: InboxWrites;
  clock: Clock;
}

/** What pages and other capabilities ask about conversations. Every query names the account. */
export function createConversationService(deps: ConversationServiceDeps) {
  const lookup = createConversationLookup(deps);
  const { openChats, peopleWriting } = createConversationFigures(deps);
  const change = createConversationChange({ ...deps, lookup });
  const { markRead, markUnread } = createReadState({ ...deps, lookup, change });
  return {
    find: lookup.find,
    findMessage: lookup.findMessage,
    has: lookup.has,
    listIds: lookup.listIds,
    lastWroteAt: lookup.lastWroteAt,
    list: createConversationList(deps),
    messages: createThreadPages({ ...deps, lookup }),
    markRead,
    markUnread,
    openChats,
    peopleWriting,
    dto: toConversationDto,
  };
}
export type ConversationService = ReturnType<typeof createConversationService>;
