import { wamidKey } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import type { ChangeService } from '../change.service.js';
import { type Becomes, getCollection, type InboxWrites } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import type { RecountService } from '../recount.service.js';
import { applyReplyPrice } from './freeReplies.js';
import { applyFact } from './messageFacts.js';
import type { OwnEcho } from './receive.types.js';
import { addName, type NamesByNumber, toMessageQueries, toQuote } from './references.js';

export interface OwnEchoesDeps {
  messages: Model<MessageRecord>;
  writes: InboxWrites;
  recounts: Pick<RecountService, 'recount'>;
  changes: Pick<ChangeService, 'announce'>;
}

/** A status never goes back, and the newer reaction stays. Pure. @returns null when the echo adds nothing. */
export function withEcho(own: MessageRecord, echo: MessageRecord): Becomes<MessageRecord> | null {
  const becomes = { ...own };
  let isNews = false;
  for (const reaction of echo.reactions ?? []) {
    isNews = applyFact(becomes, { kind: 'reaction', ...reaction }) || isNews;
  }
  if (echo.deletedAt) {
    const by = echo.deletedBy ? { by: echo.deletedBy } : {};
    isNews = applyFact(becomes, { kind: 'revoke', at: echo.deletedAt, ...by }) || isNews;
  }
  const status = isLaterStatus(own.status, echo.status) ? echo.status : own.status;
  const statusTimes = { ...echo.statusTimes, ...own.statusTimes };
  const isFurther =
    status !== own.status || Object.keys(statusTimes).length > Object.keys(own.statusTimes ?? {}).length;
  becomes.statusTimes = statusTimes;
  const isPriced = applyReplyPrice(becomes, echo.replyPrice);
  if (!isNews && !isFurther && !isPriced) return null;
  return {
    reactions: becomes.reactions,
    deletedAt: becomes.deletedAt,
    deletedBy: becomes.deletedBy,
    searchText: becomes.searchText,
    status,
    statusTimes,
    replyPrice: becomes.replyPrice,
    freeMonth: becomes.freeMonth,
    ...(status === own.status ? {} : { outbox: undefined, nextTryAt: undefined }),
    ...(status === own.status ? {} : { problem: status === 'failed' ? echo.problem : undefined }),
  };
}

/**
 * The phone also echoes what is sent from here, perhaps before Meta has answered us with its id. Once that is known,
 * the echo's message is removed and its facts are kept with ours. Each step may be done again.
 */
export function createOwnEchoes({ messages, writes, recounts, changes }: OwnEchoesDeps) {
  const rows = getCollection(messages);

  /** @returns the answers to the echo, which answer ours from now on. */
  async function moveAnswers(accountId: string, echoId: string, ownId: string): Promise<string[]> {
    const answers = await rows.find({ accountId, 'replyTo.id': echoId }).project<{ _id: string }>({ _id: 1 }).toArray();
    const own = answers.length === 0 ? null : await rows.findOne({ _id: ownId, accountId });
    for (const { _id } of answers) {
      await writes.changeMessage(accountId, _id, ({ replyTo }) =>
        own && replyTo?.id === echoId ? { replyTo: toQuote(own, replyTo.wamid) } : null,
      );
    }
    return answers.map(({ _id }) => _id);
  }

  async function join({ accountId, ownId, echoId, wamid }: OwnEcho): Promise<void> {
    const conversationIds = new Set<string>();
    const answers: string[] = [];
    for (;;) {
      const echo = await rows.findOne({ _id: echoId, accountId });
      if (!echo) break;
      conversationIds.add(echo.conversationId);
      const own = await writes.changeMessage(accountId, ownId, (current) => withEcho(current, echo));
      if (!own) return;
      answers.push(...(await moveAnswers(accountId, echoId, ownId)));
      // Only once ours has everything; more may have come meanwhile.
      const { deletedCount } = await rows.deleteOne({ _id: echoId, accountId, revision: echo.revision });
      if (deletedCount === 1) break;
    }
    const key = wamidKey(wamid);
    const own = await writes.changeMessage(accountId, ownId, (current) =>
      current.wamid === undefined ? { wamid, ...(key ? { wamidKey: key } : {}) } : null,
    );
    if (own) conversationIds.add(own.record.conversationId);
    answers.push(...(await moveAnswers(accountId, echoId, ownId)));
    for (const id of conversationIds) await recounts.recount(id);
    // Browsers read the thread again.
    await changes.announce(accountId, {
      messageIds: [ownId, ...new Set(answers)],
      conversationIds: [...conversationIds],
      refilledIds: [...conversationIds],
    });
  }

  return {
    join,

    /** Under either form of the wamid. @returns whether there was an echo. */
    async joinEcho(
      { _id: ownId, accountId, phoneNumberId }: Pick<MessageRecord, '_id' | 'accountId' | 'phoneNumberId'>,
      wamid: string,
    ): Promise<boolean> {
      const names: NamesByNumber = new Map();
      addName(names, accountId, phoneNumberId, wamid);
      const questions = toMessageQueries(names);
      const isEcho = { accountId, direction: 'out', origin: { $ne: 'switchboard' } };
      const echo = await rows.findOne({
        $or: questions.map((question) => ({ ...question, ...isEcho })),
      } as mongo.Filter<MessageRecord>);
      if (!echo) return false;
      await join({ accountId, ownId, echoId: echo._id, wamid });
      return true;
    },
  };
}
export type OwnEchoes = ReturnType<typeof createOwnEchoes>;
