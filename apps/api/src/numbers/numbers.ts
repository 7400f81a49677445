import type { GraphClient } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { createAskAfterFix } from './afterFix.js';
import { createBillingService } from './billing/billing.service.js';
import { createCheckRuns } from './checkRuns.js';
import { type CheckSchedule, createCheckSchedule } from './checkSchedule.service.js';
import { createDoctorService } from './doctor/doctor.service.js';
import { MetaExamination } from './doctor/metaExamination.js';
import { MetaRounds, type MetaRoundsDeps } from './doctor/metaRounds.js';
import { type PublicAddress, toCallbackAddress } from './doctor/publicChecks.js';
import { fixClaimModel } from './fix.model.js';
import { createFixClaims } from './fixClaims.js';
import { FixReports } from './fixReports.js';
import { noticeModel } from './notice.model.js';
import { createNoticeService } from './notice.service.js';
import { NumberByToken } from './numberByToken.js';
import { createNumberCheckService } from './numberCheck.service.js';
import { NumberInquiry } from './numberInquiry.js';
import type { NumberRecords } from './numberRecords.js';
import { NumberRegistrar } from './numberRegistrar.js';
import { numbersRoutes } from './numbers.routes.js';
import { phoneNumberModel } from './phoneNumber.model.js';
import { createPhoneSyncService, type PhoneSyncService } from './phoneSync.service.js';
import { createPinService } from './pin.service.js';
import { createProveService } from './prove.service.js';
import { createRegistrationService } from './registration.service.js';
import { RegistrationRuns } from './registrationRuns.js';
import { createRegistrationStore } from './registrationStore.js';
import { noticeRoutes, settingsRoutes } from './settings.routes.js';
import { createSettingsService } from './settings.service.js';
import { testMessageModel } from './testMessage.model.js';
import { TestMessageStore } from './testMessage.store.js';
import { TestMessageSender, type TestMessageSenderDeps } from './testMessageSender.js';
import { createApplyTestStatus } from './testMessageStatus.js';
import type { TokenVault } from './tokenVault.js';
import { WebhookSubscriber, type WebhookSubscriberDeps } from './webhookSubscriber.js';

export const numberModels = (connection: Connection) => ({
  numbers: phoneNumberModel(connection),
  notices: noticeModel(connection),
  fixClaims: fixClaimModel(connection),
  testMessages: testMessageModel(connection),
});

export interface NumbersDeps {
  models: ReturnType<typeof numberModels>;
  /** What is kept of each number. It is made before those who listen to numbers and are asked here. */
  records: NumberRecords;
  accounts: Pick<Accounts, 'accounts' | 'audit' | 'mount'>;
  graph: GraphClient;
  vault: TokenVault;
  appId: string;
  address: PublicAddress;
  lastWroteAt: TestMessageSenderDeps['lastWroteAt'];
  takeCalls: MetaRoundsDeps['takeCalls'];
  switchOff: WebhookSubscriberDeps['switchOff'];
  rateLimits: RateLimits;
  clock: Clock;
  logger: Logger;
  events: DomainEvents;
}

/** Wires what is asked of Meta about numbers: checks, registration, the doctor, test messages, costs, notices. */
export function createNumbers(deps: NumbersDeps) {
  const { models, records, accounts: people, graph, appId, address, rateLimits, events, clock, logger } = deps;
  const { repository: numbers, evidence, liveAccounts, service } = records;
  const { accounts, audit, mount } = people;
  const fixes = createFixClaims(models.fixClaims, clock);
  const reports = new FixReports(events, clock);
  const schedule = createCheckSchedule({ ...models, clock });
  const billing = createBillingService({ model: models.numbers, numbers, graph, events, clock });

  const inquiry = new NumberInquiry({ numbers, evidence, graph, clock, appId });
  const askAfterFix = createAskAfterFix({ numbers, inquiry, schedule, events, clock });
  const checks = createNumberCheckService({
    forEachNumber: createCheckRuns({ numbers, service, evidence, reports, rateLimits, clock }),
    inquiry,
    subscriber: new WebhookSubscriber({ numbers, evidence, graph, clock, switchOff: deps.switchOff }),
    graph,
    fixes,
    askCosts: (waba) => billing.ask(waba),
    askAfterFix,
  });

  const registrationStore = createRegistrationStore({ ...models, vault: deps.vault, clock });
  const registrar = new NumberRegistrar({ graph, store: registrationStore, evidence, clock, appId });
  const runs = new RegistrationRuns({ numbers, service, fixes, reports, rateLimits, askAfterFix, clock });
  const registration = createRegistrationService({ runs, registrar, rateLimits });
  const pins = createPinService({ runs, registrar, store: registrationStore, service, audit, events });

  const tests = new TestMessageStore(models.testMessages, clock);
  const sender = new TestMessageSender({ tests, numbers, evidence, graph, lastWroteAt: deps.lastWroteAt, clock });
  const prove = createProveService({ numbers, tests, sender, fixes, reports, rateLimits, clock });

  const callbackAddress = toCallbackAddress(address.publicUrl);
  const examination = new MetaExamination({ numbers, evidence, graph, clock, appId, callbackAddress });
  const rounds = new MetaRounds({ examination, billing, takeCalls: deps.takeCalls });
  const doctor = createDoctorService({ numbers, service, rounds, address, rateLimits, clock, events });

  const byToken = new NumberByToken({ numbers, graph, clock, appId });
  const { connections } = records;
  const settings = createSettingsService({ byToken, connections, service, accounts, audit, rateLimits, events });
  const phoneSync = createPhoneSyncService({
    model: models.numbers,
    numbers,
    liveAccounts,
    graph,
    events,
    clock,
    logger,
  });
  const notices = createNoticeService({ ...models, numbers, events });

  subscribe(events, { phoneSync, schedule });
  return {
    checks,
    registrationStore,
    doctor,
    phoneSync,
    notices,
    schedule,
    billing,
    testMessages: tests,
    applyTestStatus: createApplyTestStatus({ tests, evidence, events }),
    routes: {
      numbers: numbersRoutes({ registration, pins, prove, mount }),
      settings: settingsRoutes(service, settings, mount),
      notices: noticeRoutes(notices, mount),
    },
  };
}

function subscribe(
  events: DomainEvents,
  { phoneSync, schedule }: { phoneSync: PhoneSyncService; schedule: CheckSchedule },
): void {
  events.on('numbers.connected', ({ accountId, phoneNumberIds }) => phoneSync.request(accountId, phoneNumberIds));
  // How they stand is asked now: the daily check may be a day away.
  events.on('numbers.resumed', ({ accountId, phoneNumberIds }) =>
    schedule.checkSoon(phoneNumberIds.map((phoneNumberId) => ({ accountId, phoneNumberId }))),
  );
}

export type Numbers = ReturnType<typeof createNumbers>;
