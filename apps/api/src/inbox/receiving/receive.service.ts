import { type Connection, type Model, mongo } from 'mongoose';
import { type Clock, minutes } from '../../platform/clock.js';
import type { DomainEvents } from '../../platform/domainEvents.js';
import type { AddressBookService } from '../addressBook.service.js';
import type { ChangeRecord } from '../change.model.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { groupIdOf } from '../groups/group.js';
import type { Known, PeopleService } from '../identity/people.service.js';
import { isPlainRound, strangeIn } from '../identity/strange.js';
import { addressesOf, groupAddress, receivedMessageId, spellingsOf } from '../ids.js';
import { toConversationDto, toMessageDto } from '../inbox.dto.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import { withGivenNames, withOwnNames } from '../ownNames.js';
import type { PreferenceService } from '../preferences/preference.service.js';
import type { RecountService } from '../recount.service.js';
import { toldByLine } from '../responders/line.js';
import type { ResponderService } from '../responders/responder.service.js';
import type { ConversationMemory } from './conversationMemory.js';
import { lookFurther } from './lookFurther.js';
import { mediaOf } from './messageContent.mapper.js';
import type { OwnEchoes } from './ownEchoes.js';
import { planReceive } from './receive.js';
import type { KnownInbox, PlacedLine, PlacedUpdate, ReceivePlan, TouchedInbox } from './receive.types.js';
import { namesIn } from './receiveNames.js';
import { change, conversationFields, insert, messageFields, type Write } from './receiveWrites.js';
import { addName, type NamesByNumber, namedElsewhere, namesTaken, takenName } from './references.js';
import type { StrayRecord } from './stray.model.js';
import { keepOnce } from './waitingMedia.js';

type Document = mongo.Document;

export interface ReceiveDeps {
  connection: Connection;
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  media: Model<MediaRecord>;
  strays: Model<StrayRecord>;
  changes: ChangeService;
  changeRecords: Model<ChangeRecord>;
  recounts: RecountService;
  memory: ConversationMemory;
  addressBook: Pick<AddressBookService, 'name'>;
  ownEchoes: Pick<OwnEchoes, 'join'>;
  preferences: Pick<PreferenceService, 'settle'>;
  responders: Pick<ResponderService, 'markStandby'>;
  people: Pick<PeopleService, 'know' | 'forgetWaited'>;
  clock: Clock;
  events: DomainEvents;
}

export interface Received {
  fresh: number;
  repeated: number;
  /** By phone number id: when Meta last delivered a message of ours. */
  delivered: Map<string, Date>;
}

interface Told extends TouchedInbox {
  record: ChangeRecord;
}
/** What is stored about what can be placed. */
interface Looked extends Omit<Known, 'owners'> {
  known: KnownInbox;
  owners: Known['owners'] | undefined;
}
interface Outcome {
  plan: ReceivePlan;
  /** Everything is written. False: some of it, and it is to be done again. */
  isWhole: boolean;
}

/** A change names at most so many messages, so that one push stays small. */
const messagesAChange = 100;
const mostTries = 8;
/** Longer than Meta takes to deliver what it delivers for the first time. */
const mostRecentMs = minutes(1);

/**
 * Puts what Meta said into conversations and messages: reads what is stored about it, plans (`receive.ts`), and writes
 * everything, the numbered changes included, as one unordered bulk. Every part of it may be done again.
 */
export function createReceiveService(deps: ReceiveDeps) {
  const { connection, messages, conversations, media, strays, changes, changeRecords, recounts, memory, clock } = deps;
  const { addressBook, ownEchoes, people, preferences, responders, events } = deps;

  /**
   * Everything that is stored about what the updates name, in one round of questions.
   *
   * @param again they may be stored already.
   * @param owners ids of further conversations that messages belong to.
   */
  async function look(
    placed: readonly PlacedUpdate[],
    lines: readonly PlacedLine[],
    again: boolean,
    owners: Iterable<string> = [],
  ): Promise<KnownInbox> {
    const names = namesIn(placed, lines, again || isShared(placed));
    const [storedMessages, knownConversations, knownStrays] = await Promise.all([
      names.messages.length === 0
        ? []
        : (messages.collection.find({ $or: names.messages } as Document).toArray() as unknown as Promise<
            MessageRecord[]
          >),
      names.conversations.length === 0
        ? []
        : (conversations.collection.find({ $or: names.conversations } as Document).toArray() as unknown as Promise<
            ConversationRecord[]
          >),
      names.strays.length === 0
        ? []
        : (strays.collection.find({ $or: names.strays } as Document).toArray() as unknown as Promise<StrayRecord[]>),
    ]);
    const knownMessages = storedMessages.map((message) => withGivenNames(message));
    const here = new Set(knownConversations.map((conversation) => conversation._id));
    const wanted = [...knownMessages.map((message) => message.conversationId), ...owners];
    const missing = new Set(wanted.filter((id) => !here.has(id)));
    const accountId = { $in: [...new Set([...placed, ...lines].map((one) => one.accountId))] };
    const more =
      missing.size === 0
        ? []
        : await conversations.find({ _id: { $in: [...missing] }, accountId }).lean<ConversationRecord[]>();
    const known = { messages: knownMessages, conversations: [...knownConversations, ...more], strays: knownStrays };
    const further = await lookFurther(messages, placed, known);
    if (further.length === 0) return known;
    return { ...known, messages: [...knownMessages, ...further.map(withGivenNames)] };
  }

  /** The same, when it is clear who is who. Where that does not follow from what is stored, it is seen to first. */
  async function lookWho(
    placed: readonly PlacedUpdate[],
    lines: readonly PlacedLine[],
    again: boolean,
  ): Promise<Looked> {
    const known = await look(placed, lines, again);
    // A call tells who somebody is as a message does.
    const told = lines.length === 0 ? placed : [...placed, ...lines.map(toldByLine)];
    const strange = strangeIn(told, known.conversations);
    const who = isPlainRound(strange) ? null : await people.know(told, strange);
    if (!who) return { placed, known, owners: undefined, waited: [] };
    const messagesOnly = who.placed.filter(({ lineId }) => lineId === undefined);
    return { ...who, placed: messagesOnly, known: await look(messagesOnly, lines, again, who.owners.values()) };
  }

  /**
   * Names of what the updates tell that other accounts have in use, who had the number before. Of their rows nothing is
   * asked but that they are there: each would refuse the write of ours.
   */
  async function takenByOthers(placed: readonly PlacedUpdate[]): Promise<ReadonlySet<string>> {
    const names: NamesByNumber = new Map();
    for (const { accountId, update } of placed) {
      if (update.kind !== 'status') addName(names, accountId, update.phoneNumberId, update.message.id);
    }
    if (names.size === 0) return new Set();
    const others = await messages.collection
      .find({ $or: namedElsewhere(names) } as Document)
      .project<Pick<MessageRecord, '_id' | 'phoneNumberId' | 'wamid' | 'wamidKey'>>({
        phoneNumberId: 1,
        wamid: 1,
        wamidKey: 1,
      })
      .toArray();
    return namesTaken(names, others);
  }

  const namespaceOf = (model: { collection: { collectionName: string } }) =>
    `${connection.name}.${model.collection.collectionName}`;

  function writesOf(plan: ReceivePlan, taken: ReadonlySet<string> = new Set()): Write[] {
    const isTaken = ({ phoneNumberId, wamid }: MessageRecord) =>
      taken.size > 0 && wamid !== undefined && taken.has(takenName(phoneNumberId, wamid));
    return [
      ...plan.newMessages.map((message) =>
        insert(namespaceOf(messages), isTaken(message) ? withOwnNames(message) : message),
      ),
      ...change(namespaceOf(messages), plan.changedMessages, messageFields),
      ...plan.newConversations.map((conversation) => insert(namespaceOf(conversations), conversation)),
      ...change(namespaceOf(conversations), plan.changedConversations, conversationFields),
      ...plan.newStrays.map((stray) => insert(namespaceOf(strays), stray)),
    ];
  }

  /** Not before what they say is in its message: a write that came too late would find them gone. */
  async function forgetStrays({ usedStrayIds }: ReceivePlan): Promise<void> {
    if (usedStrayIds.length > 0) await strays.deleteMany({ _id: { $in: usedStrayIds } });
  }

  /** The numbered changes that tell the browsers, with the states they show. Their writes come after all others. */
  async function changesOf(plan: ReceivePlan) {
    const result: Told[] = [];
    for (const [accountId, touched] of plan.touched) {
      let seq = await changes.nextSeq(accountId);
      for (const part of partsOf(touched)) {
        const record = changes.recordOf(accountId, seq, {
          messageIds: part.messages.map((message) => message._id),
          conversationIds: part.conversations.map((conversation) => conversation._id),
          refilledIds: part.refilled,
        });
        result.push({ ...part, record });
        seq += 1;
      }
    }
    return result;
  }

  async function receiveFirst(placed: readonly PlacedUpdate[], lines: readonly PlacedLine[]): Promise<Outcome> {
    const looked = await lookWho(placed, lines, false);
    const taken = isShared(placed) ? await takenByOthers(looked.placed) : undefined;
    const plan = planReceive(looked.placed, looked.known, clock.now(), false, lines, looked.owners, taken);
    const writes = [...writesOf(plan, taken), ...plan.newMedia.map((file) => insert(namespaceOf(media), file))];
    const told = await changesOf(plan);
    const all = [...writes, ...told.map(({ record }) => insert(namespaceOf(changeRecords), record))];
    if (all.length === 0) {
      await people.forgetWaited(looked.waited);
      return { plan, isWhole: true };
    }
    const { failed, changed } = await write(all);
    const expected = plan.changedMessages.length + plan.changedConversations.length;
    // Not whole: somebody else changed one of these documents in between. The browsers hear of it when it is.
    const isWhole = changed === expected && ![...failed].some((index) => index < writes.length);
    for (const [index, one] of told.entries()) await settle(one, !failed.has(writes.length + index), isWhole);
    if (isWhole) {
      remember(plan);
      await forgetStrays(plan);
      await people.forgetWaited(looked.waited);
      await countAnew(plan);
    }
    return { plan, isWhole };
  }

  /** What is known of a call has changed, and so may have what is unread: mostly there is nothing to count. */
  async function countAnew(plan: ReceivePlan): Promise<void> {
    const { recount } = plan;
    if (recount.size === 0) return;
    await recounts.recountAll([...recount]);
    // A call that came and was missed at once is new in the same work.
    const changed = [...plan.changedConversations, ...plan.changedMessages].map(({ after }) => after);
    const touched = [...changed, ...plan.newConversations, ...plan.newMessages];
    for (const accountId of new Set(touched.map((one) => one.accountId))) {
      const ids = touched
        .filter((one) => one.accountId === accountId)
        .map((one) => ('conversationId' in one ? one.conversationId : one._id))
        .filter((id) => recount.has(id));
      await changes.announce(accountId, { messageIds: [], conversationIds: [...new Set(ids)] });
    }
  }

  /**
   * A plain message in a conversation that is there, as it is going to be stored. What is about another message, or
   * answers one, is told when that has been looked up.
   *
   * @returns what tells the browsers; null when it is anything else, or none is there.
   */
  async function arrival(placed: PlacedUpdate): Promise<(() => void) | null> {
    const { accountId, arrivedAt, update } = placed;
    if (update.kind !== 'message' || !changes.isHeard(accountId)) return null;
    const { contact, message, phoneNumberId } = update;
    if (message.context?.repliesTo || message.content.type === 'system') return null;
    // Meta repeats itself: soon, which is remembered, or after it was not answered for a while.
    if (arrivedAt.getTime() - message.timestamp.getTime() > mostRecentMs) return null;
    if (memory.hasMessage(accountId, receivedMessageId(phoneNumberId, message.id))) return null;
    const groupId = groupIdOf(update);
    const addresses = groupId ? [groupAddress(groupId)] : addressesOf(contact);
    const conversationId =
      memory.conversationIdOf(accountId, phoneNumberId, addresses) ?? (await conversationOf(placed, addresses));
    if (!conversationId) return null;
    // Of the conversation nothing but its id is in a message.
    const conversation: ConversationRecord = {
      ...{ _id: conversationId, accountId, phoneNumberId, addresses },
      ...{ searchKey: '', lastActivityAt: message.timestamp, unread: 0, revision: 0 },
    };
    const known = { conversations: [conversation], messages: [], strays: [] };
    const [planned] = planReceive([placed], known, clock.now(), false).newMessages;
    if (!planned) return null;
    // Whatever is known of it by then is newer.
    const dto = { ...toMessageDto(planned), revision: 0 };
    // Losing it loses nothing: the message comes with its change once more.
    return () => events.emit('message.arrived', { accountId, message: dto });
  }

  /** The conversation that all of its addresses lead to; null when that is not plain. */
  async function conversationOf(placed: PlacedUpdate, addresses: readonly string[]): Promise<string | null> {
    const { accountId, update } = placed;
    const { phoneNumberId } = update;
    const names = {
      waId: 1,
      userId: 1,
      accountId: 1,
      phoneNumberId: 1,
      addresses: 1,
      since: 1,
      unsettledAt: 1,
    } as const;
    const found = await conversations
      .find({ accountId, phoneNumberId, addresses: { $in: addresses.flatMap(spellingsOf) } }, names)
      .limit(2)
      .lean<ConversationRecord[]>();
    memory.keep(found);
    return isPlainRound(strangeIn([placed], found)) ? (found[0]?._id ?? null) : null;
  }

  function remember(plan: ReceivePlan): void {
    memory.keep([...plan.newConversations, ...plan.changedConversations.map((one) => one.after)]);
    // Meta repeats what is new. Thousands of the past at once would push those out.
    memory.keepMessages(plan.newMessages.filter((message) => !message.isPast));
  }

  /**
   * Tells the browsers of the account, where any are there.
   *
   * @param isNumbered whether the change was stored under its number; if not, it gets the next one.
   */
  async function settle({ record: planned, ...touched }: Told, isNumbered: boolean, isTold: boolean): Promise<void> {
    const { accountId } = planned;
    if (isNumbered) changes.stored(planned);
    else changes.taken(accountId);
    if (!isTold) return;
    const record = isNumbered ? planned : await changes.append(accountId, planned);
    if (!changes.isHeard(accountId)) return;
    changes.publish(record, {
      messages: touched.messages.map(toMessageDto),
      conversations: touched.conversations.map(toConversationDto),
      refilled: touched.refilled,
    });
  }

  /** The same over what a first time may have left half done. What it finds is told once more: twice is harmless, never is not. */
  async function receiveAgain(placed: readonly PlacedUpdate[], lines: readonly PlacedLine[]): Promise<Outcome> {
    const looked = await lookWho(placed, lines, true);
    const taken = await takenByOthers(looked.placed);
    const plan = planReceive(looked.placed, looked.known, clock.now(), true, lines, looked.owners, taken);
    const writes = writesOf(plan, taken);
    const { failed, changed } = writes.length > 0 ? await write(writes) : { failed: new Set<number>(), changed: 0 };
    const expected = plan.changedMessages.length + plan.changedConversations.length;
    if (failed.size > 0 || changed !== expected) return { plan, isWhole: false };
    await forgetStrays(plan);
    await people.forgetWaited(looked.waited);
    await recounts.recountAll([...plan.recount]);
    for (const [accountId, touched] of plan.touched) {
      for (const part of partsOf(touched)) {
        await changes.announce(accountId, {
          messageIds: part.messages.map((message) => message._id),
          conversationIds: [
            ...new Set([
              ...part.conversations.map((conversation) => conversation._id),
              ...part.messages.map((message) => message.conversationId),
              ...part.refilled,
            ]),
          ],
          refilledIds: part.refilled,
        });
      }
    }
    await keepOnce(media, plan.newMedia);
    return { plan, isWhole: true };
  }

  /** All that a first time may have begun and not named. */
  function touchedIn({ recount, touched }: ReceivePlan): Promise<ConversationRecord[]> {
    const ids = [...touched.values()].flatMap((one) => one.conversations.map(({ _id }) => _id));
    return conversations.find({ _id: { $in: [...recount, ...ids] } }).lean<ConversationRecord[]>();
  }

  /** @returns the places of the writes that a unique index refused, and how many documents were changed. */
  async function write(models: Write[]): Promise<{ failed: Set<number>; changed: number }> {
    try {
      const result = await connection.getClient().bulkWrite(models, { ordered: false });
      return { failed: new Set(), changed: result.modifiedCount };
    } catch (error) {
      if (!(error instanceof mongo.MongoClientBulkWriteError) || error.writeConcernErrors.length > 0) throw error;
      const refusals = [...error.writeErrors];
      if (refusals.length === 0 || refusals.some(([, { code }]) => code !== 11000)) throw error;
      return { failed: new Set(refusals.map(([index]) => index)), changed: error.partialResult?.modifiedCount ?? 0 };
    }
  }

  return {
    arrival,

    /**
     * @param again the updates may have been received before, in part or as a whole.
     * @throws whatever the database throws; the same call may then be made again, with `again`.
     */
    async receive(
      placed: readonly PlacedUpdate[],
      again: boolean,
      lines: readonly PlacedLine[] = [],
    ): Promise<Received> {
      let outcome = await (again ? receiveAgain(placed, lines) : receiveFirst(placed, lines));
      const { fresh, repeated, delivered } = outcome.plan;
      for (let tries = 1; !outcome.isWhole; tries += 1) {
        if (tries > mostTries) throw new Error(`what Meta said could not be stored in ${mostTries} tries`);
        outcome = await receiveAgain(placed, lines);
        again = true;
      }
      for (const echo of outcome.plan.ownEchoes) await ownEchoes.join(echo);
      const mayBeNamed = again ? await touchedIn(outcome.plan) : withNewAddress(outcome.plan);
      await addressBook.name(mayBeNamed, again);
      await preferences.settle(mayBeNamed, again);
      if (lines.some(({ update }) => update.kind === 'handover'))
        await responders.markStandby(handedOver(outcome.plan));
      const isFile = placed.some(({ update }) => update.kind !== 'status' && mediaOf(update.message.content));
      if (isFile || outcome.plan.newMedia.length > 0) events.emit('media.waiting', {});
      return { fresh, repeated, delivered };
    },
  };
}
export type ReceiveService = ReturnType<typeof createReceiveService>;

/** Whether any of it is about a number that another account has had. */
const isShared = (placed: readonly PlacedUpdate[]): boolean =>
  placed.some(({ sharedSince }) => sharedSince !== undefined);

/** Conversations in which somebody else answers, as far as anything was said of it. */
const handedOver = ({ newConversations, changedConversations, touched }: ReceivePlan): ConversationRecord[] => {
  const all = [
    ...newConversations,
    ...changedConversations.map(({ after }) => after),
    ...[...touched.values()].flatMap(({ conversations }) => conversations),
  ];
  return [...new Map(all.filter(({ responder }) => responder).map((one) => [one._id, one])).values()];
};

/** Conversations whose customer may have a name in an address book that they do not have yet. */
const withNewAddress = ({ newConversations, changedConversations }: ReceivePlan): ConversationRecord[] => [
  ...newConversations,
  ...changedConversations.filter(({ before, after }) => before.addresses !== after.addresses).map(({ after }) => after),
];
/** Every part has at most so many of each. */
function* partsOf({ messages, conversations, refilled }: TouchedInbox): Generator<TouchedInbox> {
  const most = Math.max(messages.length, conversations.length, refilled.length);
  const parts = Math.max(1, Math.ceil(most / messagesAChange));
  for (let part = 0; part < parts; part += 1) {
    const [from, to] = [part * messagesAChange, (part + 1) * messagesAChange];
    yield {
      messages: messages.slice(from, to),
      conversations: conversations.slice(from, to),
      refilled: refilled.slice(from, to),
    };
  }
}
