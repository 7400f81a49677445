import type { WebhookUpdate } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { AddressBookService } from '../inbox/addressBook.service.js';
import type { PreferenceService } from '../inbox/preferences/preference.service.js';
import type { ReceiveService } from '../inbox/receiving/receive.service.js';
import type { LiveAccounts } from '../numbers/liveAccounts.js';
import type { NoticeService } from '../numbers/notice.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import { type Clock, days, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { createArrivals } from './arrival.js';
import { deliveryModel, deliveryWriterModel } from './delivery.model.js';
import { createDeliveryLog } from './deliveryLog.js';
import { eraseFromDeliveries, eraseFromQuarantine, type Traces } from './eraseDeliveries.js';
import { createInboxIntake, type InboxIntakeDeps } from './inboxIntake.js';
import { noticesOutliveDeliveriesMs } from './lifetimes.js';
import { createNumberActivity } from './numberActivity.js';
import { createProjectBatch } from './projectBatch.js';
import { createProjection } from './projection.js';
import type { AccountListener, OwnStatusListener } from './projection.types.js';
import { createProjector } from './projector.js';
import { quarantineModel } from './quarantine.model.js';
import { createQuarantineService, type QuarantineService } from './quarantine.service.js';
import { createQuarantineStore } from './quarantineStore.js';
import { createSetAside } from './setAside.js';
import { createUpdateRouter } from './updateRouter.js';
import { createWebhookReceiver } from './webhook.receiver.js';

export const webhookModels = (connection: Connection) => ({
  deliveries: deliveryModel(connection),
  writers: deliveryWriterModel(connection),
  quarantine: quarantineModel(connection),
});

export interface WebhooksDeps {
  models: ReturnType<typeof webhookModels>;
  numbers: NumberRepository;
  liveAccounts: LiveAccounts;
  evidence: NumberEvidence;
  notices: NoticeService;
  /** Called in this order with news of WhatsApp accounts. */
  accountListeners: readonly AccountListener[];
  ownStatus: OwnStatusListener;
  noteBilled: InboxIntakeDeps['noteBilled'];
  receive: ReceiveService;
  addressBook: AddressBookService;
  preferences: PreferenceService;
  appSecret: string;
  isDatabaseThere: () => Promise<boolean>;
  keepDeliveriesDays: number;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  noteUnknown: (update: WebhookUpdate) => void;
  timeouts: DeliveryTimeouts | undefined;
}

/** Milliseconds until the body of a delivery has come, and until it is stored; absent, the usual ones. */
export interface DeliveryTimeouts {
  bodyMs?: number | undefined;
  appendMs?: number | undefined;
}

export function createWebhooks(deps: WebhooksDeps) {
  const { models, numbers, liveAccounts, evidence, notices, events, metrics, clock, logger } = deps;
  const activity = createNumberActivity({ evidence, clock, events });
  const intake = createInboxIntake({
    inbox: deps.receive,
    addressBook: deps.addressBook,
    preferences: deps.preferences,
    notices,
    noteBilled: deps.noteBilled,
    activity,
    metrics,
  });
  const kept = createQuarantineStore(models.quarantine, numbers);
  const route = createUpdateRouter({
    liveAccounts,
    intake,
    accountListeners: deps.accountListeners,
    ownStatus: deps.ownStatus,
    quarantine: kept,
    activity,
    metrics,
  });
  const quarantine = createQuarantineService({ quarantine: models.quarantine, numbers, liveAccounts, route, logger });
  const projection = createProjection({ route, quarantine: kept, noteUnknown: deps.noteUnknown, metrics });
  const announceArrival = createArrivals({ liveAccounts, inbox: deps.receive });
  const log = createDeliveryLog({
    deliveries: models.deliveries,
    clock,
    timeoutMs: deps.timeouts?.appendMs,
    onArrived: (delivery, durable) => {
      const { isCrowd } = projector.add(delivery);
      if (!isCrowd) void announceArrival(delivery, durable);
    },
  });
  const projectBatch = createProjectBatch({
    projection,
    setAside: createSetAside({ liveAccounts, keep: kept.keep }),
    isDatabaseThere: deps.isDatabaseThere,
    logger,
  });
  const projector = createProjector({ log, writers: models.writers, projectBatch, metrics, clock, logger });
  const receiver = createWebhookReceiver({
    appSecret: deps.appSecret,
    log,
    metrics,
    logger,
    timeoutMs: deps.timeouts?.bodyMs,
  });

  subscribe(events, quarantine);
  return {
    receiver,
    /** Erases numbers from what Meta sent; idempotent. @returns counts of what it touched. */
    erase: {
      deliveries: (traces: Traces) => eraseFromDeliveries(models.deliveries, traces),
      quarantine: (accountId: string, ids: Parameters<typeof eraseFromQuarantine>[2]) =>
        eraseFromQuarantine(models.quarantine, accountId, ids),
    },
    quarantine,
    projector,
    /** Of whichever version: each keeps deliveries. */
    processes: { id: log.writer, findLive: projector.findLiveWriters },
    async sweep(): Promise<void> {
      const keptSince = later(clock.now(), -days(deps.keepDeliveriesDays));
      await log.removeBefore(keptSince);
      await kept.removeBefore(keptSince);
      await notices.removeBefore(later(keptSince, -noticesOutliveDeliveriesMs));
      await projector.sweep(keptSince);
    },
  };
}

function subscribe(events: DomainEvents, quarantine: QuarantineService): void {
  // Something may wait for a number that came back. A job retries what fails here.
  events.on('numbers.changed', ({ accountId }) => quarantine.replay(accountId));
}

export type Webhooks = ReturnType<typeof createWebhooks>;
