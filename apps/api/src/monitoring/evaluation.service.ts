import type { NumberDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AlertService } from '../alerts/alert.service.js';
import { decideAlerts } from '../alerts/alertDecision.js';
import type { NumberService } from '../numbers/number.service.js';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import { listChanges, toDay, toHealth } from './health.js';
import type { HealthService } from './health.service.js';
import { evaluationsARun, maxEvaluationTries } from './limits.js';
import type { WatchStateRecord } from './watchState.model.js';

export interface EvaluationDeps {
  states: Model<WatchStateRecord>;
  numbers: Pick<NumberService, 'list'>;
  alerts: AlertService;
  health: HealthService;
  clock: Clock;
  /** Who of the account connected a number: it is no news to them. */
  connectedBy: (accountId: string, phoneNumberId: string) => Promise<string | undefined>;
}

const toId = (accountId: string, phoneNumberId: string) => `${accountId}/${phoneNumberId}`;

/**
 * Compares how numbers are with what was last announced. An alert is stored with the mark that it was decided, then
 * created: a crash in between creates it later, and two processes create it once.
 */
export function createEvaluationService({ states, numbers, alerts, health, clock, connectedBy }: EvaluationDeps) {
  async function carryOut(state: WatchStateRecord): Promise<void> {
    const { _id, accountId, phoneNumberId, revision, pending, changes } = state;
    if (pending.length === 0 && changes.length === 0) return;
    if (changes.length > 0) await health.addChanges(accountId, phoneNumberId, changes);
    for (const [place, alert] of pending.entries()) {
      const by = alert.kind === 'connected' ? await connectedBy(accountId, phoneNumberId) : undefined;
      await alerts.notify({
        ...alert,
        accountId,
        phoneNumberId,
        by,
        key: `number:${phoneNumberId}:${revision}:${place}`,
      });
    }
    await states.updateOne({ _id, revision }, { $set: { pending: [], changes: [] } });
  }

  /** @returns false when another process evaluated at the same moment. */
  async function evaluateNumber(
    accountId: string,
    number: NumberDto,
    state: WatchStateRecord | undefined,
  ): Promise<boolean> {
    const { phoneNumberId } = number;
    const now = clock.now();
    const { alerts: pending, lastNotified, lookAt } = decideAlerts(state?.told ?? null, number, now);
    const seen = number.isActive ? toHealth(number) : (state?.seen ?? toHealth(number));
    const changes = state ? listChanges(state.seen, seen, now) : [];
    const seenDay = number.isActive ? toDay(now) : (state?.seenDay ?? '');
    const next: WatchStateRecord = {
      _id: toId(accountId, phoneNumberId),
      accountId,
      phoneNumberId,
      revision: (state?.revision ?? 0) + 1,
      state: number.state,
      told: lastNotified,
      pending,
      seen: { ...state?.seen, ...withoutNull(seen) } as WatchStateRecord['seen'],
      seenDay,
      changes,
      // Should this process end before the alerts are created, another finds them here.
      lookAt: pending.length + changes.length > 0 ? now : lookAt,
    };
    if (state && isSame(state, next)) return true;
    if (seenDay && (seenDay !== state?.seenDay || changes.length > 0)) {
      await health.keepValues(accountId, phoneNumberId, seenDay, seen);
    }
    if (!(await store(next, state))) return false;
    await carryOut(next);
    return true;
  }

  async function store(next: WatchStateRecord, state: WatchStateRecord | undefined): Promise<boolean> {
    try {
      if (!state) await states.create(next);
      else {
        const { _id, ...fields } = next;
        const { matchedCount } = await states.updateOne({ _id, revision: state.revision }, { $set: fields });
        return matchedCount === 1;
      }
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async function evaluateOnce(accountId: string): Promise<boolean> {
    // First what was announced, then how it is: while the revision holds, the numbers are not older than it.
    const before = await states.find({ accountId }).lean<WatchStateRecord[]>();
    for (const state of before) await carryOut(state);
    const byId = new Map(before.map((state) => [state.phoneNumberId, state]));
    let isSettled = true;
    for (const number of await numbers.list(accountId)) {
      isSettled = (await evaluateNumber(accountId, number, byId.get(number.phoneNumberId))) && isSettled;
    }
    return isSettled;
  }

  async function evaluate(accountId: string): Promise<void> {
    for (let tries = 0; tries < maxEvaluationTries; tries += 1) if (await evaluateOnce(accountId)) return;
  }

  return {
    evaluate,

    /** Evaluates numbers whose time has come although nothing happened. */
    async runDue(): Promise<void> {
      const due = await states
        .find({ lookAt: { $lte: clock.now() } }, { accountId: 1 })
        .limit(evaluationsARun)
        .lean<WatchStateRecord[]>();
      for (const accountId of new Set(due.map((state) => state.accountId))) await evaluate(accountId);
    },

    async countByState(): Promise<Map<string, number>> {
      const rows = await states.aggregate<{ _id: string; count: number }>([
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map((row) => [row._id, row.count]));
    },
  };
}

const withoutNull = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<T>;

function isSame(state: WatchStateRecord, next: WatchStateRecord): boolean {
  const facts = ({ told: lastNotified, seen, seenDay, lookAt, state: is }: WatchStateRecord) =>
    JSON.stringify([lastNotified, seen, seenDay, lookAt ?? null, is]);
  return next.pending.length === 0 && next.changes.length === 0 && facts(state) === facts(next);
}
export type EvaluationService = ReturnType<typeof createEvaluationService>;
