import type { RetryMessageRequest, SendMessageRequest } from '@switchboard/contracts';
import { isWindowOpen } from '@switchboard/graph';
import type { NumberRepository, PhoneNumberRecord } from '../../numbers/number.repository.js';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { activeNumber } from '../activeNumber.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import { toMessageDto } from '../inbox.dto.js';
import type { Draft, Drafts } from './draft.js';
import type { Sent } from './outgoing.js';
import type { ReactionService } from './reaction.service.js';
import type { Release } from './release.js';
import { hashRequest, type SubmittedRequest } from './requestFingerprint.js';
import type { Author, SentMessages } from './sentMessages.js';

export interface SendDeps {
  conversations: Pick<ConversationService, 'find' | 'findMessage' | 'listIds'>;
  numbers: NumberRepository;
  drafts: Drafts;
  reactions: ReactionService;
  sentMessages: SentMessages;
  release: Release;
  clock: Clock;
}

interface Asked {
  clientId: string;
  toRequest: (conversationId: string) => SubmittedRequest;
  draft: (number: PhoneNumberRecord) => Promise<Draft>;
}

/**
 * Takes messages from the team. A message is stored before anybody is told that it will be sent. Its id is made from the
 * browser's clientId, so that a submission is one message, however often it arrives and wherever.
 */
export function createSendService(deps: SendDeps) {
  const { conversations, numbers, drafts, reactions, sentMessages, release, clock } = deps;

  /** Members of a group are never asked or written to privately. */
  function refuseGroup({ isGroup }: ConversationRecord): void {
    if (isGroup) throw new AppError('group_not_answerable');
  }

  function refuseClosedWindow(conversation: ConversationRecord, draft: Draft): void {
    if (draft.content.kind === 'template') return;
    if (!isWindowOpen(conversation.lastInboundAt, clock.now())) throw new AppError('window_closed');
  }

  async function submit(author: Author, conversation: ConversationRecord, asked: Asked): Promise<Sent> {
    // It may be repeated after a merge.
    const hashes = (await conversations.listIds(conversation)).map((id) => hashRequest(asked.toRequest(id)));
    const submission = { author, clientId: asked.clientId, hashes };
    const before = await sentMessages.find(submission);
    if (before) return { message: toMessageDto(before), isNew: false };
    const makeDraft = async () =>
      asked.draft(await activeNumber(numbers, author.accountId, conversation.phoneNumberId));
    const [draft, name] = await Promise.all([makeDraft(), sentMessages.findName(author)]);
    refuseClosedWindow(conversation, draft);
    const { record, isNew } = await sentMessages.store(submission, conversation, name, draft);
    return { message: toMessageDto(isNew ? await release(record, conversation) : record), isNew };
  }

  return {
    /**
     * @throws AppError `conversation_not_found`, `message_not_found`, `media_*`, `template_*`, `window_closed`,
     * `number_disconnected`, `reaction_not_possible`, `group_not_answerable`, `marketing_opted_out`, `client_id_used`.
     */
    async send(author: Author, conversationId: string, request: SendMessageRequest): Promise<Sent> {
      const { accountId } = author;
      const conversation = await conversations.find(accountId, conversationId);
      refuseGroup(conversation);
      if (request.type === 'reaction') {
        if (await sentMessages.has(accountId, request.clientId)) throw new AppError('client_id_used');
        return reactions.react(conversation, request, hashRequest({ conversationId, request }));
      }
      return submit(author, conversation, {
        clientId: request.clientId,
        toRequest: (id) => ({ conversationId: id, request }),
        draft: (number) => drafts.of(number, conversation, request),
      });
    },

    /**
     * As a message of its own. @throws AppError `message_not_retryable` when it is neither failed nor unclear, or
     * retried.
     */
    async retry(author: Author, askedId: string, messageId: string, asked: RetryMessageRequest): Promise<Sent> {
      const { clientId, confirmOptOut = false } = asked;
      const conversation = await conversations.find(author.accountId, askedId);
      refuseGroup(conversation);
      const original = await conversations.findMessage(author.accountId, conversation._id, messageId);
      return submit(author, conversation, {
        clientId,
        toRequest: (id) => ({ conversationId: id, retryOf: messageId }),
        draft: async (number) => {
          const draft = await drafts.again(number, conversation, original, confirmOptOut);
          if (await sentMessages.isRetried(original, clientId)) {
            throw new AppError('message_not_retryable', { message: 'This message has been sent again already.' });
          }
          return draft;
        },
      });
    },
  };
}
export type SendService = ReturnType<typeof createSendService>;
