import type { AccountUpdate } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { LiveAccounts } from '../../numbers/liveAccounts.js';
import { isDuplicateKey } from '../../platform/errors.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { groupAddress, newConversationId } from '../ids.js';
import { getCollection } from '../inboxWrites.js';
import { maxGroupNameLength, maxGroups } from '../limits.js';
import { newGroup } from './group.js';

export interface GroupNamesDeps {
  conversations: Model<ConversationRecord>;
  changes: Pick<ChangeService, 'announce'>;
  liveAccounts: Pick<LiveAccounts, 'find'>;
}

const fields: ReadonlySet<string> = new Set(['group_lifecycle_update', 'group_settings_update']);

const readText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, maxGroupNameLength) : null;
const readField = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

export function groupNamesIn({ field, value }: Pick<AccountUpdate, 'field' | 'value'>): Map<string, string> {
  const names = new Map<string, string>();
  if (!fields.has(field) || !Array.isArray(value.groups)) return names;
  for (const group of value.groups.slice(0, maxGroups)) {
    const id = readText(readField(group, 'group_id'));
    const changed = readField(group, 'group_subject');
    const subject = readField(group, 'subject');
    const name = readText(readField(changed, 'text')) ?? readText(readField(subject, 'text')) ?? readText(subject);
    if (id && name && readField(changed, 'update_successful') !== false) names.set(id, name);
  }
  return names;
}

export function createGroupNames({ conversations, changes, liveAccounts }: GroupNamesDeps) {
  const rows = getCollection(conversations);

  async function name(accountId: string, phoneNumberId: string, groupId: string, called: string, at: Date) {
    const _id = newConversationId(accountId, phoneNumberId, groupAddress(groupId));
    const { _id: _derived, ...group } = newGroup(accountId, phoneNumberId, groupId, at);
    try {
      await rows.updateOne({ _id }, { $setOnInsert: group }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const { modifiedCount } = await rows.updateOne(
      // The later name by Meta's clock stays.
      { _id, accountId, $or: [{ groupNamedAt: { $exists: false } }, { groupNamedAt: { $lt: at } }] },
      { $set: { name: called, searchKey: `group ${called.toLowerCase()}`, groupNamedAt: at }, $inc: { revision: 1 } },
    );
    if (modifiedCount > 0) await changes.announce(accountId, { messageIds: [], conversationIds: [_id] });
  }

  return {
    /** @returns whether the update named a group of a live number. */
    async onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const names = groupNamesIn(update);
      const { phoneNumberId } = update;
      if (names.size === 0 || phoneNumberId === undefined) return false;
      const holder = (await liveAccounts.find([phoneNumberId])).get(phoneNumberId);
      if (!holder?.isActive) return false;
      for (const [id, called] of names)
        await name(holder.accountId, phoneNumberId, id, called, update.at ?? receivedAt);
      return true;
    },
  };
}
