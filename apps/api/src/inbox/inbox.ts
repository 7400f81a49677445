import type { InboxChange, MessageDto } from '@switchboard/contracts';
import type { Connection } from 'mongoose';
import type { NumberService } from '../numbers/number.service.js';
import type { Clock } from '../platform/clock.js';
import { phoneContactModel } from './addressBook.model.js';
import { createAddressBookService } from './addressBook.service.js';
import { changeModel } from './change.model.js';
import { createChangeService } from './change.service.js';
import { conversationModel } from './conversation.model.js';
import { createConversationService } from './conversation.service.js';
import { createEraseService } from './erase.service.js';
import { createGroupNames } from './groups/groupNames.service.js';
import { mediaModel } from './media/media.model.js';
import { gridFsStore } from './media/mediaStore.js';
import { messageModel } from './message.model.js';
import { preferenceModel } from './preferences/preference.model.js';
import { createPreferenceService } from './preferences/preference.service.js';
import { createConversationMemory } from './receiving/conversationMemory.js';
import { createReceiveService } from './receiving/receive.service.js';
import { strayModel } from './receiving/stray.model.js';
import { createStrayService } from './receiving/stray.service.js';
import { createRecountService } from './recount.service.js';
import { createResponderService } from './responders/responder.service.js';
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
  reactions: reactionModel(connection),
});
export type InboxModels = ReturnType<typeof inboxModels>;

export interface InboxDeps {
  models: InboxModels;
  connection: Connection;
  clock: Clock;
  publish: (accountId: string, change: InboxChange) => void;
  tellArrival: (accountId: string, message: MessageDto) => void;
  isHeard: (accountId: string) => boolean;
  onMedia: () => void;
  numbers: Pick<NumberService, 'holdersOf'>;
}

/** Wires conversations and what comes into them. */
export function createInbox(deps: InboxDeps) {
  const { models, connection, clock, publish, isHeard, tellArrival, onMedia } = deps;
  const changes = createChangeService({ ...models, changes: models.changeRecords, clock, publish, isHeard });
  const recounts = createRecountService(models);
  const memory = createConversationMemory();
  const addressBook = createAddressBookService({ ...models, changes });
  const preferences = createPreferenceService({ ...models, changes });
  const responders = createResponderService({ ...models, changes });
  const groupNames = createGroupNames({ ...models, changes, numbers: deps.numbers });
  const strayFacts = createStrayService({ ...models, changes, recounts, clock });
  const receive = createReceiveService({
    ...models,
    connection,
    changes,
    recounts,
    memory,
    addressBook,
    preferences,
    responders,
    clock,
    tellArrival,
    onMedia,
  });
  const conversations = createConversationService({ ...models, changes, clock });
  const traffic = createTrafficService(models);
  const erase = createEraseService({ ...models, changes, memory, store: gridFsStore(connection) });
  return { changes, receive, addressBook, preferences, groupNames, conversations, strayFacts, traffic, erase };
}
