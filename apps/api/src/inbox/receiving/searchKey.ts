import type { ConversationRecord } from '../conversation.model.js';

type Searched = Pick<ConversationRecord, 'savedName' | 'name' | 'waId' | 'username'>;
export const toSearchKey = ({ savedName, name, waId, username }: Searched): string =>
  [savedName, name, waId, username].filter(Boolean).join(' ').toLowerCase();
