import type { RetryMessageRequest, SendMessageRequest } from '@switchboard/contracts';
import { isWindowOpen } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { AccountService } from '../../accounts/account.service.js';
import type { NumberRepository } from '../../numbers/number.repository.js';
import type { Clock } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { activeNumber } from '../activeNumber.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import { sentMessageId, sortKeyOf } from '../ids.js';
import { searchTextOf, toMessageDto } from '../inbox.dto.js';
import { type InboxWrites, present, rowsOf } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { OptOutCheck } from '../preferences/optOutCheck.js';
import type { Draft, Drafts } from './draft.js';
import type { Outbox } from './outbox.js';
import { addressedTo, type Sent } from './outgoing.js';
import { type Pressed, pressHashOf } from './press.js';
import type { ReactionService } from './reaction.service.js';
import type { ReadMarks } from './readMarks.service.js';

export interface SendDeps {
  messages: Model<MessageRecord>;
  accounts: AccountService;
  numbers: NumberRepository;
  conversations: ConversationService;
  drafts: Drafts;
  optOuts: OptOutCheck;
  reactions: ReactionService;
  writes: InboxWrites;
  changes: ChangeService;
  outbox: Outbox;
  readMarks: ReadMarks;
  clock: Clock;
}

export interface Sender {
  accountId: string;
  userId: string;
}

/**
 * Taking messages from the team. A message is stored as queued, in one durable write with everything the outbox needs,
 * before anybody is told that it will be sent. Its id is made from the browser's clientId, so the same press of the
 * button, however often it arrives and wherever, is one message.
 */
export function createSendService(deps: SendDeps) {
  const { accounts, numbers, conversations, drafts, optOuts, reactions, writes, changes, outbox, readMarks, clock } =
    deps;
  const rows = rowsOf(deps.messages);

  /** @param hashes of what was asked for, under each id that the conversation has had. */
  async function sentBefore(
    accountId: string,
    clientId: string,
    hashes: readonly string[],
  ): Promise<MessageRecord | null> {
    const [message, isReaction] = await Promise.all([
      rows.findOne({ _id: sentMessageId(accountId, clientId), accountId }),
      reactions.isPressed(accountId, clientId),
    ]);
    if (isReaction || (message && !hashes.includes(message.pressHash ?? ''))) throw new AppError('client_id_used');
    return message;
  }

  /** Who is in a group is not asked, and nobody in it is written to privately. */
  function refuseGroup({ isGroup }: ConversationRecord): void {
    if (isGroup) throw new AppError('group_not_answerable');
  }

  /** By what Meta told us; where it knows better, its own answer wins. */
  function refuseClosedWindow(conversation: ConversationRecord, draft: Draft): void {
    if (draft.content.kind === 'template') return;
    if (!isWindowOpen(conversation.lastInboundAt, clock.now())) throw new AppError('window_closed');
  }

  async function store(
    sender: Sender,
    conversation: ConversationRecord,
    clientId: string,
    hashes: readonly string[],
    name: string,
    draft: Draft,
  ): Promise<{ record: MessageRecord; isNew: boolean }> {
    const { accountId, userId } = sender;
    const _id = sentMessageId(accountId, clientId);
    await drafts.keepFile(accountId, _id, draft);
    const now = clock.now();
    const record: MessageRecord = present({
      _id,
      accountId,
      phoneNumberId: conversation.phoneNumberId,
      conversationId: conversation._id,
      // Of one that is sent again: whom it was written for.
      peer: draft.peer ?? addressedTo(conversation),
      direction: 'out' as const,
      origin: 'switchboard' as const,
      author: { userId, name },
      at: now,
      arrivedAt: now,
      sortKey: sortKeyOf(now, now, 0, _id),
      ...draft,
      searchText: searchTextOf(draft.content),
      status: 'queued' as const,
      clientId,
      pressHash: hashes[0],
      outbox: { dueAt: now, attempts: 0 },
      revision: 1,
    });
    try {
      await rows.insertOne(record);
      return { record, isNew: true };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const known = await sentBefore(accountId, clientId, hashes);
      if (!known) throw error;
      return { record: known, isNew: false };
    }
  }

  /** Its conversation may have become part of another one at the same moment: it is taken along. */
  async function placeRightly(record: MessageRecord): Promise<MessageRecord> {
    const { _id, accountId, conversationId } = record;
    const home = await conversations.find(accountId, conversationId);
    if (home._id === conversationId) return record;
    const moved = await writes.changeMessage(accountId, _id, (now) =>
      now.conversationId === home._id ? null : { conversationId: home._id },
    );
    return moved?.record ?? record;
  }

  async function press(
    sender: Sender,
    conversation: ConversationRecord,
    clientId: string,
    pressed: (conversationId: string) => Pressed,
    draftOf: () => Promise<Draft>,
  ): Promise<Sent> {
    const { accountId } = sender;
    // The same press may come again after its conversation became part of another.
    const hashes = (await conversations.idsOf(conversation)).map((id) => pressHashOf(pressed(id)));
    const before = await sentBefore(accountId, clientId, hashes);
    if (before) return { message: toMessageDto(before), isNew: false };
    const [draft, name] = await Promise.all([draftOf(), accounts.nameOfUser(sender.userId)]);
    refuseClosedWindow(conversation, draft);
    const { record, isNew } = await store(sender, conversation, clientId, hashes, name, draft);
    if (!isNew) return { message: toMessageDto(record), isNew };
    const placed = await placeRightly(record);
    const { conversationId } = placed;
    outbox.wake({ accountId, conversationId });
    await writes.noteMessage(placed);
    await changes.announce(accountId, { messageIds: [record._id], conversationIds: [conversationId] });
    readMarks.onReplied({ ...conversation, _id: conversationId });
    return { message: toMessageDto(placed), isNew };
  }

  return {
    /**
     * @throws AppError `conversation_not_found`, `message_not_found`, `media_*`, `template_*`, `window_closed`,
     * `number_disconnected`, `reaction_not_possible`, `group_not_answerable`, `marketing_opted_out`, `client_id_used`.
     */
    async send(sender: Sender, conversationId: string, request: SendMessageRequest): Promise<Sent> {
      const { accountId } = sender;
      const conversation = await conversations.find(accountId, conversationId);
      refuseGroup(conversation);
      if (request.type === 'reaction') {
        if (await rows.findOne({ _id: sentMessageId(accountId, request.clientId), accountId })) {
          throw new AppError('client_id_used');
        }
        return reactions.react(conversation, request, pressHashOf({ conversationId, request }));
      }
      const pressed = (id: string) => ({ conversationId: id, request });
      return press(sender, conversation, request.clientId, pressed, async () => {
        const number = await activeNumber(numbers, accountId, conversation.phoneNumberId);
        const draft = await drafts.of(number, conversation._id, request);
        await optOuts.check(number, conversation, draft, request.type === 'template' && request.confirmOptOut === true);
        return draft;
      });
    },

    /**
     * Sends a failed or unclear message once more, as a message of its own beside it.
     *
     * @throws AppError `message_not_retryable` when it is neither, or is being tried again already.
     */
    async retry(sender: Sender, askedId: string, messageId: string, asked: RetryMessageRequest): Promise<Sent> {
      const { accountId } = sender;
      const { clientId, confirmOptOut = false } = asked;
      const conversation = await conversations.find(accountId, askedId);
      refuseGroup(conversation);
      const { _id: conversationId } = conversation;
      const original = await conversations.findMessage(accountId, conversationId, messageId);
      const pressed = (id: string) => ({ conversationId: id, retryOf: messageId });
      return press(sender, conversation, clientId, pressed, async () => {
        const number = await activeNumber(numbers, accountId, conversation.phoneNumberId);
        const draft = await drafts.again(original);
        await optOuts.check(number, conversation, draft, confirmOptOut);
        // Two colleagues may see the same failed message.
        const other = await rows.findOne({
          _id: { $ne: sentMessageId(accountId, clientId) },
          accountId,
          conversationId,
          retryOf: messageId,
          status: { $nin: ['failed', 'unclear'] },
        });
        if (other) {
          throw new AppError('message_not_retryable', { message: 'This message has been sent again already.' });
        }
        return draft;
      });
    },
  };
}
export type SendService = ReturnType<typeof createSendService>;
