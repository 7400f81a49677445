import type { Model, PipelineStage } from 'mongoose';
import { days, later } from '../platform/clock.js';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';

export interface TrafficDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
}

/** What one number received and sent on one day. */
export interface Traffic {
  phoneNumberId: string;
  received: number;
  sent: number;
  delivered: number;
  failed: number;
  /** Received in each hour of the day, in UTC: 24 of them. */
  hours: number[];
}

interface CountedRow {
  _id: { phoneNumberId: string; direction: 'in' | 'out'; status: string; hour: number };
  count: number;
}

const conversationsAtOnce = 500;
/** The beginning of a message's `sortKey` (`ids.ts`), which an index has. */
const sortKeyFrom = (at: Date) => String(Math.floor(at.getTime() / 1000)).padStart(11, '0');
const accepted = new Set(['sent', 'delivered', 'read', 'played']);
const arrived = new Set(['delivered', 'read', 'played']);

/**
 * Counts messages for the history of numbers. By the conversations that were used since, whose index is there anyway: one
 * of its own would cost every message that arrives.
 */
export function createTrafficService({ conversations, messages }: TrafficDeps) {
  async function count(accountId: string, ids: readonly string[], from: Date): Promise<CountedRow[]> {
    const ofTheDay: PipelineStage[] = [
      {
        $match: {
          accountId,
          conversationId: { $in: ids },
          sortKey: { $gte: sortKeyFrom(from), $lt: sortKeyFrom(later(from, days(1))) },
          'content.kind': { $nin: ['system', 'handover', 'call'] },
          // What another responder sent.
          $nor: [{ isStandby: true, direction: 'out' }],
          // What a phone told of its past says nothing about how much comes here.
          isPast: { $ne: true },
        },
      },
      {
        $group: {
          _id: {
            phoneNumberId: '$phoneNumberId',
            direction: '$direction',
            status: '$status',
            hour: { $hour: '$at' },
          },
          count: { $sum: 1 },
        },
      },
    ];
    return messages.aggregate<CountedRow>(ofTheDay);
  }

  return {
    /**
     * What the numbers of an account received and sent on a day. A number without any is missing.
     *
     * @param from midnight in UTC.
     */
    async onDay(accountId: string, from: Date): Promise<Traffic[]> {
      const used = await conversations.find({ accountId, lastActivityAt: { $gte: from } }, { _id: 1 }).lean();
      const byNumber = new Map<string, Traffic>();
      for (let start = 0; start < used.length; start += conversationsAtOnce) {
        const ids = used.slice(start, start + conversationsAtOnce).map(({ _id }) => _id);
        for (const row of await count(accountId, ids, from)) add(byNumber, row);
      }
      return [...byNumber.values()];
    },

    /** When a customer last wrote to a number. Null: not since then. */
    async lastReceived(accountId: string, phoneNumberId: string, since: Date): Promise<Date | null> {
      const lately = { $gte: since };
      const latest = await conversations
        .findOne({ accountId, lastActivityAt: lately, phoneNumberId, lastInboundAt: lately }, { lastInboundAt: 1 })
        .sort({ lastInboundAt: -1 })
        .lean<ConversationRecord>();
      return latest?.lastInboundAt ?? null;
    },
  };
}
export type TrafficService = ReturnType<typeof createTrafficService>;

function add(byNumber: Map<string, Traffic>, { _id, count }: CountedRow): void {
  const { phoneNumberId, direction, status, hour } = _id;
  const traffic = byNumber.get(phoneNumberId) ?? {
    phoneNumberId,
    received: 0,
    sent: 0,
    delivered: 0,
    failed: 0,
    hours: Array.from({ length: 24 }, () => 0),
  };
  byNumber.set(phoneNumberId, traffic);
  if (direction === 'in') {
    traffic.received += count;
    traffic.hours[hour] = (traffic.hours[hour] ?? 0) + count;
    return;
  }
  if (accepted.has(status)) traffic.sent += count;
  if (arrived.has(status)) traffic.delivered += count;
  if (status === 'failed') traffic.failed += count;
}
