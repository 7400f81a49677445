import type { Model } from 'mongoose';
import { getCollection, type InboxWrites } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { isSameQuote, toQuote } from './references.js';

export interface QuotesDeps {
  messages: Model<MessageRecord>;
  writes: Pick<InboxWrites, 'changeMessage'>;
}

export function createQuotes({ messages, writes }: QuotesDeps) {
  /** @returns the answer's id; null when it is gone. */
  async function fill(quoted: MessageRecord, answerId: string): Promise<string | null> {
    const answer = await writes.changeMessage(quoted.accountId, answerId, ({ replyTo }) => {
      const quote = toQuote(quoted, replyTo?.wamid);
      return replyTo && !isSameQuote(replyTo, quote) ? { replyTo: quote } : null;
    });
    return answer && answerId;
  }

  return {
    fill,

    /** @returns the answers' ids. */
    async refresh(quoted: MessageRecord): Promise<string[]> {
      const { _id, accountId } = quoted;
      const answers = await getCollection(messages)
        .find({ accountId, 'replyTo.id': _id })
        .project<{ _id: string }>({ _id: 1 })
        .toArray();
      for (const answer of answers) await fill(quoted, answer._id);
      return answers.map((answer) => answer._id);
    },
  };
}
export type Quotes = ReturnType<typeof createQuotes>;
