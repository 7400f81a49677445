import { windowClosesAt } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberRepository } from '../../numbers/number.repository.js';
import { type Clock, later } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection } from '../inboxWrites.js';
import { callLeaseMs, fileCallLeaseMs, storageRetryMs } from '../lifetimes.js';
import type { MediaOutbound } from '../media/mediaOutbound.js';
import type { MessageRecord } from '../message.model.js';
import { isHeldElsewhere } from '../responders/responder.js';
import type { LifeSign } from './lifeSign.js';
import type { MessageSettlement } from './messageSettlement.js';
import { openForSending } from './openNumber.js';
import type { Prepared, Sender } from './outbox.types.js';
import { isStillTheirs, toHeldFor, toOutgoingContent, toRecipient } from './outgoing.js';
import { ourProblems } from './sendProblems.js';
import { messagesPerSecond } from './throttle.js';

export interface MessageSenderDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  numbers: NumberRepository;
  media: Pick<MediaOutbound, 'atMeta'>;
  lifeSign: Pick<LifeSign, 'isFromBefore'>;
  settlement: MessageSettlement;
  clock: Clock;
}

export function createMessageSender(deps: MessageSenderDeps): Sender<MessageRecord> {
  const { conversations, numbers, media, lifeSign, settlement, clock } = deps;

  async function prepare(record: MessageRecord): Promise<Prepared> {
    const { accountId, phoneNumberId, conversationId, content } = record;
    const opened = await openForSending(numbers, record, clock.now());
    if ('kind' in opened) return opened;
    const { record: number, accessToken: token } = opened;
    const conversation = await getCollection(conversations).findOne({ _id: conversationId, accountId });
    const to = conversation && toRecipient(conversation);
    if (!to) return { kind: 'failed', problem: ourProblems.noAddress };
    if (!isStillTheirs(record.peer, record.at, conversation)) {
      return { kind: 'held', held: toHeldFor(record.peer, conversation, 'address') };
    }
    if (await lifeSign.isFromBefore(record.at)) {
      return { kind: 'held', held: toHeldFor(record.peer, conversation, 'interrupted') };
    }
    const closesAt = content.kind === 'template' ? null : windowClosesAt(conversation.lastInboundAt);

    let metaMediaId: string | undefined;
    if (content.kind === 'media') {
      const file = await media.atMeta({ accountId, mediaId: content.media.mediaId, phoneNumberId, token });
      if (file.kind === 'gone') return { kind: 'failed', problem: ourProblems.fileGone };
      if (file.kind === 'later') return { kind: 'later', until: later(clock.now(), storageRetryMs) };
      if (file.kind === 'refused') return { kind: 'refused', failure: file.failure, windowClosesAt: closesAt };
      metaMediaId = file.metaMediaId;
    }
    const outgoing = toOutgoingContent(content, metaMediaId, record.templateComponents);
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

  return {
    what: 'message',
    rows: getCollection(deps.messages),
    leaseMs: ({ content }) => (content.kind === 'media' ? fileCallLeaseMs : callLeaseMs),
    prepare,
    settle: settlement.settle,
  };
}
