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
import { createEraseService } from './erase.service.js';
import { createGroupNames } from './groups/groupNames.service.js';
import { createComponents } from './identity/component.js';
import { identityFactModel } from './identity/identityFact.model.js';
import { createIdentityWords } from './identity/identityWords.js';
import { createPeopleService } from './identity/people.service.js';
import { createRearranging } from './identity/rearrange.js';
import { redirectModel } from './identity/redirect.model.js';
import { createRepairService, repairModel } from './identity/repair.service.js';
import { createInboxWrites } from './inboxWrites.js';
import { mediaModel } from './media/media.model.js';
import { gridFsStore } from './media/mediaStore.js';
import { messageModel } from './message.model.js';
import { preferenceModel } from './preferences/preference.model.js';
import { createPreferenceService } from './preferences/preference.service.js';
import { createConversationMemory } from './receiving/conversationMemory.js';
import { createOwnEchoes } from './receiving/ownEchoes.js';
import { createReceiveService } from './receiving/receive.service.js';
import { strayModel } from './receiving/stray.model.js';
import { createStrayService } from './receiving/stray.service.js';
import { createRecountService } from './recount.service.js';
import { createResponderService } from './responders/responder.service.js';
import { lifeSignModel } from './sending/lifeSign.js';
import { reactionModel } from './sending/reaction.model.js';
import { createTrafficService } from './traffic.service.js';

/** The collections of the inbox. Made before their indexes are built. */
export const inboxModels = (connection: Connection) => ({
  messages: messageModel(connection),
  conversations: conversationModel(connection),
  media: mediaModel(connection),
  strays: strayModel(connection),
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
  clock: Clock;
  events: DomainEvents;
  isHeard: (accountId: string) => boolean;
  liveAccounts: Pick<LiveAccounts, 'holdersOf'>;
}

/** Wires conversations and what comes into them. */
export function createInbox(deps: InboxDeps) {
  const { models, connection, events, clock, isHeard } = deps;
  const changes = createChangeService({ ...models, changes: models.changeRecords, events, clock, isHeard });
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
  const rearranging = createRearranging({
    ...{ ...models, recounts, changes, memory, addressBook, preferences, clock },
    keepPending: words.keepPending,
  });
  const people = createPeopleService({ ...models, components, words, rearranging, clock });
  const repair = createRepairService({ ...models, people, clock });
  const writes = createInboxWrites(models);
  const strayFacts = createStrayService({ ...models, writes, changes, recounts, clock });
  const ownEchoes = createOwnEchoes({ ...models, writes, recounts, changes });
  const groupNames = createGroupNames({ ...models, changes, liveAccounts: deps.liveAccounts });
  const receive = createReceiveService({
    ...models,
    ownEchoes,
    connection,
    changes,
    recounts,
    memory,
    addressBook,
    preferences,
    responders,
    people,
    events,
    clock,
  });
  const conversations = createConversationService({ ...models, changes, clock });
  const traffic = createTrafficService(models);
  const erase = createEraseService({ ...models, changes, memory, store: gridFsStore(connection) });
  const whoIsWho = { ...people, bringAlong: rearranging.bringAlong, repair: repair.run };
  return {
    changes,
    receive,
    ownEchoes,
    addressBook,
    preferences,
    conversations,
    strayFacts,
    traffic,
    groupNames,
    erase,
    whoIsWho,
  };
}
