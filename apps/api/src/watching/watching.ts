import type { AccountUpdate } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import { isTold, newsKeyOf } from '../alerts/accountNews.js';
import type { AlertService } from '../alerts/alert.service.js';
import type { TrafficService } from '../inbox/traffic.service.js';
import type { BillingService } from '../numbers/billing/billing.service.js';
import { phoneNamedBy, samePhone } from '../numbers/namedPhone.js';
import { noticeWords } from '../numbers/noticeWords.js';
import type { NumberService } from '../numbers/number.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { NumberWatchService } from '../numbers/numberWatch.service.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { CallBudget } from './callBudget.js';
import { createChecksService } from './checks.service.js';
import { healthModel } from './health.model.js';
import { createHealthService } from './health.service.js';
import { createLookService } from './look.service.js';
import { createSilenceService } from './silence.service.js';
import { watchStateModel } from './watchState.model.js';

/** The collections of the watch. Made before their indexes are built. */
export const watchingModels = (connection: Connection) => ({
  states: watchStateModel(connection),
  health: healthModel(connection),
});

export interface WatchingDeps {
  models: ReturnType<typeof watchingModels>;
  numbers: NumberService;
  schedule: NumberWatchService;
  checks: NumberCheckService;
  billing: Pick<BillingService, 'ask'>;
  alerts: AlertService;
  traffic: TrafficService;
  /** Who of the account connected a number: it is no news to them. */
  connectedBy: (accountId: string, phoneNumberId: string) => Promise<string | undefined>;
  budget: CallBudget;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** Wires what watches over numbers that nobody is looking at. */
export function createWatching(deps: WatchingDeps) {
  const { models, numbers, alerts, metrics, clock, logger } = deps;
  const health = createHealthService({ ...models, numbers, clock });
  const looks = createLookService({
    ...{ ...models, numbers, alerts, health, clock },
    connectedBy: deps.connectedBy,
  });
  const checks = createChecksService(deps);
  const silence = createSilenceService({ ...deps, health, checks, look: looks.look });
  const running = new Set<Promise<void>>();
  /** Accounts whose numbers are being looked at, and those of them that changed again. */
  const looking = new Set<string>();
  const changedMeanwhile = new Set<string>();

  /** Something about an account's numbers changed. Not waited for; what fails here is found at the next check. */
  function onNumbersChanged(accountId: string): void {
    // Many changes at once are looked at once more, when the look that is under way is done.
    if (looking.has(accountId)) {
      changedMeanwhile.add(accountId);
      return;
    }
    looking.add(accountId);
    const work = Promise.all([looks.look(accountId), checks.planExpiring(accountId)])
      .then(() => undefined)
      .catch((error: unknown) => logger.warn({ err: error, accountId }, 'looking at numbers that changed failed'))
      .finally(() => {
        running.delete(work);
        looking.delete(accountId);
        if (changedMeanwhile.delete(accountId)) onNumbersChanged(accountId);
      });
    running.add(work);
  }

  /** Meta said something about a WhatsApp account: told to those who hold its numbers, and asked about at once. */
  async function onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
    const live = await numbers.liveOnWabas([update.wabaId]);
    const phone = phoneNamedBy(update);
    const isNamed = (one: { phoneNumberId: string; displayPhone: string }) =>
      one.phoneNumberId === update.phoneNumberId || (phone !== null && samePhone(one.displayPhone, phone));
    if (isTold(update)) {
      const { tone, title, text } = noticeWords(update.field, update.value);
      for (const accountId of new Set(live.map((number) => number.accountId))) {
        const key = newsKeyOf(update, receivedAt);
        const named = live.find((one) => one.accountId === accountId && isNamed(one));
        const phoneNumberId = named?.phoneNumberId;
        await alerts.tell({ accountId, key, kind: 'account_event', tone, title, text, phoneNumberId });
      }
    }
    await checks.onAccountUpdate(update);
    return live.length > 0;
  }

  return {
    health,
    onNumbersChanged,
    onAccountUpdate,
    checkDue: () => checks.runDue(),
    askAfterStart: () => checks.askAfterStart(),
    comeBack: () => checks.comeBack(),
    lookDue: () => looks.runDue(),
    countAndListen: () => silence.run(),

    async countNumbers(): Promise<void> {
      const counts = await looks.countByState();
      metrics.numbers.reset();
      for (const [state, count] of counts) metrics.numbers.set({ state }, count);
    },

    /** Forgets these numbers: their days, and how far their watch was. @returns how many days there were. */
    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      await models.states.deleteMany(ofNumbers);
      return (await models.health.deleteMany(ofNumbers)).deletedCount;
    },

    async sweep(): Promise<void> {
      await health.sweep();
    },

    /** Lets end what runs. */
    async drain(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
export type Watching = ReturnType<typeof createWatching>;
