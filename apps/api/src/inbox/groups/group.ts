import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
} from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { groupAddress, newConversationId } from '../ids.js';
import type { MessageRecord } from '../message.model.js';

type MessageUpdate = InboundMessageUpdate | MessageEchoUpdate | PastMessageUpdate;

export const readGroupId = (update: MessageUpdate | MessageStatusUpdate): string | undefined =>
  'groupId' in update ? update.groupId : undefined;

/** A group's thread has no customer: no private window, no private address, and no answers (meta-platform 17.3). */
export function newGroup(accountId: string, phoneNumberId: string, groupId: string, at: Date): ConversationRecord {
  const address = groupAddress(groupId);
  return {
    _id: newConversationId(accountId, phoneNumberId, address),
    accountId,
    phoneNumberId,
    addresses: [address],
    isGroup: true,
    searchKey: 'group',
    lastActivityAt: at,
    unread: 0,
    revision: 1,
  };
}

/** @returns nothing for what the business wrote, and outside of groups. */
export function readSender(update: MessageUpdate): Pick<MessageRecord, 'sender'> {
  if (readGroupId(update) === undefined || update.kind !== 'message') return {};
  const { name, waId, userId, username } = update.contact;
  const called = name ?? username;
  return { sender: { ...(called ? { name: called } : {}), ...(waId ? { waId } : {}), ...(userId ? { userId } : {}) } };
}
