import type { GraphClient } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberRepository, OpenedNumber } from '../../numbers/number.repository.js';
import { type Clock, later } from '../../platform/clock.js';
import type { Logger } from '../../platform/logger.js';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection } from '../inboxWrites.js';
import { typingShownMs } from '../lifetimes.js';
import type { MessageRecord } from '../message.model.js';
import type { OnDeadToken } from './deadToken.js';
import { openNumber } from './openNumber.js';

export interface ReadMarksDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  numbers: NumberRepository;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  onDeadToken: OnDeadToken;
}

type Addressee = Pick<ConversationRecord, '_id' | 'accountId'>;

/**
 * Read marks and "typing…" for the customer. A courtesy: failures stop nothing. Marking a message marks all before it.
 */
export function createReadMarks({
  conversations,
  messages,
  numbers,
  graph,
  clock,
  logger,
  onDeadToken,
}: ReadMarksDeps) {
  const rows = getCollection(conversations);
  const running = new Set<Promise<void>>();
  /** By conversation. */
  const typingUntil = new Map<string, Date>();

  const inBackground = (work: () => Promise<void>) => {
    const run = work()
      .catch((error: unknown) => logger.warn({ err: error }, 'a read mark was not sent'))
      .finally(() => running.delete(run));
    running.add(run);
  };

  async function findNumber({ accountId, phoneNumberId }: ConversationRecord): Promise<OpenedNumber | null> {
    const opened = await openNumber(numbers, accountId, phoneNumberId);
    return 'kind' in opened || opened.record.pausedAt ? null : opened;
  }

  /** The customer's last message, or the one that was seen while later ones are unread. */
  async function seenWamid({ _id, accountId, unread, lastInboundWamid }: ConversationRecord, upTo: string | undefined) {
    if (unread === 0 || upTo === undefined) return lastInboundWamid;
    const seen = await getCollection(messages).findOne({ _id: upTo, accountId, conversationId: _id });
    return seen?.direction === 'in' ? seen.wamid : undefined;
  }

  async function mark({ _id, accountId }: Addressee, when: 'on_open' | 'on_reply', upTo?: string): Promise<void> {
    // A message may have come in between that nobody has seen.
    const conversation = await rows.findOne({ _id, accountId });
    const wamid = conversation ? await seenWamid(conversation, upTo) : undefined;
    if (!conversation || !wamid || conversation.lastMarkedWamid === wamid) return;
    const number = await findNumber(conversation);
    if (!number || (number.record.readMarks ?? 'on_open') !== when) return;
    const { matchedCount } = await rows.updateOne(
      { _id, accountId, lastMarkedWamid: { $ne: wamid } },
      { $set: { lastMarkedWamid: wamid } },
    );
    if (matchedCount === 0) return;
    const askedAt = clock.now();
    const answer = await graph.markRead({
      phoneNumberId: conversation.phoneNumberId,
      token: number.accessToken,
      wamid,
    });
    // The next opening or reply tries again.
    if (!answer.ok) {
      await rows.updateOne({ _id, accountId, lastMarkedWamid: wamid }, { $unset: { lastMarkedWamid: 1 } });
      await onDeadToken(number.record, askedAt, answer.failure);
    }
  }

  async function type({ _id, accountId }: Addressee): Promise<void> {
    const conversation = await rows.findOne({ _id, accountId });
    const wamid = conversation?.lastInboundWamid;
    if (!conversation || !wamid) return;
    const number = await findNumber(conversation);
    // Meta has no "typing" without a read mark.
    if (!number || (number.record.readMarks ?? 'on_open') !== 'on_open') return;
    const answer = await graph.markRead({
      phoneNumberId: conversation.phoneNumberId,
      token: number.accessToken,
      wamid,
      typing: true,
    });
    if (answer.ok) await rows.updateOne({ _id, accountId }, { $set: { lastMarkedWamid: wamid } });
  }

  return {
    /** @param upTo the last message that was seen; the end of the thread when absent. */
    onOpened: (conversation: Addressee, upTo?: string): void => inBackground(() => mark(conversation, 'on_open', upTo)),
    onReplied: (conversation: Addressee): void => inBackground(() => mark(conversation, 'on_reply')),
    /** May be called as often as one likes. */
    onTyping(conversation: Addressee): void {
      const now = clock.now();
      for (const [id, until] of typingUntil) if (until <= now) typingUntil.delete(id);
      if (typingUntil.has(conversation._id)) return;
      typingUntil.set(conversation._id, later(now, typingShownMs));
      inBackground(() => type(conversation));
    },
    async drain(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
export type ReadMarks = ReturnType<typeof createReadMarks>;
