import { wamidKey } from '@switchboard/graph';
import type { Clock } from '../../platform/clock.js';
import { isDuplicateKey } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { ChangeService } from '../change.service.js';
import type { Becomes, InboxWrites } from '../inboxWrites.js';
import type { MediaOutbound } from '../media/mediaOutbound.js';
import type { MessageRecord } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import type { OwnEchoes } from '../receiving/ownEchoes.js';
import type { Outcome } from './outbox.types.js';

export interface MessageSettlementDeps {
  writes: InboxWrites;
  changes: Pick<ChangeService, 'announce'>;
  ownEchoes: Pick<OwnEchoes, 'joinEcho'>;
  media: Pick<MediaOutbound, 'forget'>;
  clock: Clock;
  logger: Logger;
}

export function createMessageSettlement(deps: MessageSettlementDeps) {
  const { writes, changes, ownEchoes, media, clock, logger } = deps;

  async function write({ accountId, phoneNumberId, _id }: MessageRecord, outcome: Outcome) {
    try {
      return await writes.changeMessage(accountId, _id, (current) => settledMessage(current, outcome, clock.now()));
    } catch (error) {
      if (!isDuplicateKey(error) || outcome.kind !== 'accepted') throw error;
      // The phone's echo was quicker than Meta's answer.
      if (await ownEchoes.joinEcho({ _id, accountId, phoneNumberId }, outcome.wamid)) {
        return writes.changeMessage(accountId, _id, (current) => settledMessage(current, outcome, clock.now()));
      }
      // Another message has this id: what Meta said counts without it.
      logger.warn({ id: _id }, 'Meta gave the same wamid twice');
      return writes.changeMessage(accountId, _id, (current) => {
        const settled = settledMessage(current, outcome, clock.now());
        return settled && { ...settled, wamid: current.wamid, wamidKey: current.wamidKey };
      });
    }
  }

  return {
    async settle(record: MessageRecord, outcome: Outcome): Promise<void> {
      const settled = await write(record, outcome);
      if (!settled) return;
      if (outcome.kind === 'failed' && record.content.kind === 'media') {
        // The copy at Meta may be bad.
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
export type MessageSettlement = ReturnType<typeof createMessageSettlement>;

/**
 * Pure. The webhook may be quicker than the answer: a status never goes back.
 *
 * Meta's 200 means "accepted" and becomes `sent`, the one tick that WhatsApp shows for it. A template that Meta holds
 * back stays `queued` until its status comes.
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
        ...(record.wamid === undefined ? toOtherName(outcome.wamid) : {}),
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
      return {
        outbox: {
          dueAt: outcome.until,
          attempts: outcome.attempts,
          ...(outbox.trace ? { trace: outbox.trace } : {}),
        },
        nextTryAt: outcome.until,
      };
  }
}

function toOtherName(wamid: string): Pick<MessageRecord, 'wamidKey'> {
  const key = wamidKey(wamid);
  return key ? { wamidKey: key } : {};
}
