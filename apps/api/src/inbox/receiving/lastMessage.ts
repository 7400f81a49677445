import type { ConversationRecord } from '../conversation.model.js';
import { toShownPreview } from '../inbox.dto.js';
import type { MessageRecord } from '../message.model.js';
import { sentBy } from '../responders/learn.js';

const kindShown = ({ content, deletedAt }: MessageRecord): string => {
  if (deletedAt !== undefined) return 'deleted';
  return content.kind === 'media' ? content.media.kind : content.kind;
};

/** What the list of conversations shows of a message. */
export const toLastMessage = (record: MessageRecord): NonNullable<ConversationRecord['lastMessage']> => ({
  id: record._id,
  direction: record.direction,
  kind: kindShown(record),
  preview: toShownPreview(record),
  status: record.status,
  ...sentBy(record),
  ...(record.sender ? { sender: record.sender } : {}),
  sortKey: record.sortKey,
});
