import type { GraphClient } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { createBillingService } from './billing/billing.service.js';
import { createDoctorService, type DoctorDeps } from './doctor/doctor.service.js';
import { fixClaimModel } from './fix.model.js';
import { createFixClaims } from './fixClaims.js';
import { noticeModel } from './notice.model.js';
import { createNoticeService } from './notice.service.js';
import { createNumberService, type NumberServiceDeps } from './number.service.js';
import { createNumberCheckService, type NumberCheckDeps } from './numberCheck.service.js';
import { numbersRoutes } from './numbers.routes.js';
import { createNumberWatchService } from './numberWatch.service.js';
import { phoneNumberModel } from './phoneNumber.model.js';
import { createPhoneSyncService } from './phoneSync.service.js';
import { createProveService, type ProveDeps } from './prove.service.js';
import { createRegistrationService } from './registration.service.js';
import { createRegistrationStore } from './registrationStore.js';
import { noticeRoutes, settingsRoutes } from './settings.routes.js';
import { createSettingsService } from './settings.service.js';
import { testMessageModel } from './testMessage.model.js';
import type { TokenVault } from './tokenVault.js';

/** The collections of the numbers. Made before their indexes are built. */
export const numberModels = (connection: Connection) => ({
  numbers: phoneNumberModel(connection),
  notices: noticeModel(connection),
  fixClaims: fixClaimModel(connection),
  testMessages: testMessageModel(connection),
});

export interface NumbersDeps
  extends Pick<NumberCheckDeps, 'onFix' | 'switchOff'>,
    Pick<DoctorDeps, 'onRun' | 'place' | 'takeCalls'>,
    Pick<ProveDeps, 'lastWroteAt'> {
  models: ReturnType<typeof numberModels>;
  accounts: Pick<Accounts, 'accounts' | 'audit' | 'requireMay'>;
  graph: GraphClient;
  vault: TokenVault;
  appId: string;
  rateLimits: RateLimits;
  clock: Clock;
  logger: Logger;
  /** How many free replies of each number were seen in a month. */
  countFreeReplies: NonNullable<NumberServiceDeps['countFreeReplies']>;
  /** What is known of a number changed, and so may have what can be done with it. */
  onChanged: (accountId: string) => void;
  /** Something about a number changed that only who looks at it wants to know. */
  onShownChanged: (accountId: string) => void;
}

/** Wires the numbers: what is known of each, its checks, its doctor, and what mends it. */
export function createNumbers(deps: NumbersDeps) {
  const { models, accounts: people, graph, vault, appId, rateLimits, clock, logger, onChanged, onFix } = deps;
  const { accounts, audit, requireMay } = people;
  const numbers = createNumberService({
    ...{ ...models, vault, clock },
    countFreeReplies: deps.countFreeReplies,
    onLearned: onChanged,
  });
  const billing = createBillingService({ model: models.numbers, numbers, graph, clock, onChanged });
  const fixes = createFixClaims(models.fixClaims, clock);
  const shared = { numbers, graph, rateLimits, clock, appId, fixes, onChanged, onFix };

  const schedule = createNumberWatchService({ ...models, clock });
  const checks = createNumberCheckService({
    ...{ ...shared, switchOff: deps.switchOff, askSoon: schedule.askSoon },
    askCosts: (waba) => billing.ask(waba),
  });
  const registrationStore = createRegistrationStore({ ...models, vault, clock });
  const registration = createRegistrationService({
    ...{ ...shared, store: registrationStore, audit },
    afterFix: checks.afterFix,
  });
  const prove = createProveService({ ...shared, tests: models.testMessages, lastWroteAt: deps.lastWroteAt });
  const doctor = createDoctorService({
    ...{ ...shared, billing, place: deps.place },
    ...{ takeCalls: deps.takeCalls, onRun: deps.onRun },
  });
  const phoneSync = createPhoneSyncService({
    ...{ model: models.numbers, numbers, graph, clock, logger },
    onChanged: deps.onShownChanged,
  });
  const settings = createSettingsService({ ...shared, accounts, audit });
  const notices = createNoticeService({ ...models, numbers, onChanged });

  return {
    ...{ numbers, checks, registrationStore, prove, doctor, phoneSync, notices, schedule, billing },
    routes: {
      numbers: numbersRoutes({ registration, prove, requireMay }),
      settings: settingsRoutes(numbers, settings, requireMay),
      notices: noticeRoutes(notices, requireMay),
    },
  };
}
export type Numbers = ReturnType<typeof createNumbers>;
