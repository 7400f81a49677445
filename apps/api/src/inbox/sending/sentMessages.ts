import type { Model } from 'mongoose';
import type { AccountService } from '../../accounts/account.service.js';
import type { Clock } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { keepTrace } from '../../platform/tracing.js';
import type { ConversationRecord } from '../conversation.model.js';
import { sentMessageId, toSortKey } from '../ids.js';
import { toSearchText } from '../inbox.dto.js';
import { getCollection, present } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { Draft, Drafts } from './draft.js';
import { toPeer } from './outgoing.js';
import type { ReactionService } from './reaction.service.js';

export interface SentMessagesDeps {
  messages: Model<MessageRecord>;
  accounts: Pick<AccountService, 'getUserName'>;
  drafts: Pick<Drafts, 'keepFile'>;
  reactions: Pick<ReactionService, 'isSubmitted'>;
  clock: Clock;
}

export interface Author {
  accountId: string;
  userId: string;
}

export interface Submission {
  author: Author;
  clientId: string;
  /** One for each id that the conversation has had. */
  hashes: readonly string[];
}

/** The messages that the team has sent, each stored once by the browser's clientId. */
export function createSentMessages({ accounts, drafts, reactions, clock, ...models }: SentMessagesDeps) {
  const rows = getCollection(models.messages);

  const has = async (accountId: string, clientId: string): Promise<boolean> =>
    (await rows.findOne({ _id: sentMessageId(accountId, clientId), accountId })) !== null;

  /** @throws AppError `client_id_used`: for something else. */
  async function find({ author: { accountId }, clientId, hashes }: Submission): Promise<MessageRecord | null> {
    const [message, isReaction] = await Promise.all([
      rows.findOne({ _id: sentMessageId(accountId, clientId), accountId }),
      reactions.isSubmitted(accountId, clientId),
    ]);
    if (isReaction || (message && !hashes.includes(message.pressHash ?? ''))) throw new AppError('client_id_used');
    return message;
  }

  function toRecord(
    { author: { accountId, userId }, clientId, hashes }: Submission,
    conversation: ConversationRecord,
    name: string,
    draft: Draft,
  ): MessageRecord {
    const _id = sentMessageId(accountId, clientId);
    const now = clock.now();
    return present({
      _id,
      accountId,
      phoneNumberId: conversation.phoneNumberId,
      conversationId: conversation._id,
      // It keeps whom it was written for.
      peer: draft.peer ?? toPeer(conversation),
      direction: 'out' as const,
      origin: 'switchboard' as const,
      author: { userId, name },
      at: now,
      arrivedAt: now,
      sortKey: toSortKey(now, now, 0, _id),
      ...draft,
      searchText: toSearchText(draft.content),
      status: 'queued' as const,
      clientId,
      pressHash: hashes[0],
      outbox: { dueAt: now, attempts: 0, ...keepTrace() },
      revision: 1,
    });
  }

  return {
    has,
    find,
    findName: ({ userId }: Author): Promise<string> => accounts.getUserName(userId),

    /** One durable write, with everything the outbox needs. @returns whether this call has stored it. */
    async store(
      submission: Submission,
      conversation: ConversationRecord,
      name: string,
      draft: Draft,
    ): Promise<{ record: MessageRecord; isNew: boolean }> {
      const { accountId } = submission.author;
      await drafts.keepFile(accountId, sentMessageId(accountId, submission.clientId), draft);
      const record = toRecord(submission, conversation, name, draft);
      try {
        await rows.insertOne(record);
        return { record, isNew: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await find(submission);
        if (!known) throw error;
        return { record: known, isNew: false };
      }
    },

    async isRetried({ accountId, conversationId, _id }: MessageRecord, clientId: string): Promise<boolean> {
      const other = await rows.findOne({
        _id: { $ne: sentMessageId(accountId, clientId) },
        accountId,
        conversationId,
        retryOf: _id,
        status: { $nin: ['failed', 'unclear'] },
      });
      return other !== null;
    },
  };
}
export type SentMessages = ReturnType<typeof createSentMessages>;
