import type { Model } from 'mongoose';
import type { MessageRecord } from './message.model.js';
import type { EarlyEventRecord } from './receiving/earlyEvent.model.js';

export interface FreeRepliesDeps {
  messages: Model<MessageRecord>;
  earlyEvents: Model<EarlyEventRecord>;
}

interface Counted {
  _id: string;
  count: number;
}

function monthBefore(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - 1);
  return first.toISOString().slice(0, 7);
}

/**
 * Counts used free replies from Meta's statuses, of whatever software sent them. At most a thousand a number and month:
 * counting them costs less than a counter that repeats and crashes cannot put out of step.
 */
export function createFreeRepliesService({ messages, earlyEvents }: FreeRepliesDeps) {
  return {
    /** @param month in UTC, `2026-11`. @returns by phone number id; a number that has none is missing. */
    async count(accountId: string, phoneNumberIds: readonly string[], month: string): Promise<Map<string, number>> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      const [ofMessages, ofOthers] = await Promise.all([
        messages.aggregate<Counted>([
          { $match: { ...ofNumbers, freeMonth: month } },
          { $group: { _id: '$phoneNumberId', count: { $sum: 1 } } },
        ]),
        earlyEvents.aggregate<Counted>([
          { $match: { ...ofNumbers, freeMonth: { $in: [monthBefore(month), month] } } },
          { $group: { _id: { number: '$phoneNumberId', wamid: '$wamid' }, first: { $min: '$freeMonth' } } },
          { $match: { first: month } },
          { $group: { _id: '$_id.number', count: { $sum: 1 } } },
        ]),
      ]);
      const counts = new Map<string, number>();
      for (const { _id, count } of [...ofMessages, ...ofOthers]) counts.set(_id, (counts.get(_id) ?? 0) + count);
      return counts;
    },
  };
}
