import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import type { Known, PeopleService } from '../identity/people.service.js';
import { isPlainRound, strangeIn } from '../identity/strange.js';
import { rowsOf } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { withGivenNames } from '../ownNames.js';
import { toldByLine } from '../responders/line.js';
import { lookFurther } from './lookFurther.js';
import type { KnownInbox, PlacedLine, PlacedUpdate } from './receive.types.js';
import { namesIn } from './receiveNames.js';
import { addName, type NamesByNumber, namedElsewhere, namesTaken } from './references.js';
import type { StrayRecord } from './stray.model.js';

type Document = mongo.Document;

export interface InboxReaderDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  strays: Model<StrayRecord>;
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
export function createInboxReader({ messages, conversations, strays, people }: InboxReaderDeps) {
  /**
   * A second round of queries only where the first has found more to ask for.
   *
   * @param owners further conversations that messages belong to.
   */
  async function readKnown(
    placed: readonly PlacedUpdate[],
    lines: readonly PlacedLine[],
    again: boolean,
    owners: Iterable<string> = [],
  ): Promise<KnownInbox> {
    const names = namesIn(placed, lines, again || isShared(placed));
    const [storedMessages, knownConversations, knownStrays] = await Promise.all([
      findAll<MessageRecord>(messages, names.messages),
      findAll<ConversationRecord>(conversations, names.conversations),
      findAll<StrayRecord>(strays, names.strays),
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

  /** Where it is open who somebody is, that is settled first, and everything read once more. */
  async function readSettled(
    placed: readonly PlacedUpdate[],
    lines: readonly PlacedLine[],
    again: boolean,
  ): Promise<Omit<Situation, 'taken'>> {
    const known = await readKnown(placed, lines, again);
    const told = lines.length === 0 ? placed : [...placed, ...lines.map(toldByLine)];
    const strange = strangeIn(told, known.conversations);
    const who = isPlainRound(strange) ? null : await people.know(told, strange);
    if (!who) return { placed, known, owners: undefined, waited: [] };
    const messagesOnly = who.placed.filter(({ lineId }) => lineId === undefined);
    return { ...who, placed: messagesOnly, known: await readKnown(messagesOnly, lines, again, who.owners.values()) };
  }

  /** Other accounts' rows would refuse our write by their names. Nothing else of them is read. */
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

  return {
    async read(placed: readonly PlacedUpdate[], lines: readonly PlacedLine[], again: boolean): Promise<Situation> {
      const settled = await readSettled(placed, lines, again);
      const taken = again || isShared(placed) ? await takenByOthers(settled.placed) : undefined;
      return { ...settled, taken };
    },
  };
}
export type InboxReader = ReturnType<typeof createInboxReader>;

async function findAll<T extends { _id: string }>(model: Model<T>, questions: object[]): Promise<T[]> {
  if (questions.length === 0) return [];
  return (await rowsOf(model)
    .find({ $or: questions } as never)
    .toArray()) as T[];
}

const isShared = (placed: readonly PlacedUpdate[]): boolean =>
  placed.some(({ sharedSince }) => sharedSince !== undefined);
