import type { GraphClient } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { createBillingService } from './billing/billing.service.js';
import { createDoctorService, type DoctorDeps } from './doctor/doctor.service.js';
import { fixClaimModel } from './fix.model.js';
import { createFixClaims } from './fixClaims.js';
import { noticeModel } from './notice.model.js';
import { createNoticeService } from './notice.service.js';
import type { NumberService } from './number.service.js';
import { createNumberCheckService, type NumberCheckDeps } from './numberCheck.service.js';
import { numbersRoutes } from './numbers.routes.js';
import { createNumberWatchService, type NumberWatchService } from './numberWatch.service.js';
import { phoneNumberModel } from './phoneNumber.model.js';
import { createPhoneSyncService, type PhoneSyncService } from './phoneSync.service.js';
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
  extends Pick<NumberCheckDeps, 'switchOff'>,
    Pick<DoctorDeps, 'place' | 'takeCalls'>,
    Pick<ProveDeps, 'lastWroteAt'> {
  models: ReturnType<typeof numberModels>;
  /** What is known of each. It is made before those who listen to numbers and whom these here ask. */
  numbers: NumberService;
  accounts: Pick<Accounts, 'accounts' | 'audit' | 'mount'>;
  graph: GraphClient;
  vault: TokenVault;
  appId: string;
  rateLimits: RateLimits;
  clock: Clock;
  logger: Logger;
  events: DomainEvents;
}

/** Wires the numbers: what is known of each, its checks, its doctor, and what mends it. */
export function createNumbers(deps: NumbersDeps) {
  const { models, numbers, accounts: people, graph, vault, appId, rateLimits, events, clock, logger } = deps;
  const { accounts, audit, mount } = people;
  const billing = createBillingService({ model: models.numbers, numbers, graph, events, clock });
  const fixes = createFixClaims(models.fixClaims, clock);
  const shared = { numbers, graph, rateLimits, clock, appId, fixes, events };

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
    takeCalls: deps.takeCalls,
  });
  const phoneSync = createPhoneSyncService({
    ...{ model: models.numbers, numbers, graph, events, clock, logger },
  });
  const settings = createSettingsService({ ...shared, accounts, audit });
  const notices = createNoticeService({ ...models, numbers, events });

  subscribe(events, { phoneSync, schedule });
  return {
    ...{ numbers, checks, registrationStore, prove, doctor, phoneSync, notices, schedule, billing },
    routes: {
      numbers: numbersRoutes({ registration, prove, mount }),
      settings: settingsRoutes(numbers, settings, mount),
      notices: noticeRoutes(notices, mount),
    },
  };
}

/** What the numbers listen to. */
function subscribe(
  events: DomainEvents,
  { phoneSync, schedule }: { phoneSync: PhoneSyncService; schedule: NumberWatchService },
): void {
  events.on('numbers.connected', ({ accountId, phoneNumberIds }) => phoneSync.request(accountId, phoneNumberIds));
  // How they stand is asked by itself. A day later it would be anyway.
  events.on('numbers.resumed', ({ accountId, phoneNumberIds }) =>
    schedule.checkSoon(phoneNumberIds.map((phoneNumberId) => ({ accountId, phoneNumberId }))),
  );
}

export type Numbers = ReturnType<typeof createNumbers>;
