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
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { oneAtATime } from '../platform/oneAtATime.js';
import type { CallBudget } from './callBudget.js';
import { type ChecksService, createChecksService } from './checks.service.js';
import { healthModel } from './health.model.js';
import { createHealthService } from './health.service.js';
import { createLookService, type LookService } from './look.service.js';
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
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** Wires what watches over numbers that nobody is looking at. */
export function createWatching(deps: WatchingDeps) {
  const { models, numbers, alerts, events, metrics, clock } = deps;
  const health = createHealthService({ ...models, numbers, clock });
  const looks = createLookService({
    ...{ ...models, numbers, alerts, health, clock },
    connectedBy: deps.connectedBy,
  });
  const checks = createChecksService(deps);
  const silence = createSilenceService({ ...deps, health, checks, look: looks.look });

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

  subscribe(events, { looks, checks });
  return {
    health,
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
  };
}

/** What the watch listens to. What fails is found at the next check. */
function subscribe(events: DomainEvents, { looks, checks }: { looks: LookService; checks: ChecksService }): void {
  const look = oneAtATime((accountId) => Promise.all([looks.look(accountId), checks.planExpiring(accountId)]));
  events.on('numbers.changed', ({ accountId }) => look(accountId));
}

export type Watching = ReturnType<typeof createWatching>;
