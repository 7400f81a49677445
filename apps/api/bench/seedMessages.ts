import type { Db } from 'mongodb';
import { derivedId, receivedMessageId } from '../src/inbox/ids.js';

const accounts = 50;
const messagesAConversation = 50;
const insertedAtOnce = 5_000;
const vocabulary = 30_000;
/** Of what customers write so many were deleted by a version that left their words in the search. */
const deletedOneIn = 100;

/** Made-up words, the common ones short and often: as in what people write, a few make up most of the text. */
function makeText(random: () => number): string {
  const words = Array.from({ length: 3 + Math.floor(random() * 18) }, () => {
    const rank = Math.floor(vocabulary ** random());
    return rank.toString(36).replaceAll(/\d/g, (digit) => 'aeioukmnrs'[Number(digit)] ?? '');
  });
  return words.join(' ');
}

/** The same texts in every run (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of many numbers of an account, with the account's share of everything: the first has a third. */
const chooseAccount = (conversation: number): number => (conversation % 3 === 0 ? 0 : conversation % accounts);

function makeMessage(index: number, now: number, random: () => number): Record<string, unknown> {
  const conversation = Math.floor(index / messagesAConversation);
  const account = chooseAccount(conversation);
  const accountId = derivedId('acc', String(account));
  const phoneNumberId = String(700_000_000_000 + account);
  const wamid = `wamid.SEED${index}`;
  const at = new Date(now - (index % 8_000_000) * 1_000);
  const isOurs = index % 3 === 2;
  const text = makeText(random);
  const id = receivedMessageId(phoneNumberId, wamid);
  return {
    _id: id,
    ...{ accountId, phoneNumberId, conversationId: derivedId('cnv', String(conversation)), wamid },
    direction: isOurs ? 'out' : 'in',
    origin: isOurs ? 'switchboard' : 'customer',
    status: isOurs ? 'read' : 'received',
    ...{ at, arrivedAt: at, sortKey: `${String(Math.floor(at.getTime() / 1000)).padStart(11, '0')}.${id}` },
    peer: { waId: `1555${String(conversation).padStart(7, '0')}` },
    content: { kind: 'text', text },
    searchText: text,
    ...(isOurs ? { clientId: id } : {}),
    ...(index % deletedOneIn === 0 ? { deletedAt: at, deletedBy: 'customer' } : {}),
    revision: 1,
  };
}

function makeConversation(conversation: number, now: number): Record<string, unknown> {
  const account = chooseAccount(conversation);
  const at = new Date(now - conversation * 10_000);
  const waId = `1555${String(conversation).padStart(7, '0')}`;
  return {
    _id: derivedId('cnv', String(conversation)),
    accountId: derivedId('acc', String(account)),
    phoneNumberId: String(700_000_000_000 + account),
    ...{
      addresses: [`w:${waId}`],
      waId,
      name: `Customer ${conversation}`,
      searchKey: `customer ${conversation} ${waId}`,
    },
    ...{ lastActivityAt: at, lastInboundAt: at, unread: conversation % 10 === 0 ? 1 : 0, revision: 1 },
  };
}

/** Fills a database with messages of many accounts, as the inbox stores them, and their conversations. No index is built. */
export async function seedMessages(db: Db, count: number): Promise<void> {
  const random = makeRandom(1);
  const now = Date.now();
  const fast = { ordered: false, writeConcern: { w: 1, journal: false } } as const;
  const insert = async (name: string, total: number, make: (index: number) => Record<string, unknown>) => {
    // The next documents are made while the server stores the last ones.
    let storing: Promise<unknown> = Promise.resolve();
    for (let from = 0; from < total; from += insertedAtOnce) {
      const length = Math.min(insertedAtOnce, total - from);
      const documents = Array.from({ length }, (_, offset) => make(from + offset));
      await storing;
      storing = db.collection(name).insertMany(documents as never, fast);
    }
    await storing;
  };
  await insert('conversations', Math.ceil(count / messagesAConversation), (index) => makeConversation(index, now));
  await insert('messages', count, (index) => makeMessage(index, now, random));
}
