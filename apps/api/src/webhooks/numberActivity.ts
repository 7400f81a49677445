import type { RoutedLine, RoutedUpdate } from '../inbox/receiving/receive.types.js';
import { toHandover } from '../inbox/responders/responder.js';
import { metaClockMs } from '../numbers/ladderEvidence.js';
import type { NumberAccount } from '../numbers/liveAccounts.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { activityStoredEveryMs } from './lifetimes.js';

export interface NumberActivityDeps {
  evidence: Pick<NumberEvidence, 'recordHandover' | 'recordOccurrences'>;
  clock: Clock;
  events: DomainEvents;
}

/** Keeps as evidence what deliveries show about numbers: that Meta sends webhooks, that messages arrive, who answers. */
export function createNumberActivity({ evidence, clock, events }: NumberActivityDeps) {
  const recordedAt = { heard: new Map<string, number>(), delivered: new Map<string, number>() };

  return {
    /** Stores when a number last had a webhook (`heard`) or delivered a message. @param seen by phone number id. */
    async record(
      kind: 'heard' | 'delivered',
      seen: ReadonlyMap<string, Date>,
      holders: ReadonlyMap<string, NumberAccount>,
    ): Promise<void> {
      if (seen.size === 0) return;
      const nowMs = clock.now().getTime();
      const last = recordedAt[kind];
      const due = new Map<string, Date>();
      for (const [id, at] of seen) {
        const connectedMs = holders.get(id)?.connectedAt.getTime();
        // What is from before the present login is no evidence for it.
        if (at.getTime() + metaClockMs <= (connectedMs ?? 0)) continue;
        if (nowMs - (last.get(`${id} ${connectedMs}`) ?? 0) >= activityStoredEveryMs) due.set(id, at);
      }
      if (due.size === 0) return;
      await evidence.recordOccurrences(kind, due);
      for (const id of due.keys()) last.set(`${id} ${holders.get(id)?.connectedAt.getTime()}`, nowMs);
      for (const accountId of new Set([...due.keys()].map((id) => holders.get(id)?.accountId))) {
        if (accountId) events.emit('numbers.activity', { accountId });
      }
    },

    /** Stores that other responders answer on numbers too: composer and doctor go by it. */
    async recordResponders(updates: readonly RoutedUpdate[], lines: readonly RoutedLine[]): Promise<void> {
      for (const { accountId, update } of lines) {
        if (update.kind !== 'handover') continue;
        const { at, to } = toHandover(update);
        if (await evidence.recordHandover(accountId, update.phoneNumberId, { at, who: to.who, role: to.role })) {
          events.emit('numbers.activity', { accountId });
        }
      }
      const standby = new Map<string, Date>();
      for (const { update, arrivedAt } of updates) {
        if ('isStandby' in update && update.isStandby) standby.set(update.phoneNumberId, arrivedAt);
      }
      if (standby.size > 0) await evidence.recordOccurrences('standby', standby);
    },
  };
}
export type NumberActivity = ReturnType<typeof createNumberActivity>;
