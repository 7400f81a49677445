import type { ConversationRecord } from '../conversation.model.js';
import type { FieldOf } from '../conversationFields.js';
import { isAddress, listAddresses, newConversationId, noAddress } from '../ids.js';
import { toSearchKey } from '../receiving/searchKey.js';
import { type Fact, toSecond } from './facts.js';
import { type Called, newestName } from './newestName.js';
import { type Person, resolve } from './resolve.js';

export interface Said {
  id: string;
  /** Null: not stored yet. */
  conversationId: string | null;
  sortKey: string;
  /** Null: stored by a release that did not keep it. */
  fact: Fact | null;
}

/** All threads and facts at one of our numbers that are connected by names. */
export interface Component {
  accountId: string;
  phoneNumberId: string;
  conversations: readonly ConversationRecord[];
  said: readonly Said[];
  facts: readonly Fact[];
  taken: ReadonlySet<string>;
}

export interface Move {
  messageId: string;
  from: string;
  into: string;
}

export interface Arrangement {
  /** `before` is null for a new one. */
  conversations: { before: ConversationRecord | null; after: ConversationRecord }[];
  merged: { from: string; into: string }[];
  /** Messages that stand in another person's thread. */
  moves: Move[];
  /** Lines about a change whose person is not known any more: they wait again. */
  withdrawn: string[];
  /** Conversation by message. Missing: a change whose person is not known. */
  owners: Map<string, string>;
}

/** What the facts say of a conversation. */
type Named = { [F in FieldOf<'facts'>]: ConversationRecord[F] };

interface Thread {
  person: Person;
  said: Said[];
  stored: ConversationRecord[];
}

const stampId = (conversationId: string) => `cnv ${conversationId}`;

/** Pure: the same threads and facts give the same arrangement, and what is arranged already gives an empty one. */
export function arrange(component: Component): Arrangement {
  const { conversations, said } = component;
  const inThread = new Map<string, Said[]>();
  for (const one of said) {
    if (one.conversationId === null) continue;
    const list = inThread.get(one.conversationId);
    if (list) list.push(one);
    else inThread.set(one.conversationId, [one]);
  }
  const facts = [...said.flatMap(({ fact }) => fact ?? []), ...component.facts];
  for (const conversation of conversations) facts.push(...ownNames(conversation, inThread.get(conversation._id) ?? []));

  const personOf = new Map<string, Person>();
  const people = resolve(facts);
  for (const person of people) for (const { id } of person.facts) personOf.set(id, person);
  const findPerson = ({ fact, conversationId }: Said) =>
    personOf.get(fact ? fact.id : stampId(conversationId ?? '')) ?? null;

  const threads = new Map<Person, Thread>(people.map((person) => [person, { person, said: [], stored: [] }]));
  for (const one of said) {
    const person = findPerson(one);
    if (person) threads.get(person)?.said.push(one);
  }
  const isGhost = (person: Person | null) => person?.facts.every(isOnlyNamed) ?? false;
  for (const conversation of conversations) {
    const here = inThread.get(conversation._id) ?? [];
    const first = findFirst(here.filter((one) => !isGhost(findPerson(one)))) ?? findFirst(here);
    const heir = (first && findPerson(first)) ?? personOf.get(stampId(conversation._id));
    if (heir) threads.get(heir)?.stored.push(conversation);
  }

  const result: Arrangement = { conversations: [], merged: [], moves: [], withdrawn: [], owners: new Map() };
  const live = new Set(conversations.map(({ _id }) => _id));
  const heirOf = new Map<string, Person>();
  for (const { person, stored } of threads.values()) for (const { _id } of stored) heirOf.set(_id, person);
  const losing = new Set<string>();
  for (const one of said) {
    const home = one.conversationId;
    if (home !== null && findPerson(one) !== heirOf.get(home)) losing.add(home);
  }
  for (const thread of threads.values()) {
    if (thread.stored.length === 0 && thread.said.every(({ fact }) => fact?.becomes)) {
      const stored = thread.said.filter(({ conversationId }) => conversationId !== null);
      result.withdrawn.push(...stored.map(({ id }) => id));
      continue;
    }
    settle(thread, { ...component, inThread, live, losing }, result);
  }
  return result;
}

interface Around extends Component {
  inThread: Map<string, Said[]>;
  live: Set<string>;
  losing: Set<string>;
}

function settle({ person, said, stored }: Thread, around: Around, result: Arrangement): void {
  const [home, ...others] = [...stored].sort((a, b) => {
    const [one, other] = [a, b].map(({ _id }) => findFirst(around.inThread.get(_id) ?? [])?.sortKey ?? '~');
    return compare(one ?? '', other ?? '') || compare(a._id, b._id);
  });
  const id = home?._id ?? freshId(person, around);
  around.live.add(id);
  for (const { _id } of others) result.merged.push({ from: _id, into: id });
  for (const { id: messageId, conversationId } of said) {
    result.owners.set(messageId, id);
    if (conversationId !== null && conversationId !== id) {
      result.moves.push({ messageId, from: conversationId, into: id });
    }
  }
  const after = described(person, stored, around.losing, home ?? begin(id, person, around));
  if (!home || isOther(home, after)) result.conversations.push({ before: home ?? null, after });
}

function begin(_id: string, { facts }: Person, { accountId, phoneNumberId }: Component): ConversationRecord {
  const lastActivityAt = new Date(facts.findLast(({ weight }) => weight !== 'joined')?.at ?? 0);
  return { _id, accountId, phoneNumberId, addresses: [], searchKey: '', lastActivityAt, unread: 0, revision: 1 };
}

/** Not an address that leads to nobody: such an id may be needed for a thread of its own. */
function freshId({ addresses, facts, former }: Person, { accountId, phoneNumberId, live, taken }: Around): string {
  const held = addresses.map(({ address }) => address);
  const first = facts[0]?.who ?? {};
  const named = [
    ...listAddresses(first).filter((address) => held.includes(address)),
    ...held,
    ...former.map(({ address }) => `${address} before`),
    ...addresses.flatMap(({ address, since }) => (since === null ? [] : [`${address} ${since}`])),
    ...facts.map(({ id }) => id),
  ];
  const ids = named.map((address) => newConversationId(accountId, phoneNumberId, address));
  const id = ids.find((one) => !live.has(one) && !taken.has(one));
  if (id === undefined) throw new Error('there is no id left for a conversation');
  return id;
}

function described(
  person: Person,
  stored: readonly ConversationRecord[],
  losing: ReadonlySet<string>,
  home: ConversationRecord,
): ConversationRecord {
  const listFromFacts = (field: 'name' | 'username') =>
    person.facts.flatMap(({ who, at }): Called[] => (who[field] ? [{ text: who[field], at: new Date(at) }] : []));
  const kept = (field: 'name' | 'username', at: 'namedAt' | 'usernamedAt') =>
    stored.flatMap((row): Called[] => {
      const text = row[field];
      // Another person's message may have given it.
      if (text === undefined || losing.has(row._id)) return [];
      return [{ text, at: row[at] ?? row.lastInboundAt ?? new Date(0) }];
    });
  const name = newestName([...listFromFacts('name'), ...kept('name', 'namedAt')]);
  const username = newestName([...listFromFacts('username'), ...kept('username', 'usernamedAt')]);
  const { waId, userId } = person;
  const since = person.addresses.flatMap(({ address, since: from }) =>
    from === null ? [] : [{ address, at: new Date(from) }],
  );
  const former = person.former.map(({ address, until }) => ({ address, until: new Date(until) }));
  const addresses = person.addresses.map(({ address }) => address);
  const named: Omit<Named, 'searchKey'> = {
    addresses: addresses.length > 0 ? addresses : [noAddress(home._id)],
    since: since.length > 0 ? since : undefined,
    former: former.length > 0 ? former : undefined,
    waId,
    userId,
    name: name?.text,
    namedAt: name?.at,
    username: username?.text,
    usernamedAt: username?.at,
  };
  const after = { ...home, ...named };
  return { ...after, searchKey: toSearchKey(after) };
}

const isOnlyNamed = ({ id, becomes, weight }: Fact): boolean =>
  weight === 'joined' ? !id.startsWith(stampId('')) : becomes !== undefined;

/** What is compared of each field: the order of lists says nothing, and the search follows from the names. */
const compared: { [F in FieldOf<'facts'>]: (row: ConversationRecord) => unknown } = {
  addresses: ({ addresses }) => addresses.filter(isAddress).sort(),
  since: ({ since = [] }) => since.map(({ address, at }) => `${address} ${at.getTime()}`).sort(),
  former: ({ former = [] }) => former.map(({ address, until }) => `${address} ${until.getTime()}`).sort(),
  waId: ({ waId }) => waId,
  userId: ({ userId }) => userId,
  name: ({ name }) => name,
  namedAt: ({ namedAt }) => namedAt,
  username: ({ username }) => username,
  usernamedAt: ({ usernamedAt }) => usernamedAt,
  searchKey: () => null,
};
const comparedOf = (row: ConversationRecord) => JSON.stringify(Object.values(compared).map((read) => read(row)));

/** Whether the row has to be written. */
const isOther = (before: ConversationRecord, after: ConversationRecord): boolean =>
  comparedOf(before) !== comparedOf(after);

/** Rows of an older release are the only source of their names. As a weak fact they take a phone from nobody. */
function ownNames(conversation: ConversationRecord, messages: readonly Said[]): Fact[] {
  if (messages.length > 0 && messages.every(({ fact }) => fact !== null)) return [];
  const { _id, addresses, userId, waId } = conversation;
  const phones = [...new Set([...addresses.flatMap((one) => (one.startsWith('w:') ? [one.slice(2)] : [])), waId])];
  const ids = addresses.flatMap((one) => (one.startsWith('u:') ? [one.slice(2)] : []));
  const main = userId ?? ids[0];
  const first = findFirst(messages);
  const at = first ? Number(first.sortKey.split('.')[0]) * 1000 : toSecond(conversation.lastActivityAt);
  const word = (id: string, who: Fact['who'], becomes?: Fact['becomes']): Fact => ({
    id,
    at,
    wamid: '',
    who,
    weight: 'joined',
    ...(becomes ? { becomes } : {}),
  });
  const stamp = stampId(_id);
  const known = phones.filter((phone) => phone !== undefined);
  if (main !== undefined) {
    return [
      word(stamp, { userId: main }),
      ...ids.filter((id) => id !== main).map((id) => word(`${stamp} ${id}`, { userId: main, parentUserId: id })),
      ...known.map((phone) => word(`${stamp} ${phone}`, { userId: main, waId: phone })),
    ];
  }
  const [phone, ...later] = known;
  return [
    word(stamp, { waId: phone }),
    ...later.map((next, index) => word(`${stamp} ${next}`, { waId: known[index] }, { waId: next })),
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const findFirst = (said: readonly Said[]): Said | undefined =>
  said.reduce<Said | undefined>((first, one) => (first && first.sortKey <= one.sortKey ? first : one), undefined);
