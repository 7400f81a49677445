import { setImmediate as letOthersGo } from 'node:timers/promises';
import type { InboxChange } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import { toConversationDto, toMessageDto } from './inbox.dto.js';
import type { MessageRecord } from './message.model.js';

export interface Touched {
  messageIds: readonly string[];
  conversationIds: readonly string[];
  refilledIds?: readonly string[];
  merged?: readonly { from: string; into: string }[];
  erased?: true;
}

export type States = Pick<InboxChange, 'messages' | 'conversations' | 'refilled'>;

/** Between two pieces, the event loop serves other work. */
const documentsAtOnce = 10;

export interface StateReaderDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
}

export function createStateReader({ messages, conversations }: StateReaderDeps) {
  /** In the order of the ids, without deleted ones. @param goesOn false ends the reading. */
  async function inPieces<State>(
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<State[]>,
    goesOn: (piece: State[]) => boolean = () => true,
  ): Promise<State[]> {
    const states: State[] = [];
    for (let at = 0; at < ids.length; at += documentsAtOnce) {
      if (at > 0) await letOthersGo();
      const piece = await read(ids.slice(at, at + documentsAtOnce));
      states.push(...piece);
      if (!goesOn(piece)) break;
    }
    return states;
  }

  return {
    async readMessages(
      accountId: string,
      ids: readonly string[],
      goesOn?: (piece: States['messages']) => boolean,
    ): Promise<States['messages']> {
      const read = async (piece: readonly string[]) => {
        const rows = await messages.find({ _id: { $in: [...piece] }, accountId }).lean<MessageRecord[]>();
        return rows.map(toMessageDto);
      };
      return await inPieces(ids, read, goesOn);
    },

    async listThreads(accountId: string, messageIds: readonly string[]): Promise<string[]> {
      return await messages.distinct('conversationId', { _id: { $in: [...messageIds] }, accountId });
    },

    async readConversations(accountId: string, ids: readonly string[]): Promise<States['conversations']> {
      return await inPieces(ids, async (piece) => {
        const rows = await conversations.find({ _id: { $in: [...piece] }, accountId }).lean<ConversationRecord[]>();
        return rows.map(toConversationDto);
      });
    },

    async readStates(accountId: string, touched: Touched): Promise<States> {
      const [read, threads] = await Promise.all([
        this.readMessages(accountId, touched.messageIds),
        this.readConversations(accountId, touched.conversationIds),
      ]);
      return { messages: read, conversations: threads, refilled: [...(touched.refilledIds ?? [])] };
    },
  };
}

export type StateReader = ReturnType<typeof createStateReader>;
