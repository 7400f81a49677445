import type { Model } from 'mongoose';
import type { AccountService } from '../../accounts/account.service.js';
import type { AuditService } from '../../accounts/audit.service.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { lineId, toSortKey } from '../ids.js';
import { getCollection, type InboxWrites } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { ControlAction } from './controlCall.js';
import { type Handover, withSign } from './responder.js';

export interface ControlLogDeps {
  messages: Model<MessageRecord>;
  accounts: Pick<AccountService, 'getUserName'>;
  writes: InboxWrites;
  audit: Pick<AuditService, 'record'>;
  changes: Pick<ChangeService, 'announce'>;
}

export interface Actor {
  accountId: string;
  userId: string;
  address?: string | undefined;
}

const audited = {
  take: { action: 'conversation.taken', text: 'took over a conversation' },
  pass: { action: 'conversation.handed_back', text: 'handed a conversation back' },
  release: { action: 'conversation.handed_back', text: 'let go of a conversation' },
} as const;

/** Keeps that a member changed who answers: in the conversation, its thread and the audit. */
export function createControlLog({ accounts, writes, audit, changes, ...models }: ControlLogDeps) {
  async function writeLine(
    { accountId, userId }: Actor,
    { _id: conversationId, phoneNumberId }: ConversationRecord,
    { at, from, to }: Handover,
  ): Promise<MessageRecord> {
    const _id = lineId(accountId, phoneNumberId, 'own', conversationId, at.toISOString());
    const record: MessageRecord = {
      _id,
      accountId,
      phoneNumberId,
      conversationId,
      at,
      direction: 'out',
      origin: 'switchboard',
      author: { userId, name: await accounts.getUserName(userId) },
      arrivedAt: at,
      sortKey: toSortKey(at, at, 0, _id),
      content: { kind: 'handover', from, to, isOwn: true, summary: null },
      status: 'sent',
      revision: 1,
    };
    await getCollection(models.messages).insertOne(record);
    return record;
  }

  /** Meta tells a release by no webhook, so the state changes with the answer to our call. */
  return async function keep(
    actor: Actor,
    conversation: ConversationRecord,
    own: ControlAction,
    handover: Handover,
  ): Promise<void> {
    const { accountId, userId, address } = actor;
    const { _id, phoneNumberId } = conversation;
    await writes.changeConversation(accountId, _id, ({ responder }) => ({
      responder: withSign(responder, { kind: 'handover', handover }),
    }));
    const line = await writeLine(actor, conversation, handover);
    await writes.noteMessage(line);
    const { action, text } = audited[own];
    await audit.record({ accountId, action, text: `Somebody ${text}.`, userId, address, phoneNumberId });
    await changes.announce(accountId, { messageIds: [line._id], conversationIds: [_id] });
  };
}
export type ControlLog = ReturnType<typeof createControlLog>;
