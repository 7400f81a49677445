import type { Connection } from 'mongoose';
import type { AlertService } from '../alerts/alert.service.js';
import type { TrafficService } from '../inbox/traffic.service.js';
import type { BillingService } from '../numbers/billing/billing.service.js';
import type { CheckSchedule } from '../numbers/checkSchedule.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { NumberRecords } from '../numbers/numberRecords.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { oneAtATime } from '../platform/oneAtATime.js';
import { createAccountUpdates } from './accountUpdates.js';
import type { CallBudget } from './callBudget.js';
import { type CheckPlans, createCheckPlans } from './checkPlans.js';
import { createChecksService } from './checks.service.js';
import { countRestModel } from './countRest.model.js';
import { createDayCounts } from './dayCounts.service.js';
import { createEvaluationService, type EvaluationService } from './evaluation.service.js';
import { healthModel } from './health.model.js';
import { createHealthService } from './health.service.js';
import { createInactivityService } from './inactivity.service.js';
import { createTrafficRound } from './trafficRound.js';
import { watchStateModel } from './watchState.model.js';

export const monitoringModels = (connection: Connection) => ({
  states: watchStateModel(connection),
  health: healthModel(connection),
  rests: countRestModel(connection),
});

export interface MonitoringDeps {
  models: ReturnType<typeof monitoringModels>;
  records: NumberRecords;
  schedule: CheckSchedule;
  checks: NumberCheckService;
  billing: Pick<BillingService, 'ask'>;
  alerts: AlertService;
  traffic: TrafficService;
  connectedBy: (accountId: string, phoneNumberId: string) => Promise<string | undefined>;
  budget: CallBudget;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** Wires the monitoring of numbers. */
export function createMonitoring(deps: MonitoringDeps) {
  const { models, records, schedule, alerts, events, metrics, clock } = deps;
  const { repository: numbers, sealedTokens, service } = records;
  const health = createHealthService({ ...models, numbers, clock });
  const evaluations = createEvaluationService({
    states: models.states,
    numbers: service,
    alerts,
    health,
    clock,
    connectedBy: deps.connectedBy,
  });
  const checks = createChecksService(deps);
  const plans = createCheckPlans({ numbers, sealedTokens, schedule, clock });
  const inactivity = createInactivityService({ ...deps, health, checks });
  const counts = createDayCounts({ rests: models.rests, traffic: deps.traffic, health, clock });
  const { evaluate } = evaluations;
  const round = createTrafficRound({ schedule, counts, inactivity, evaluate, logger: deps.logger });

  subscribe(events, { evaluations, plans });
  return {
    health,
    onAccountUpdate: createAccountUpdates({ numbers, alerts, plans }),
    checkDue: () => checks.runDue(),
    askAfterStart: () => plans.planAfterStart(),
    comeBack: () => plans.planReopened(),
    lookDue: () => evaluations.runDue(),
    countAndListen: () => round.run(),

    async countNumbers(): Promise<void> {
      const counts = await evaluations.countByState();
      metrics.numbers.reset();
      for (const [state, count] of counts) metrics.numbers.set({ state }, count);
    },

    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      await models.states.deleteMany(ofNumbers);
      return (await models.health.deleteMany(ofNumbers)).deletedCount;
    },

    async sweep(): Promise<void> {
      await Promise.all([health.sweep(), counts.sweep()]);
    },
  };
}

/** What monitoring listens to. A handler that fails is made up for by the next check. */
function subscribe(
  events: DomainEvents,
  { evaluations, plans }: { evaluations: EvaluationService; plans: CheckPlans },
): void {
  const evaluate = oneAtATime((accountId) =>
    Promise.all([evaluations.evaluate(accountId), plans.planExpiring(accountId)]),
  );
  events.on('numbers.changed', ({ accountId }) => evaluate(accountId));
}

export type Monitoring = ReturnType<typeof createMonitoring>;
