import type { Model } from 'mongoose';
import type { NumberRepository } from '../../numbers/number.repository.js';
import type { Clock } from '../../platform/clock.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection, type InboxWrites, updateTo } from '../inboxWrites.js';
import { callLeaseMs } from '../lifetimes.js';
import type { StoredReaction } from '../message.model.js';
import { openForSending } from './openNumber.js';
import type { Outcome, Prepared, Sender } from './outbox.types.js';
import { isStillTheirs, toRecipient } from './outgoing.js';
import type { ReactionRecord } from './reaction.model.js';
import { ourProblems } from './sendProblems.js';
import { messagesPerSecond } from './throttle.js';

export interface ReactionSenderDeps {
  reactions: Model<ReactionRecord>;
  conversations: Model<ConversationRecord>;
  numbers: NumberRepository;
  writes: InboxWrites;
  changes: ChangeService;
  clock: Clock;
}

export function withOurReaction(
  reactions: readonly StoredReaction[] | undefined,
  emoji: string | null,
  at: Date,
): StoredReaction[] {
  return [...(reactions ?? []).filter((reaction) => reaction.by !== 'business'), { by: 'business', emoji, at }];
}

/** Unless a newer one is there. */
export const showReaction = (writes: InboxWrites, { accountId, messageId, emoji, at }: ReactionRecord) =>
  writes.changeMessage(accountId, messageId, ({ reactions }) => {
    const ours = reactions?.find((reaction) => reaction.by === 'business');
    if (ours && ours.at >= at) return null;
    return { reactions: withOurReaction(reactions, emoji, at) };
  });

const statusOf = {
  accepted: 'sent',
  failed: 'failed',
  unclear: 'unclear',
  waiting: 'queued',
  held: 'failed',
} as const satisfies Record<Outcome['kind'], string>;

/** A reaction that Meta refuses is taken off its message. */
export function createReactionSender(deps: ReactionSenderDeps): Sender<ReactionRecord> {
  const { conversations, numbers, writes, changes, clock } = deps;
  const rows = getCollection(deps.reactions);

  async function takeOff({ accountId, messageId, before, at }: ReactionRecord): Promise<void> {
    const result = await writes.changeMessage(accountId, messageId, ({ reactions }) => {
      const ours = reactions?.find((reaction) => reaction.by === 'business');
      // A newer one stands.
      if (ours?.at.getTime() !== at.getTime()) return null;
      return { reactions: withOurReaction(reactions, before, clock.now()) };
    });
    if (result?.changed) await changes.announce(accountId, { messageIds: [messageId], conversationIds: [] });
  }

  /** The process that stored it may have died before showing it. */
  async function putOn(record: ReactionRecord): Promise<void> {
    const result = await showReaction(writes, record);
    if (!result?.changed) return;
    await changes.announce(record.accountId, { messageIds: [record.messageId], conversationIds: [] });
  }

  return {
    what: 'reaction',
    rows,
    leaseMs: () => callLeaseMs,

    async prepare(record): Promise<Prepared> {
      const { accountId, phoneNumberId, conversationId, targetWamid, emoji } = record;
      const opened = await openForSending(numbers, record, clock.now());
      if ('kind' in opened) return opened;
      const conversation = await getCollection(conversations).findOne({ _id: conversationId, accountId });
      const to = conversation && toRecipient(conversation);
      if (!to) return { kind: 'failed', problem: ourProblems.noAddress };
      // A reaction is not worth a question.
      if (!isStillTheirs(record.peer, record.at, conversation))
        return { kind: 'failed', problem: ourProblems.withheld };
      return {
        kind: 'ready',
        messagesPerSecond: messagesPerSecond(opened.record),
        windowClosesAt: null,
        call: {
          phoneNumberId,
          token: opened.accessToken,
          to,
          content: { type: 'reaction', target: targetWamid, emoji },
          callbackData: record._id,
        },
      };
    },

    async settle(record, outcome) {
      if (outcome.kind === 'failed') await takeOff(record);
      if (outcome.kind === 'accepted') await putOn(record);
      await rows.updateOne(
        { _id: record._id, accountId: record.accountId, revision: record.revision },
        updateTo<ReactionRecord>({
          status: statusOf[outcome.kind],
          ...(outcome.kind === 'waiting'
            ? { outbox: { dueAt: outcome.until, attempts: outcome.attempts }, nextTryAt: outcome.until }
            : { outbox: undefined, nextTryAt: undefined }),
        }),
      );
    },
  };
}
