import { inOrder } from './factOrder.js';
import type { Fact, Names } from './facts.js';
import { NameGroups } from './nameGroups.js';
import { phoneKey } from './phoneKey.js';

export interface HeldAddress {
  address: string;
  /** Milliseconds of whole seconds; null: always. */
  since: number | null;
}

export interface Person {
  /** In Meta's order. */
  facts: Fact[];
  addresses: HeldAddress[];
  /** Addresses that led to the person. `until` in milliseconds of whole seconds. */
  former: { address: string; until: number }[];
  /** As the person wrote it last. */
  waId?: string | undefined;
  userId?: string | undefined;
}

/** Null: nobody's. */
interface Span {
  from: number;
  owner: string | null;
}

const idNode = (id: string) => `u:${id}`;
const listIds = ({ userId, parentUserId }: Names): string[] =>
  [userId, parentUserId].filter((id): id is string => id !== undefined).map(idNode);

/**
 * Who is who, from all facts in whatever order. Pure.
 *
 * An address belongs to a person from a time on, by Meta's clock. Two business-scoped ids are two people, unless a
 * change or a shared parent id joins them. The newest claim has the phone, and before the first claim by an id the
 * phone is that id's. A change of number ends the old phone: who writes from it later is a stranger (meta-platform
 * 17.2).
 */
export function resolve(facts: readonly Fact[]): Person[] {
  const ordered = inOrder(facts);
  const ids = new NameGroups();
  for (const { who, becomes } of ordered) {
    const [old, now] = [listIds(who), becomes ? listIds(becomes) : []];
    joinAll(ids, old);
    joinAll(ids, now);
    if (old[0] !== undefined && now[0] !== undefined) ids.join(old[0], now[0]);
  }
  for (;;) {
    const replay = new Replay(ids, ordered);
    // The change joins two ids: everything before it is replayed.
    if (!replay.learnedIds()) return replay.people();
  }
}

function joinAll(groups: NameGroups, names: readonly string[]): void {
  const [first, ...more] = names;
  if (first === undefined) return;
  groups.find(first);
  for (const name of more) groups.join(first, name);
}

class Replay {
  readonly #groups = new NameGroups();
  readonly #withId = new Set<string>();
  readonly #spans = new Map<string, Span[]>();
  readonly #left = new Map<string, { by: string; at: number }>();
  readonly #nodeOf = new Map<string, string>();
  readonly #done = new Set<string>();
  #generations = 0;

  constructor(
    private readonly ids: NameGroups,
    private readonly ordered: readonly Fact[],
  ) {
    for (const name of ids.names()) {
      this.#groups.join(ids.find(name), name);
      this.#withId.add(this.#groups.find(name));
    }
    for (const [place, fact] of ordered.entries()) this.#hear(fact, place);
  }

  #join(a: string, b: string): void {
    const withId = this.#hasId(a) || this.#hasId(b);
    this.#groups.join(a, b);
    if (withId) this.#withId.add(this.#groups.find(a));
  }
  #hasId = (node: string) => this.#withId.has(this.#groups.find(node));

  #hear(fact: Fact, place: number): void {
    if (this.#done.has(fact.id)) return;
    this.#done.add(fact.id);
    this.#nodeOf.set(fact.id, fact.becomes ? this.#change(fact, fact.becomes, place) : this.#see(fact));
  }

  #see({ who, at, weight }: Fact): string {
    const [id] = listIds(who);
    const phone = who.waId === undefined ? undefined : phoneKey(who.waId);
    if (phone === undefined) return id ?? this.#nobody('');
    const meant = weight === 'ours' ? this.#findLastOwner(phone) : undefined;
    if (id === undefined) return meant ?? this.#findHolder(phone);
    if (weight === 'joined') this.#lay(phone, id, at);
    else if (weight !== 'ours') this.#claim(phone, id, at);
    return id;
  }

  /** Somebody new when nobody has it. */
  #findHolder(phone: string): string {
    const spans = this.#getSpans(phone);
    const last = spans.at(-1);
    if (last?.owner) return last.owner;
    const stranger = this.#nobody(phone);
    if (last) last.owner = stranger;
    else spans.push({ from: Number.NEGATIVE_INFINITY, owner: stranger });
    return stranger;
  }

  /** The recipient of our own message, even where they had left the phone by then. */
  #findLastOwner = (phone: string): string | undefined =>
    this.#spans.get(phone)?.findLast(({ owner }) => owner !== null)?.owner ?? undefined;

  #nobody(phone: string): string {
    this.#generations += 1;
    // Sorts after every id, so that an id stands for its group.
    return `~${phone} ${this.#generations}`;
  }

  #getSpans(phone: string): Span[] {
    const spans = this.#spans.get(phone) ?? [];
    this.#spans.set(phone, spans);
    return spans;
  }

  /** The person wrote from the phone, or Meta named both together. */
  #claim(phone: string, id: string, at: number): void {
    const spans = this.#getSpans(phone);
    const last = spans.at(-1);
    const left = this.#left.get(phone);
    const hasLeft = left !== undefined && this.#groups.same(left.by, id);
    // Earlier within the second in which the phone was left.
    if (hasLeft && left.at === at) return;
    if (!last) spans.push({ from: Number.NEGATIVE_INFINITY, owner: id });
    // Who returns has it from now on: whoever wrote in between is a stranger.
    else if (last.owner === null && !hasLeft) last.owner = id;
    else if (last.owner !== null && this.#groups.same(last.owner, id)) return;
    else if (last.owner !== null && !this.#hasId(last.owner) && !hasLeft) this.#join(last.owner, id);
    else spans.push({ from: at, owner: id });
  }

  /** Fills what is open, and takes nothing from anybody. */
  #lay(phone: string, id: string, at: number): void {
    const spans = this.#getSpans(phone);
    const last = spans.at(-1);
    if (spans.some(({ owner }) => owner !== null && this.#groups.same(owner, id))) return;
    const isOpen =
      !last || (last.owner === null && last.from < at) || (last.owner !== null && !this.#hasId(last.owner));
    if (isOpen) this.#claim(phone, id, at);
  }

  #change(fact: Fact, becomes: Names, place: number): string {
    const { who, at } = fact;
    const [old] = listIds(who);
    const [now] = listIds(becomes);
    const from = who.waId === undefined ? undefined : phoneKey(who.waId);
    const to = becomes.waId === undefined ? undefined : phoneKey(becomes.waId);
    if (from !== undefined && old === undefined) this.#hearFirst(from, now, at, place);
    const holder = from === undefined ? undefined : (this.#spans.get(from)?.at(-1)?.owner ?? undefined);
    // Where no old name is given, it is whoever the new ones name.
    const person =
      old ?? holder ?? (from === undefined ? this.#see({ ...fact, who: becomes }) : this.#findHolder(from));
    // Also when nobody has written from it.
    if (from !== undefined && to !== undefined) this.#own(from, person);
    if (now !== undefined) this.#join(person, now);
    if (to !== undefined && to !== from) {
      const phones = this.#listPhones(person);
      // The old number is not named: each that they had ends. Where the id changed, the number stays.
      const left = from !== undefined ? [from] : phones.includes(to) ? [] : phones;
      for (const phone of left) this.#leave(phone, person, at);
      this.#moveTo(to, person, at);
    } else if (from !== undefined) {
      const last = this.#getSpans(from).at(-1);
      if (last && last.owner !== null && !this.#hasId(last.owner)) this.#join(last.owner, person);
      else if (!last?.owner) this.#claim(from, person, at);
    }
    return person;
  }

  /** Nothing before this second says whose the old number was: it is whoever wrote from it first in this second. */
  #hearFirst(phone: string, now: string | undefined, at: number, place: number): void {
    if (this.#spans.get(phone)?.at(-1)?.owner) return;
    for (let index = place + 1; index < this.ordered.length; index += 1) {
      const next = this.ordered[index];
      if (next === undefined || next.at !== at) return;
      if (next.becomes || next.weight === 'ours' || next.who.waId === undefined) continue;
      if (phoneKey(next.who.waId) !== phone) continue;
      const [id] = listIds(next.who);
      if (id !== undefined && id === now) continue;
      this.#hear(next, index);
      return;
    }
  }

  #listPhones(person: string): string[] {
    return [...this.#spans].flatMap(([phone, spans]) => {
      const owner = spans.at(-1)?.owner;
      return owner && this.#groups.same(owner, person) ? [phone] : [];
    });
  }

  /** A phone of nobody, or of somebody without a known id, was this person's all the time. */
  #own(phone: string, person: string): void {
    const spans = this.#getSpans(phone);
    const last = spans.at(-1);
    if (!last) spans.push({ from: Number.NEGATIVE_INFINITY, owner: person });
    else if (last.owner === null) last.owner = person;
    else if (!this.#hasId(last.owner)) this.#join(last.owner, person);
  }

  #hasLeft(phone: string, person: string): boolean {
    const left = this.#left.get(phone);
    return left !== undefined && this.#groups.same(left.by, person);
  }

  #leave(phone: string, person: string, at: number): void {
    const spans = this.#getSpans(phone);
    const owner = spans.at(-1)?.owner;
    if (owner && !this.#groups.same(owner, person)) return;
    spans.push({ from: at, owner: null });
    this.#left.set(phone, { by: person, at });
  }

  /** From here on the phone is this person's, whoever wrote from it before. */
  #moveTo(phone: string, person: string, at: number): void {
    const spans = this.#getSpans(phone);
    const last = spans.at(-1);
    if (!last) spans.push({ from: at, owner: person });
    else if (last.owner === null && !this.#hasLeft(phone, person)) last.owner = person;
    else if (last.owner === null || !this.#groups.same(last.owner, person)) spans.push({ from: at, owner: person });
  }

  learnedIds(): boolean {
    const before = this.ids.joins;
    const firstOf = new Map<string, string>();
    for (const name of [...this.ids.names()]) {
      const root = this.#groups.find(name);
      const first = firstOf.get(root);
      if (first === undefined) firstOf.set(root, name);
      else this.ids.join(first, name);
    }
    return this.ids.joins > before;
  }

  people(): Person[] {
    const byRoot = new Map<string, Person>();
    const getPerson = (node: string): Person => {
      const root = this.#groups.find(node);
      const known = byRoot.get(root) ?? { facts: [], addresses: [], former: [] };
      byRoot.set(root, known);
      return known;
    };
    for (const fact of this.ordered) getPerson(this.#nodeOf.get(fact.id) ?? '').facts.push(fact);
    for (const name of [...this.ids.names()].sort()) {
      getPerson(name).addresses.push({ address: name, since: null });
    }
    for (const [phone, spans] of [...this.#spans].sort(([a], [b]) => (a < b ? -1 : 1)))
      this.#place(phone, spans, getPerson);
    const people = [...byRoot.values()].filter(({ facts }) => facts.length > 0);
    for (const person of people) chooseAddresses(person);
    return people;
  }

  #place(phone: string, spans: readonly Span[], getPerson: (node: string) => Person): void {
    const address = `w:${phone}`;
    const last = spans.at(-1);
    const holder = last?.owner ? getPerson(last.owner) : null;
    if (last && holder) {
      const since = Number.isFinite(last.from) ? last.from : null;
      holder.addresses.push({ address, since });
    }
    const ends = new Map<Person, number>();
    for (const [index, { owner }] of spans.entries()) {
      const next = spans[index + 1];
      if (owner && next) ends.set(getPerson(owner), next.from);
    }
    for (const [person, until] of ends) if (person !== holder) person.former.push({ address, until });
  }
}

/** The number written from last, and the id that counts now. */
function chooseAddresses(person: Person): void {
  const held = new Set(person.addresses.map(({ address }) => address));
  let best = 0;
  let changedAt: number | null = null;
  const note = (waId: string | undefined, rank: number) => {
    if (waId === undefined || rank < best || !held.has(`w:${phoneKey(waId)}`)) return;
    // In the customer's own spelling, as soon as there is one.
    person.waId = rank === 3 ? waId : phoneKey(waId);
    best = rank;
  };
  for (const { at, who, becomes, weight } of person.facts) {
    if (becomes) {
      note(becomes.waId, 3);
      if (becomes.waId === undefined) note(who.waId, 1);
      if (becomes.userId !== undefined) {
        person.userId = becomes.userId;
        changedAt = at;
      } else person.userId ??= who.userId;
      continue;
    }
    note(who.waId, weight === 'wrote' ? 3 : weight === 'told' ? 2 : 1);
    if (who.userId === undefined || changedAt === at) continue;
    const isMetas = weight === 'wrote' || weight === 'told';
    // What others say counts only where Meta says nothing.
    if (isMetas || person.userId === undefined) person.userId = who.userId;
  }
}
