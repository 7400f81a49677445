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
import { deliveryModel, deliveryWriterModel } from './delivery.model.js';
import { createDeliveryLog } from './deliveryLog.js';
import { eraseFromDeliveries, eraseFromQuarantine, type Traces } from './eraseDeliveries.js';
import { createProjection, type ProjectionDeps } from './projection.js';
import type { AccountListener, OwnStatusListener } from './projection.types.js';
import { createProjector } from './projector.js';
import { quarantineModel } from './quarantine.model.js';
import { createQuarantineService, type QuarantineService } from './quarantine.service.js';
import { createSetAside } from './setAside.js';
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
  /** Told of everything Meta says about accounts, in this order. */
  accountListeners: readonly AccountListener[];
  /** Statuses of messages that the inbox does not know. */
  ownStatus: OwnStatusListener;
  noteBilled: ProjectionDeps['noteBilled'];
  receive: ReceiveService;
  addressBook: AddressBookService;
  preferences: PreferenceService;
  appSecret: string;
  /** Whether the database answers right now. */
  isDatabaseThere: () => Promise<boolean>;
  keepDeliveriesDays: number;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  noteUnknown: (update: WebhookUpdate) => void;
  /** Milliseconds for the body of one delivery. */
  bodyTimeoutMs?: number | undefined;
  /** Milliseconds that storing one is waited for. */
  appendTimeoutMs?: number | undefined;
}

/** Wires what Meta tells us: received, kept, projected once; quarantine and replay. */
export function createWebhooks(deps: WebhooksDeps) {
  const { models, numbers, liveAccounts, evidence, notices, events, metrics, clock, logger } = deps;
  const projection = createProjection({
    liveAccounts,
    evidence,
    notices,
    accountListeners: deps.accountListeners,
    ownStatus: deps.ownStatus,
    noteBilled: deps.noteBilled,
    inbox: deps.receive,
    addressBook: deps.addressBook,
    preferences: deps.preferences,
    quarantine: { keep: (items) => quarantine.keep(items) },
    metrics,
    clock,
    events,
    noteUnknown: deps.noteUnknown,
  });
  const quarantine: QuarantineService = createQuarantineService({
    quarantine: models.quarantine,
    numbers,
    liveAccounts,
    place: projection.place,
    logger,
  });
  const log = createDeliveryLog({
    deliveries: models.deliveries,
    clock,
    timeoutMs: deps.appendTimeoutMs,
    onArrived: (delivery, durable) => {
      const { isCrowd } = projector.add(delivery);
      if (!isCrowd) void projection.tellArrival(delivery, durable);
    },
  });
  const projector = createProjector({
    log,
    writers: models.writers,
    projection,
    setAside: createSetAside({ liveAccounts, keep: quarantine.keep }),
    isDatabaseThere: deps.isDatabaseThere,
    metrics,
    clock,
    logger,
  });
  const receiver = createWebhookReceiver({
    appSecret: deps.appSecret,
    log,
    metrics,
    logger,
    ...(deps.bodyTimeoutMs === undefined ? {} : { timeoutMs: deps.bodyTimeoutMs }),
  });

  subscribe(events, quarantine);
  return {
    receiver,
    /** Takes numbers out of what Meta sent. Safe to run again. @returns how many deliveries and updates it touched. */
    erase: {
      deliveries: (traces: Traces) => eraseFromDeliveries(models.deliveries, traces),
      quarantine: (accountId: string, ids: Parameters<typeof eraseFromQuarantine>[2]) =>
        eraseFromQuarantine(models.quarantine, accountId, ids),
    },
    quarantine,
    projector,
    /** Removes what is older than it is kept. */
    async sweep(): Promise<void> {
      const keptSince = later(clock.now(), -days(deps.keepDeliveriesDays));
      await log.removeBefore(keptSince);
      await quarantine.removeBefore(keptSince);
      await notices.removeBefore(later(keptSince, -days(335)));
      await projector.sweep(keptSince);
    },
  };
}

/** What the webhooks listen to. */
function subscribe(events: DomainEvents, quarantine: QuarantineService): void {
  // A number may have come back to which something is waiting to be told. What fails is tried again by a job.
  events.on('numbers.changed', ({ accountId }) => quarantine.replay(accountId));
}

export type Webhooks = ReturnType<typeof createWebhooks>;
