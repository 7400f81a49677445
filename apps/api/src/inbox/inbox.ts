import type { Connection } from 'mongoose';
import type { LiveAccounts } from '../numbers/liveAccounts.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { phoneContactModel } from './addressBook.model.js';
import { createAddressBookService } from './addressBook.service.js';
import { changeModel, sweepModel } from './change.model.js';
import { createChangeService } from './change.service.js';
import { conversationModel } from './conversation.model.js';
import { createConversationService } from './conversation.service.js';
import type { EraseService } from './erase.service.js';
import { createConversationErasure } from './erasure/conversationErasure.js';
import { createFileErasure } from './erasure/fileErasure.js';
import { createMessageErasure } from './erasure/messageErasure.js';
import { createGroupNames } from './groups/groupNames.service.js';
import { createCarriedReadMarks } from './identity/carriedReadMarks.js';
import { createComponents } from './identity/component.js';
import { identityFactModel } from './identity/identityFact.model.js';
import { createIdentityWords } from './identity/identityWords.js';
import { createMergedThreads } from './identity/mergedThreads.js';
import { createMoves } from './identity/moves.js';
import { createPeopleService } from './identity/people.service.js';
import { createRearranging } from './identity/rearrange.js';
import { createRearranged } from './identity/rearranged.js';
import { redirectModel } from './identity/redirect.model.js';
import { createRepairService, repairModel } from './identity/repair.service.js';
import { createThreadWrites } from './identity/threadWrites.js';
import { createInboxWrites } from './inboxWrites.js';
import { mediaModel } from './media/media.model.js';
import type { MediaStore } from './media/mediaStore.js';
import { uploadTicketModel } from './media/uploadTicket.model.js';
import { messageModel } from './message.model.js';
import { preferenceModel } from './preferences/preference.model.js';
import { createPreferenceService } from './preferences/preference.service.js';
import { createArrivals } from './receiving/arrivals.js';
import { createConversationMemory } from './receiving/conversationMemory.js';
import { earlyEventModel } from './receiving/earlyEvent.model.js';
import { createEarlyEventService } from './receiving/earlyEvent.service.js';
import { createEarlyEventApplier } from './receiving/earlyEventApplier.js';
import { createEarlyEventTargets } from './receiving/earlyEventTargets.js';
import { createFollowUps } from './receiving/followUps.js';
import { createInboxReader } from './receiving/inboxReader.js';
import { createOwnEchoes } from './receiving/ownEchoes.js';
import { createQuotes } from './receiving/quotes.js';
import { createReceiveService } from './receiving/receive.service.js';
import { createReceiveBulk } from './receiving/receiveBulk.js';
import { createReceivedChanges } from './receiving/receivedChanges.js';
import { createRecountService } from './recount.service.js';
import { createResponderService } from './responders/responder.service.js';
import { lifeSignModel } from './sending/lifeSign.js';
import { reactionModel } from './sending/reaction.model.js';
import { createTrafficService } from './traffic.service.js';

/** Created before indexes are built. */
export const inboxModels = (connection: Connection) => ({
  messages: messageModel(connection),
  conversations: conversationModel(connection),
  media: mediaModel(connection),
  uploadTickets: uploadTicketModel(connection),
  earlyEvents: earlyEventModel(connection),
  phoneContacts: phoneContactModel(connection),
  preferences: preferenceModel(connection),
  changeRecords: changeModel(connection),
  sweeps: sweepModel(connection),
  reactions: reactionModel(connection),
  identityFacts: identityFactModel(connection),
  redirects: redirectModel(connection),
  repairs: repairModel(connection),
  lifeSigns: lifeSignModel(connection),
});
export type InboxModels = ReturnType<typeof inboxModels>;

export interface InboxDeps {
  models: InboxModels;
  connection: Connection;
  store: Pick<MediaStore, 'remove'>;
  clock: Clock;
  events: DomainEvents;
  hasListeners: (accountId: string) => boolean;
  liveAccounts: Pick<LiveAccounts, 'find'>;
}

export function createInbox(deps: InboxDeps) {
  const { models, connection, events, clock, hasListeners } = deps;
  const changes = createChangeService({ ...models, changes: models.changeRecords, events, clock, hasListeners });
  const recounts = createRecountService(models);
  const memory = createConversationMemory(clock);
  const preferences = createPreferenceService({ ...models, changes });
  const responders = createResponderService({ ...models, changes });
  const addressBook = createAddressBookService({
    ...models,
    changes,
    onJoined: (number, names) => people.join(number, names),
  });
  const components = createComponents(models);
  const words = createIdentityWords({ ...models, clock });
  const threads = createThreadWrites(models);
  const moves = createMoves({ ...models, keepPending: words.keepPending });
  const merged = createMergedThreads({ ...models, moves, recounts, changes, clock });
  const rearranging = createRearranging({
    threads,
    readMarks: createCarriedReadMarks({ ...models, threads }),
    moves,
    merged,
    rearranged: createRearranged({ ...models, threads, merged, recounts, addressBook, preferences, changes }),
    memory,
    clock,
  });
  const people = createPeopleService({ ...models, components, words, rearranging, clock });
  const repair = createRepairService({ ...models, people, clock });
  const writes = createInboxWrites(models);
  const targets = createEarlyEventTargets(models);
  const quotes = createQuotes({ ...models, writes });
  const apply = createEarlyEventApplier({ ...models, targets, quotes, recounts, changes, clock });
  const earlyEventService = createEarlyEventService({ ...models, targets, apply, clock });
  const ownEchoes = createOwnEchoes({ ...models, writes, recounts, changes });
  const groupNames = createGroupNames({ ...models, changes, liveAccounts: deps.liveAccounts });
  const receive = createReceiveService({
    reader: createInboxReader({ ...models, people }),
    bulk: createReceiveBulk({ ...models, connection }),
    changes: createReceivedChanges({ changes, recounts }),
    arrivals: createArrivals({ ...models, changes, memory, events, clock }),
    followUp: createFollowUps({ ...models, addressBook, ownEchoes, preferences, responders, events }),
    people,
    clock,
  });
  const conversations = createConversationService({ ...models, changes, writes, clock });
  const traffic = createTrafficService(models);
  const erase: EraseService = {
    files: createFileErasure({ ...models, store: deps.store }),
    messages: createMessageErasure(models),
    conversations: createConversationErasure({ ...models, memory, changes }),
  };
  const whoIsWho = { ...people, bringAlong: merged.bringAlong, repair: repair.run };
  return {
    changes,
    receive,
    ownEchoes,
    addressBook,
    preferences,
    conversations,
    earlyEventService,
    traffic,
    groupNames,
    erase,
    whoIsWho,
  };
}
