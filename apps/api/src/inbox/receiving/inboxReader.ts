import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import type { Known, PeopleService } from '../identity/people.service.js';
import { isPlainRound, strangeIn } from '../identity/strange.js';
import { getCollection } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { withGivenNames } from '../ownNames.js';
import { toLineUpdate } from '../responders/line.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import { readRelated } from './readRelated.js';
import type { KnownInbox, RoutedLine, RoutedUpdate } from './receive.types.js';
import { namesIn } from './receiveNames.js';
import { addName, type NamesByNumber, namedElsewhere, namesTaken } from './references.js';

type Document = mongo.Document;

export interface InboxReaderDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  earlyEvents: Model<EarlyEventRecord>;
  people: Pick<PeopleService, 'know'>;
}

export interface Situation extends Omit<Known, 'owners'> {
  known: KnownInbox;
  /** Conversation by message id, where addresses alone do not decide. */
  owners: Known['owners'] | undefined;
  /** Names that another account, which had the number before, has stored. Undefined: none. */
  taken: ReadonlySet<string> | undefined;
}

/** Reads what the inbox has stored about the updates of a round. */
export function createInboxReader({ messages, conversations, earlyEvents, people }: InboxReaderDeps) {
  /**
   * A second round of queries only where the first has found more to ask for.
   *
   * @param owners further conversations that messages belong to.
   */
  async function readKnown(
    routed: readonly RoutedUpdate[],
    lines: readonly RoutedLine[],
    again: boolean,
    owners: Iterable<string> = [],
  ): Promise<KnownInbox> {
    const names = namesIn(routed, lines, again || isShared(routed));
    const [storedMessages, knownConversations, knownEarlyEvents] = await Promise.all([
      findAll<MessageRecord>(messages, names.messages),
      findAll<ConversationRecord>(conversations, names.conversations),
      findAll<EarlyEventRecord>(earlyEvents, names.earlyEvents),
    ]);
    const knownMessages = storedMessages.map((message) => withGivenNames(message));
    const here = new Set(knownConversations.map((conversation) => conversation._id));
    const wanted = [...knownMessages.map((message) => message.conversationId), ...owners];
    const missing = new Set(wanted.filter((id) => !here.has(id)));
    const accountId = { $in: [...new Set([...routed, ...lines].map((one) => one.accountId))] };
    const more =
      missing.size === 0
        ? []
        : await conversations.find({ _id: { $in: [...missing] }, accountId }).lean<ConversationRecord[]>();
    const known = {
      messages: knownMessages,
      conversations: [...knownConversations, ...more],
      earlyEvents: knownEarlyEvents,
    };
    const further = await readRelated(messages, routed, known);
    if (further.length === 0) return known;
    return { ...known, messages: [...knownMessages, ...further.map(withGivenNames)] };
  }

  /** Where it is open who somebody is, that is settled first, and everything read once more. */
  async function readSettled(
    routed: readonly RoutedUpdate[],
    lines: readonly RoutedLine[],
    again: boolean,
  ): Promise<Omit<Situation, 'taken'>> {
    const known = await readKnown(routed, lines, again);
    const updates = lines.length === 0 ? routed : [...routed, ...lines.map(toLineUpdate)];
    const strange = strangeIn(updates, known.conversations);
    const who = isPlainRound(strange) ? null : await people.know(updates, strange);
    if (!who) return { routed, known, owners: undefined, waited: [] };
    const messagesOnly = who.routed.filter(({ lineId }) => lineId === undefined);
    return { ...who, routed: messagesOnly, known: await readKnown(messagesOnly, lines, again, who.owners.values()) };
  }

  /** Other accounts' rows would refuse our write by their names. Nothing else of them is read. */
  async function takenByOthers(routed: readonly RoutedUpdate[]): Promise<ReadonlySet<string>> {
    const names: NamesByNumber = new Map();
    for (const { accountId, update } of routed) {
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

  return {
    async read(routed: readonly RoutedUpdate[], lines: readonly RoutedLine[], again: boolean): Promise<Situation> {
      const settled = await readSettled(routed, lines, again);
      const taken = again || isShared(routed) ? await takenByOthers(settled.routed) : undefined;
      return { ...settled, taken };
    },
  };
}
export type InboxReader = ReturnType<typeof createInboxReader>;

async function findAll<T extends { _id: string }>(model: Model<T>, questions: object[]): Promise<T[]> {
  if (questions.length === 0) return [];
  return (await getCollection(model)
    .find({ $or: questions } as never)
    .toArray()) as T[];
}

const isShared = (routed: readonly RoutedUpdate[]): boolean =>
  routed.some(({ sharedSince }) => sharedSince !== undefined);
