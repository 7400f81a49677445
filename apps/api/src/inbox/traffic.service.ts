import type { Model, PipelineStage } from 'mongoose';
import { days, later } from '../platform/clock.js';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';

export interface TrafficDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
}

export interface Traffic {
  phoneNumberId: string;
  received: number;
  sent: number;
  delivered: number;
  failed: number;
  /** UTC. */
  hours: number[];
}

interface CountedRow {
  _id: { phoneNumberId: string; direction: 'in' | 'out'; status: string; hour: number };
  count: number;
}

const conversationsAtOnce = 500;
const sortKeyFrom = (at: Date) => String(Math.floor(at.getTime() / 1000)).padStart(11, '0');
const accepted = new Set(['sent', 'delivered', 'read', 'played']);
const arrived = new Set(['delivered', 'read', 'played']);

/** Uses the index of conversations: one of its own would cost a write with every message. */
export function createTrafficService({ conversations, messages }: TrafficDeps) {
  async function count(accountId: string, ids: readonly string[], from: Date): Promise<CountedRow[]> {
    const ofTheDay: PipelineStage[] = [
      {
        $match: {
          accountId,
          conversationId: { $in: ids },
          sortKey: { $gte: sortKeyFrom(from), $lt: sortKeyFrom(later(from, days(1))) },
          'content.kind': { $nin: ['system', 'handover', 'call'] },
          $nor: [{ isStandby: true, direction: 'out' }],
          // A history import says nothing about how much comes in.
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
    /** @param from midnight in UTC. @returns by number; one without any messages is missing. */
    async onDay(accountId: string, from: Date): Promise<Traffic[]> {
      const used = await conversations.find({ accountId, lastActivityAt: { $gte: from } }, { _id: 1 }).lean();
      const byNumber = new Map<string, Traffic>();
      for (let start = 0; start < used.length; start += conversationsAtOnce) {
        const ids = used.slice(start, start + conversationsAtOnce).map(({ _id }) => _id);
        for (const row of await count(accountId, ids, from)) add(byNumber, row);
      }
      return [...byNumber.values()];
    },

    /**
     * In the order of the index: the conversation that was used last says nearly when, and only those that were used after
     * its customer wrote can say better. What a number received in the whole week would be read and sorted otherwise.
     */
    async lastReceived(accountId: string, phoneNumberId: string, since: Date): Promise<Date | null> {
      const receivedAfter = (at: object) =>
        conversations.findOne(
          { accountId, lastActivityAt: at, phoneNumberId, lastInboundAt: at },
          { _id: 0, lastInboundAt: 1 },
        );
      const used = await receivedAfter({ $gte: since })
        .sort({ lastActivityAt: -1, _id: -1 })
        .lean<Pick<ConversationRecord, 'lastInboundAt'>>();
      if (!used?.lastInboundAt) return null;
      const newer = await receivedAfter({ $gt: used.lastInboundAt })
        .sort({ lastInboundAt: -1 })
        .lean<Pick<ConversationRecord, 'lastInboundAt'>>();
      return newer?.lastInboundAt ?? used.lastInboundAt;
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
