import { metaCode } from '@switchboard/contracts';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { AccountService } from '../../accounts/account.service.js';
import type { AuditService } from '../../accounts/audit.service.js';
import type { NumberRepository } from '../../numbers/number.repository.js';
import type { NumberEvidence } from '../../numbers/numberEvidence.js';
import type { FileScanner } from '../../platform/clamd.js';
import type { Clock } from '../../platform/clock.js';
import type { DomainEvents } from '../../platform/domainEvents.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { ObjectStorage } from '../../platform/objectStorage.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationService } from '../conversation.service.js';
import type { InboxModels } from '../inbox.js';
import { createInboxWrites } from '../inboxWrites.js';
import { createMediaService, type MediaService } from '../media/media.service.js';
import { createMediaDownload } from '../media/mediaDownload.js';
import { createMediaFetcher } from '../media/mediaFetcher.js';
import { createMediaNews } from '../media/mediaNews.js';
import { createMediaOutbound } from '../media/mediaOutbound.js';
import { createMediaScan } from '../media/mediaScan.js';
import type { MediaStore } from '../media/mediaStore.js';
import { createMediaUpload } from '../media/mediaUpload.js';
import { createOrphans } from '../media/storage/orphans.js';
import { createSpareCopies } from '../media/storage/spareCopies.js';
import { marketing } from '../preferences/optOut.js';
import { createOptOutCheck } from '../preferences/optOutCheck.js';
import type { PreferenceService } from '../preferences/preference.service.js';
import type { OwnEchoes } from '../receiving/ownEchoes.js';
import { createControlCall } from '../responders/controlCall.js';
import { createControlLog } from '../responders/controlLog.js';
import { createThreadControl } from '../responders/threadControl.service.js';
import { createTemplateService } from '../templates/template.service.js';
import type { NumberAsked, OnDeadToken } from './deadToken.js';
import { createDrafts } from './draft.js';
import { createHeldService } from './held.service.js';
import { createLifeSign } from './lifeSign.js';
import { createMessageSender } from './messageSender.js';
import { createMessageSettlement } from './messageSettlement.js';
import { createMetaCalls } from './metaCalls.js';
import { createOutbox } from './outbox.js';
import type { QueuedRecord } from './outbox.types.js';
import { createReactionService } from './reaction.service.js';
import { createReactionSender } from './reactionSender.js';
import { createReadMarks, type ReadMarks } from './readMarks.service.js';
import { createRelease } from './release.js';
import { createSendService } from './send.service.js';
import { createSentMessages } from './sentMessages.js';
import { createThrottle } from './throttle.js';

export interface SendingDeps {
  models: InboxModels;
  store: MediaStore;
  /** Undefined where there is none. */
  objects: ObjectStorage | undefined;
  accounts: AccountService;
  numbers: NumberRepository;
  evidence: Pick<NumberEvidence, 'recordRefusal'>;
  conversations: ConversationService;
  changes: ChangeService;
  ownEchoes: Pick<OwnEchoes, 'joinEcho'>;
  preferences: Pick<PreferenceService, 'receive'>;
  audit: Pick<AuditService, 'record'>;
  graph: GraphClient;
  scanner?: FileScanner | undefined;
  rateLimits: RateLimits;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  events: DomainEvents;
}

export function createSending({ models, ...deps }: SendingDeps) {
  const { store, conversations, events, clock } = deps;
  const writes = createInboxWrites(models);
  /** A call that finds a token refused reports it for every number with that token. */
  const onDeadToken: OnDeadToken = async (number, askedAt, failure) => {
    if (failure.kind === 'token_invalid') await onRefusal(number, askedAt, failure);
  };
  const onRefusal = async (number: NumberAsked, askedAt: Date, failure: GraphFailure): Promise<void> => {
    if (!(await deps.evidence.recordRefusal(number, askedAt, failure))) return;
    events.emit('numbers.changed', { accountId: number.accountId });
  };
  const throttle = createThrottle(() => clock.now());
  const readMarks = createReadMarks({ ...deps, ...models, conversations: models.conversations, onDeadToken });
  const templates = createTemplateService({ ...deps, onDeadToken });
  const scan = createMediaScan(deps);
  const fetcher = createMediaFetcher({
    ...deps,
    media: models.media,
    download: createMediaDownload({ ...deps, onDeadToken }),
    scan,
    showState: createMediaNews({ ...deps, writes }),
  });
  const uploads = createMediaUpload({ ...deps, media: models.media, tickets: models.uploadTickets, scan });
  const sweepSpareCopies = createSpareCopies({ ...deps, media: models.media });
  const media = createMediaService({ media: models.media, store, uploads, fetcher });

  const learnOptOut = async (record: QueuedRecord, at: Date): Promise<void> => {
    const { accountId, phoneNumberId, conversationId } = record;
    const { waId, userId } = await conversations.find(accountId, conversationId);
    const contact = { ...(waId ? { waId } : {}), ...(userId ? { userId } : {}) };
    const said = { accountId, phoneNumberId, contact, category: marketing, value: 'stop' as const, at };
    await deps.preferences.receive([said], false);
  };

  const onFailure = async (record: QueuedRecord, askedAt: Date, failure: GraphFailure): Promise<void> => {
    await onRefusal(record, askedAt, failure);
    if (failure.code === metaCode.optedOut) await learnOptOut(record, askedAt);
  };

  const atMeta = createMediaOutbound({ ...deps, media: models.media });
  const lifeSign = createLifeSign({ ...deps, lifeSigns: models.lifeSigns });
  const settlement = createMessageSettlement({ ...deps, writes, media: atMeta });
  const calls = createMetaCalls({ ...deps, throttle, onFailure });
  const sender = createMessageSender({ ...deps, ...models, settlement, lifeSign, media: atMeta });
  const outbox = createOutbox({ ...deps, sender, calls, throttle });
  const reactionSender = createReactionSender({ ...deps, ...models, writes });
  const reactionOutbox = createOutbox({ ...deps, sender: reactionSender, calls, throttle });

  const reactions = createReactionService({ ...deps, reactions: models.reactions, writes, outbox: reactionOutbox });
  const optOuts = createOptOutCheck(templates);
  const drafts = createDrafts({ media: models.media, conversations, templates, optOuts });
  const sentMessages = createSentMessages({ ...deps, messages: models.messages, drafts, reactions });
  const release = createRelease({ ...deps, writes, outbox, readMarks });
  const send = createSendService({ ...deps, drafts, reactions, sentMessages, release });
  const threadControl = createThreadControl({
    conversations,
    callMeta: createControlCall(deps),
    keep: createControlLog({ ...deps, messages: models.messages, writes }),
    clock,
  });

  const held = createHeldService({ ...deps, writes, outbox });

  subscribe(events, { media, readMarks });
  return {
    send,
    threadControl,
    held,
    media,
    templates,
    readMarks,
    /** Before anything is sent, and every few seconds. */
    giveLifeSign: lifeSign.give,
    start() {
      lifeSign.begin();
      outbox.start();
      reactionOutbox.start();
      media.start();
    },
    async stop(): Promise<void> {
      await Promise.all([outbox.stop(), reactionOutbox.stop(), media.stop(), readMarks.drain()]);
    },
    async runDue(): Promise<void> {
      await Promise.all([outbox.runDue(), reactionOutbox.runDue(), media.runDue()]);
      await readMarks.drain();
    },
    sweepOrphans: createOrphans({ ...deps, media: models.media }),
    async sweep(): Promise<void> {
      await Promise.all([media.sweep(), sweepSpareCopies(), reactions.sweep()]);
    },
  };
}

function subscribe(events: DomainEvents, { media, readMarks }: { media: MediaService; readMarks: ReadMarks }): void {
  events.on('media.waiting', () => media.wake());
  events.on('conversation.opened', ({ accountId, conversationId, upTo }) =>
    readMarks.onOpened({ accountId, _id: conversationId }, upTo),
  );
  events.on('conversation.typing', ({ accountId, conversationId }) =>
    readMarks.onTyping({ accountId, _id: conversationId }),
  );
}
