import type { GraphClient } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberRepository, OpenedNumber } from '../../numbers/number.repository.js';
import { type Clock, later, seconds } from '../../platform/clock.js';
import type { Logger } from '../../platform/logger.js';
import type { ConversationRecord } from '../conversation.model.js';
import { rowsOf } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { OnDeadToken } from './deadToken.js';
import { openNumber } from './messageCourier.js';

export interface ReadMarksDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  numbers: NumberRepository;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  onDeadToken: OnDeadToken;
}

/**
 * WhatsApp shows "typing…" for up to 25 seconds (meta-platform 7). A browser repeats every 20 seconds that somebody still
 * types: each of those has to get through, or the customer would see it stop.
 */
const typingShownMs = seconds(15);

type Addressee = Pick<ConversationRecord, '_id' | 'accountId'>;

/**
 * What the customer is shown of the team: that messages were read, and that somebody writes. A courtesy: it runs beside
 * whatever asked for it, and its failures stop nothing. Each message is marked once, and marks all before it too.
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
  const rows = rowsOf(conversations);
  const running = new Set<Promise<void>>();
  /** By conversation: until when the customer is shown that somebody writes. */
  const typingUntil = new Map<string, Date>();

  const inBackground = (work: () => Promise<void>) => {
    const run = work()
      .catch((error: unknown) => logger.warn({ err: error }, 'a read mark was not sent'))
      .finally(() => running.delete(run));
    running.add(run);
  };

  async function numberOf({ accountId, phoneNumberId }: ConversationRecord): Promise<OpenedNumber | null> {
    const opened = await openNumber(numbers, accountId, phoneNumberId);
    return 'kind' in opened || opened.record.pausedAt ? null : opened;
  }

  /** The message to mark: the customer's last one, or, while later ones are unread, the one that was seen. */
  async function seenWamid({ _id, accountId, unread, lastInboundWamid }: ConversationRecord, upTo: string | undefined) {
    if (unread === 0 || upTo === undefined) return lastInboundWamid;
    const seen = await rowsOf(messages).findOne({ _id: upTo, accountId, conversationId: _id });
    return seen?.direction === 'in' ? seen.wamid : undefined;
  }

  async function mark({ _id, accountId }: Addressee, when: 'on_open' | 'on_reply', upTo?: string): Promise<void> {
    // Read anew: between the click and now a message may have come that was not seen, but the one before it was.
    const conversation = await rows.findOne({ _id, accountId });
    const wamid = conversation ? await seenWamid(conversation, upTo) : undefined;
    if (!conversation || !wamid || conversation.lastMarkedWamid === wamid) return;
    const number = await numberOf(conversation);
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
    // The client has tried a few times. The next opening, or the next reply, tries again.
    if (!answer.ok) {
      await rows.updateOne({ _id, accountId, lastMarkedWamid: wamid }, { $unset: { lastMarkedWamid: 1 } });
      await onDeadToken(number.record, askedAt, answer.failure);
    }
  }

  async function type({ _id, accountId }: Addressee): Promise<void> {
    const conversation = await rows.findOne({ _id, accountId });
    const wamid = conversation?.lastInboundWamid;
    if (!conversation || !wamid) return;
    const number = await numberOf(conversation);
    // Meta has no "typing" without a read mark, so it is only for those who show them at once.
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
    /** Somebody of the team has opened the conversation, and seen it up to a message, or to its end. */
    onOpened: (conversation: Addressee, upTo?: string): void => inBackground(() => mark(conversation, 'on_open', upTo)),
    /** Something was sent in it. */
    onReplied: (conversation: Addressee): void => inBackground(() => mark(conversation, 'on_reply')),
    /** Somebody writes in it. May be told as often as one likes. */
    onTyping(conversation: Addressee): void {
      const now = clock.now();
      for (const [id, until] of typingUntil) if (until <= now) typingUntil.delete(id);
      if (typingUntil.has(conversation._id)) return;
      typingUntil.set(conversation._id, later(now, typingShownMs));
      inBackground(() => type(conversation));
    },
    /** Waits for what is under way. */
    async drain(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
export type ReadMarks = ReturnType<typeof createReadMarks>;
