import { type GraphClient, wamidKey, windowClosesAt } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberRepository, OpenedNumber } from '../../numbers/number.repository.js';
import { type Clock, later, minutes, seconds } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { type Becomes, type InboxWrites, rowsOf } from '../inboxWrites.js';
import type { MediaOutbound } from '../media/mediaOutbound.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import type { OwnEchoes } from '../receiving/ownEchoes.js';
import { isHeldElsewhere } from '../responders/responder.js';
import type { LifeSign } from './lifeSign.js';
import type { Courier, Outcome, Prepared } from './outbox.types.js';
import { heldOf, isStillTheirs, outgoingContentOf, recipientOf } from './outgoing.js';
import { messagesPerSecond } from './pace.js';
import { ourProblems } from './sendProblems.js';

export interface MessageCourierDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  numbers: NumberRepository;
  writes: InboxWrites;
  changes: ChangeService;
  ownEchoes: Pick<OwnEchoes, 'joinEchoOf'>;
  media: MediaOutbound;
  lifeSign: Pick<LifeSign, 'isFromBefore'>;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
}

/**
 * What an outcome makes of a message. Pure. The webhook may have been quicker than the answer: a status never goes back,
 * and what the webhook settled stays settled.
 *
 * Meta's 200 means "accepted". It becomes `sent` here, the one tick that every WhatsApp client shows for it; the tick
 * after that is earned by Meta's own `delivered`. A template that Meta holds back stays `queued` until its status comes.
 */
export function settledMessage(record: MessageRecord, outcome: Outcome, now: Date): Becomes<MessageRecord> | null {
  const settled = { outbox: undefined, nextTryAt: undefined };
  const { status, statusTimes, outbox } = record;
  switch (outcome.kind) {
    case 'accepted': {
      const isSent = !outcome.isHeld;
      return {
        ...settled,
        wamid: record.wamid ?? outcome.wamid,
        ...(record.wamid === undefined ? otherNameOf(outcome.wamid) : {}),
        ...(isSent && isLaterStatus(status, 'sent') ? { status: 'sent' } : {}),
        ...(isSent && !statusTimes?.sent ? { statusTimes: { ...statusTimes, sent: now } } : {}),
      };
    }
    case 'failed':
      if (status !== 'queued' && status !== 'unclear') return outbox ? settled : null;
      return {
        ...settled,
        status: 'failed',
        problem: outcome.problem,
        statusTimes: { ...statusTimes, failed: now },
      };
    case 'held':
      if (status !== 'queued') return outbox ? settled : null;
      return { ...settled, held: outcome.held };
    case 'unclear':
      if (status !== 'queued') return outbox ? settled : null;
      return { ...settled, status: 'unclear' };
    case 'waiting':
      if (status !== 'queued' || !outbox) return null;
      return { outbox: { dueAt: outcome.until, attempts: outcome.attempts }, nextTryAt: outcome.until };
  }
}

/** By what a message is found under the other form of its wamid. */
function otherNameOf(wamid: string): Pick<MessageRecord, 'wamidKey'> {
  const key = wamidKey(wamid);
  return key ? { wamidKey: key } : {};
}

/** @returns the number with its token, or the reason why nothing can be sent from it; `no_key`: not by this process. */
export async function openNumber(
  numbers: NumberRepository,
  accountId: string,
  phoneNumberId: string,
): Promise<OpenedNumber | Extract<Prepared, { kind: 'failed' }> | { kind: 'no_key' }> {
  try {
    const [number] = await numbers.active(accountId, [phoneNumberId]);
    if (!number) return { kind: 'failed', problem: ourProblems.disconnected };
    return await numbers.open(number);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'number_not_found') return { kind: 'failed', problem: ourProblems.disconnected };
    if (error.code === 'key_missing') return { kind: 'no_key' };
    if (error.code === 'token_unreadable') return { kind: 'failed', problem: ourProblems.tokenUnreadable };
    throw error;
  }
}

/** How soon after a number is resumed what is queued for it goes out, at the latest. */
const lookAgainMs = seconds(20);
/** Another process may have the key, and is to come first now and then. */
const withoutKeyMs = seconds(5);

/** The same for sending: what is queued for a number that rests, or whose key is not here, stays queued. */
export async function openForSending(
  numbers: NumberRepository,
  { accountId, phoneNumberId }: { accountId: string; phoneNumberId: string },
  now: Date,
): Promise<OpenedNumber | Extract<Prepared, { kind: 'failed' | 'later' }>> {
  const opened = await openNumber(numbers, accountId, phoneNumberId);
  if ('kind' in opened) return opened.kind === 'no_key' ? { kind: 'later', until: later(now, withoutKeyMs) } : opened;
  if (!opened.record.pausedAt) return opened;
  return { kind: 'later', until: later(now, lookAgainMs) };
}

/** How messages become calls, and what their outcomes change. */
export function createMessageCourier(deps: MessageCourierDeps): Courier<MessageRecord> {
  const { conversations, numbers, writes, changes, ownEchoes, media, lifeSign, clock, logger } = deps;

  async function prepare(record: MessageRecord): Promise<Prepared> {
    const { accountId, phoneNumberId, conversationId, content } = record;
    const opened = await openForSending(numbers, record, clock.now());
    if ('kind' in opened) return opened;
    const { record: number, accessToken: token } = opened;
    const conversation = await rowsOf(conversations).findOne({ _id: conversationId, accountId });
    const to = conversation && recipientOf(conversation);
    if (!to) return { kind: 'failed', problem: ourProblems.noAddress };
    if (!isStillTheirs(record.peer, record.at, conversation)) {
      return { kind: 'held', held: heldOf(record.peer, conversation, 'address') };
    }
    if (await lifeSign.isFromBefore(record.at)) {
      return { kind: 'held', held: heldOf(record.peer, conversation, 'interrupted') };
    }
    const closesAt = content.kind === 'template' ? null : windowClosesAt(conversation.lastInboundAt);

    let metaMediaId: string | undefined;
    if (content.kind === 'media') {
      const file = await media.atMeta({ accountId, mediaId: content.media.mediaId, phoneNumberId, token });
      if (file.kind === 'gone') return { kind: 'failed', problem: ourProblems.fileGone };
      if (file.kind === 'refused') return { kind: 'refused', failure: file.failure, windowClosesAt: closesAt };
      metaMediaId = file.metaMediaId;
    }
    const outgoing = outgoingContentOf(content, metaMediaId, record.templateComponents);
    if (!outgoing) return { kind: 'failed', problem: ourProblems.fileGone };
    return {
      kind: 'ready',
      messagesPerSecond: messagesPerSecond(number),
      windowClosesAt: closesAt,
      isElsewhere: content.kind !== 'template' && isHeldElsewhere(conversation.responder, clock.now()),
      call: {
        phoneNumberId,
        token,
        to,
        content: outgoing,
        ...(record.replyTo ? { repliesTo: record.replyTo.wamid } : {}),
        callbackData: record._id,
      },
    };
  }

  async function write({ accountId, phoneNumberId, _id }: MessageRecord, outcome: Outcome) {
    try {
      return await writes.changeMessage(accountId, _id, (current) => settledMessage(current, outcome, clock.now()));
    } catch (error) {
      if (!isDuplicateKey(error) || outcome.kind !== 'accepted') throw error;
      // The phone was quicker to echo it than Meta to answer.
      if (await ownEchoes.joinEchoOf({ _id, accountId, phoneNumberId }, outcome.wamid)) {
        return writes.changeMessage(accountId, _id, (current) => settledMessage(current, outcome, clock.now()));
      }
      // Meta gave an id that another message has. What Meta said about this one still stands, only without the id.
      logger.warn({ id: _id }, 'Meta gave the same wamid twice');
      return writes.changeMessage(accountId, _id, (current) => {
        const settled = settledMessage(current, outcome, clock.now());
        return settled && { ...settled, wamid: current.wamid, wamidKey: current.wamidKey };
      });
    }
  }

  return {
    rows: rowsOf(deps.messages),
    // A file of 100 MB goes up first.
    leaseMs: ({ content }) => minutes(content.kind === 'media' ? 6 : 1),
    prepare,
    async settle(record, outcome) {
      const settled = await write(record, outcome);
      if (!settled) return;
      if (outcome.kind === 'failed' && record.content.kind === 'media') {
        // It may be the copy at Meta that is bad: another attempt makes a new one.
        await media.forget(record.accountId, record.content.media.mediaId);
      }
      if (!settled.changed) return;
      const inList = await writes.noteMessage(settled.record);
      await changes.announce(record.accountId, {
        messageIds: [record._id],
        conversationIds: inList ? [record.conversationId] : [],
      });
    },
  };
}
