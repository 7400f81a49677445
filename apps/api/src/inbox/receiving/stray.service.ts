import { wamidKey } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import { type Clock, days, later, minutes, seconds } from '../../platform/clock.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { type InboxWrites, rowsOf } from '../inboxWrites.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import { givenWamid, withGivenNames } from '../ownNames.js';
import type { RecountService } from '../recount.service.js';
import { mediaOf } from './messageContent.mapper.js';
import { applyFact } from './messageFacts.js';
import { addName, isOtherForm, isSameQuote, messagesNamed, type NamesByNumber, quoteOf } from './references.js';
import type { QuoteFact, StrayRecord } from './stray.model.js';
import { keepOnce, waitingMedia } from './waitingMedia.js';

export interface StrayServiceDeps {
  strays: Model<StrayRecord>;
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  writes: InboxWrites;
  media: Model<MediaRecord>;
  changes: ChangeService;
  recounts: RecountService;
  clock: Clock;
}

type MessageName = Pick<StrayRecord, 'accountId' | 'phoneNumberId' | 'wamid'>;

/** By then whoever stored the message has looked for strays, and missed one that was stored at the same moment. */
const settledAfterMs = seconds(10);
const recentMs = minutes(10);
/** Most strays never find a message, so it is asked for many at once whether theirs is there. */
const lookedForAtOnce = 500;
/** Messages that other software sent from the same number never come: what is said about them is not kept for ever. */
const keptMs = days(7);
/** Longer than the month in which one counts as a free reply lasts, and the one after it. */
const countedMs = days(70);

/** Facts that came before their message, and that its arrival has just missed. */
export function createStrayService(deps: StrayServiceDeps) {
  const { strays, messages, conversations, writes, media, changes, recounts, clock } = deps;
  const rows = rowsOf(messages);

  /** The message that a stray is about, under either form of its wamid. */
  async function messageOf({ accountId, phoneNumberId, wamid }: StrayRecord): Promise<MessageRecord | null> {
    const questions = messagesNamed(namesIn([{ accountId, phoneNumberId, wamid }]));
    const found = (await rows.find({ $or: questions } as mongo.Filter<MessageRecord>).toArray()) as MessageRecord[];
    const exact = found.find((message) => givenWamid(message.wamid ?? '') === wamid);
    if (exact) return exact;
    for (const message of found) {
      const conversation = await rowsOf(conversations).findOne({ _id: message.conversationId, accountId });
      if (isOtherForm(withGivenNames(message), wamid, conversation ?? undefined)) return message;
    }
    return null;
  }

  /** Fills in what a message answers. @returns the answer's id, to be told; null when it is gone. */
  async function fill(quoted: MessageRecord, { messageId }: QuoteFact): Promise<string | null> {
    const answer = await writes.changeMessage(quoted.accountId, messageId, ({ replyTo }) => {
      const quote = quoteOf(quoted, replyTo?.wamid);
      return replyTo && !isSameQuote(replyTo, quote) ? { replyTo: quote } : null;
    });
    return answer && messageId;
  }

  /** What answers a message shows it as it is now. @returns their ids. */
  async function refreshAnswersTo(quoted: MessageRecord): Promise<string[]> {
    const { _id, accountId } = quoted;
    const answers = await rows.find({ accountId, 'replyTo.id': _id }).project<{ _id: string }>({ _id: 1 }).toArray();
    for (const answer of answers) await fill(quoted, { kind: 'quote', messageId: answer._id, at: quoted.at });
    return answers.map((answer) => answer._id);
  }

  async function apply(stray: StrayRecord): Promise<void> {
    const { accountId, about } = stray;
    for (;;) {
      const message = await messageOf(stray);
      if (!message) return;
      if (about.kind === 'quote') {
        const answerId = await fill(message, about);
        if (answerId) await changes.announce(accountId, { messageIds: [answerId], conversationIds: [] });
        await strays.deleteOne({ _id: stray._id });
        return;
      }
      const { revision } = message;
      const isNews = applyFact(message, about);
      if (isNews) {
        message.revision = revision + 1;
        const { matchedCount } = await messages.collection.replaceOne(
          { _id: message._id, accountId, revision } as never,
          message,
        );
        // Somebody else was quicker: the message is looked at once more.
        if (matchedCount === 0) continue;
      }
      // Also when it is in the message already: whoever put it there may have failed before this.
      const file = about.kind === 'file' ? mediaOf(about.content) : null;
      if (file && message.content.kind === 'media') await keepOnce(media, [waitingMedia(file, message, clock.now())]);
      const answerIds = await refreshAnswersTo(message);
      await recounts.recount(message.conversationId);
      await changes.announce(accountId, {
        messageIds: [message._id, ...answerIds],
        conversationIds: [message.conversationId],
      });
      await strays.deleteOne({ _id: stray._id });
      return;
    }
  }

  async function applyThoseWithMessage(some: readonly StrayRecord[]): Promise<void> {
    if (some.length === 0) return;
    const found = await rows
      .find({ $or: messagesNamed(namesIn(some)) } as mongo.Filter<MessageRecord>)
      .project<MessageName>({ accountId: 1, phoneNumberId: 1, wamid: 1 })
      .toArray();
    const here = new Set(found.map(nameOf));
    for (const stray of some) if (here.has(nameOf(stray))) await apply(stray);
  }

  return {
    /**
     * Applies strays whose message is there by now.
     *
     * @param ageMs up to which age; the last minutes unless told.
     */
    async settle(ageMs = recentMs): Promise<void> {
      const now = clock.now();
      const recent = strays
        .find({ arrivedAt: { $gt: later(now, -ageMs), $lt: later(now, -settledAfterMs) } })
        .lean<StrayRecord[]>()
        .cursor();
      let some: StrayRecord[] = [];
      for await (const stray of recent) {
        some.push(stray as StrayRecord);
        if (some.length < lookedForAtOnce) continue;
        await applyThoseWithMessage(some);
        some = [];
      }
      await applyThoseWithMessage(some);
    },

    /** The same for all that are kept: a process that died may have been about to look for one. */
    async settleAll(): Promise<void> {
      await this.settle(keptMs);
    },

    async sweep(): Promise<void> {
      const now = clock.now();
      await strays.deleteMany({ arrivedAt: { $lt: later(now, -keptMs) }, freeMonth: { $exists: false } });
      await strays.deleteMany({ arrivedAt: { $lt: later(now, -countedMs) } });
    },
  };
}

/** One name for both forms of a wamid. */
const nameOf = ({ accountId, phoneNumberId, wamid = '' }: MessageName) => {
  const given = givenWamid(wamid);
  return `${accountId} ${phoneNumberId} ${wamidKey(given) ?? given}`;
};

/** The wamids of these messages, by account and number. */
function namesIn(some: readonly MessageName[]): NamesByNumber {
  const names: NamesByNumber = new Map();
  for (const { accountId, phoneNumberId, wamid } of some) addName(names, accountId, phoneNumberId, wamid);
  return names;
}
