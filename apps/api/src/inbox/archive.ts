import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import type { ConversationRecord } from './conversation.model.js';
import { toConversationDto, toMessageDto } from './inbox.dto.js';
import type { InboxModels } from './inbox.js';
import { getCollection } from './inboxWrites.js';
import type { MessageRecord } from './message.model.js';
import { withGivenNames } from './ownNames.js';

/** A message as browsers get it, with Meta's id of it and whose conversation it is in. */
export type ArchivedMessage = MessageDto & {
  wamid: string | null;
  /** Null where the conversation is gone. */
  customer: ConversationDto['customer'] | null;
};

const readAtOnce = 500;

/** The messages of an account from before a time, conversation by conversation and in the order of each. Changes nothing. */
export async function* readArchive(
  { messages, conversations }: Pick<InboxModels, 'messages' | 'conversations'>,
  { accountId, before }: { accountId: string; before: Date },
): AsyncGenerator<ArchivedMessage> {
  let conversation: ConversationRecord | null = null;
  let conversationId: string | undefined;
  const rows = getCollection<MessageRecord>(messages)
    .find({ accountId, at: { $lt: before } })
    .sort({ accountId: 1, conversationId: 1, sortKey: 1 })
    .batchSize(readAtOnce);
  for await (const row of rows) {
    if (row.conversationId !== conversationId) {
      conversationId = row.conversationId;
      conversation = await getCollection<ConversationRecord>(conversations).findOne({ _id: conversationId, accountId });
    }
    const { wamid = null } = withGivenNames(row);
    yield {
      ...toMessageDto(row),
      wamid,
      customer: conversation ? toConversationDto(conversation).customer : null,
    };
  }
}
