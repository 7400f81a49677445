import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { FieldOf } from './conversationFields.js';
import { toSecond } from './identity/facts.js';
import { type Changed, isByAnswered, lastThatOpens } from './identity/openedWindow.js';
import { getCollection, updateTo } from './inboxWrites.js';
import type { MessageRecord } from './message.model.js';
import { givenWamid } from './ownNames.js';
import { opensWindowFilter, wantsReadingFilter } from './reading.js';
import { unreadFilter } from './receiving/answered.js';
import { toLastMessage } from './receiving/lastMessage.js';

export interface RecountDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
}

/** What the messages say of a conversation. */
type Counted = { [F in FieldOf<'messages'>]: ConversationRecord[F] };

/** One after the other, hundreds would each wait for the disk. */
const countedAtOnce = 16;

/** For when it cannot be known which messages a conversation has counted. */
export function createRecountService({ messages, conversations }: RecountDeps) {
  async function openedAt(
    conversation: ConversationRecord,
    last: MessageRecord | null,
    coming: readonly Changed[],
  ): Promise<Date | null> {
    if (!last || conversation.isGroup) return null;
    if (isByAnswered(last.peer, conversation)) return last.at;
    const here = { accountId: conversation.accountId, conversationId: conversation._id };
    const [inbound, changes] = await Promise.all([
      getCollection(messages)
        .find({ ...here, ...opensWindowFilter } as never)
        .project<Pick<MessageRecord, 'at' | 'peer'>>({ at: 1, peer: 1 })
        .toArray(),
      getCollection(messages)
        .find({ ...here, becomes: { $exists: true } } as never)
        .project<Pick<MessageRecord, 'at' | 'peer' | 'becomes'>>({ at: 1, peer: 1, becomes: 1 })
        .toArray(),
    ]);
    const stored = changes.map(({ at, peer = {}, becomes }) => ({ at: toSecond(at), who: peer, becomes }));
    const opening = inbound.map(({ at, peer }) => ({ at: toSecond(at), exactly: at, peer }));
    return lastThatOpens(opening, [...stored, ...coming], conversation)?.exactly ?? null;
  }

  /**
   * Holds only if nobody else changes the conversation meanwhile. @param coming changes whose line is about to be
   * stored.
   */
  async function recount(conversationId: string, coming: readonly Changed[] = []): Promise<void> {
    for (;;) {
      const conversation = await conversations.findById(conversationId).lean<ConversationRecord>();
      if (!conversation) return;
      const { accountId, readUpTo, lastInboundWamid, revision } = conversation;
      const inConversation = { accountId, conversationId };
      const fromCustomer: QueryFilter<MessageRecord> = { ...inConversation, ...opensWindowFilter };
      // A read mark can name only a message that came to us.
      const fromNow: QueryFilter<MessageRecord> = {
        ...fromCustomer,
        isPast: { $ne: true },
        isStandby: { $ne: true },
        wamid: { $exists: true },
      };
      const unseen = { ...inConversation, ...wantsReadingFilter };
      const latest = (filter: QueryFilter<MessageRecord>) =>
        messages.findOne(filter).sort({ sortKey: -1 }).lean<MessageRecord>();
      const [last, lastInbound, lastLive, lastAnswer] = await Promise.all([
        latest(inConversation),
        latest(fromCustomer),
        latest(fromNow),
        latest({ ...inConversation, direction: 'out', origin: 'phone_app' }),
      ]);
      const answeredUpTo = lastAnswer?.at;
      const lastInboundAt = await openedAt(conversation, lastInbound, coming);
      const unread = await messages.countDocuments({ ...unseen, ...unreadFilter({ readUpTo, answeredUpTo }) });
      const liveWamid = conversation.isGroup ? lastInboundWamid : givenWamid(lastLive?.wamid ?? '');
      const counted: Counted = {
        unread,
        // Messages may have been moved out of it, or turned out to be ours.
        answeredUpTo,
        lastMessage: last ? toLastMessage(last) : undefined,
        lastActivityAt: last?.at ?? conversation.lastActivityAt,
        lastInboundAt: lastInboundAt ?? undefined,
        lastInboundWamid: lastLive ? liveWamid : undefined,
      };
      const { matchedCount } = await conversations.updateOne(
        { _id: conversationId, revision },
        updateTo(counted) as UpdateQuery<ConversationRecord>,
      );
      if (matchedCount === 1) return;
    }
  }

  return {
    recount,

    async recountAll(
      conversationIds: readonly string[],
      coming?: ReadonlyMap<string, readonly Changed[]>,
    ): Promise<void> {
      for (let from = 0; from < conversationIds.length; from += countedAtOnce) {
        const some = conversationIds.slice(from, from + countedAtOnce);
        await Promise.all(some.map((id) => recount(id, coming?.get(id))));
      }
    },
  };
}
export type RecountService = ReturnType<typeof createRecountService>;
