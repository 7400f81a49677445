import type { Model } from 'mongoose';
import { type Clock, days, later, seconds } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { addressesOf, comparedAddress, receivedMessageId } from '../ids.js';
import { rowsOf } from '../inboxWrites.js';
import type { PlacedUpdate } from '../receiving/receive.types.js';
import { type Arrangement, arrange } from './arrange.js';
import type { Components, NumberOf } from './component.js';
import type { Names } from './facts.js';
import type { IdentityFactRecord } from './identityFact.model.js';
import { type IdentityWords, namedBy } from './identityWords.js';
import { becomesOf, isInGroup, recipientNames } from './peers.js';
import type { Rearranging } from './rearrange.js';
import type { Strange } from './strange.js';

export interface PeopleDeps {
  conversations: Model<ConversationRecord>;
  identityFacts: Model<IdentityFactRecord>;
  components: Components;
  words: IdentityWords;
  rearranging: Rearranging;
  clock: Clock;
}

/** What became clear about a round before it is put in its place. */
export interface Known {
  /** By message id: the conversation it belongs to. */
  owners: Map<string, string>;
  /** What can be placed: without the changes that name nobody who is known, and with those that waited until now. */
  placed: readonly PlacedUpdate[];
  /** Changes that waited, by the id they were kept under: forgotten when they are in their thread. */
  waited: string[];
}

const mostTries = 8;
/** An arrangement takes less by far. */
const abandonedMs = seconds(20);
const abandonedAtOnce = 200;
/** Somebody who has not written for so long after a change begins a conversation like anybody new. */
const looseMs = days(90);

/**
 * Who is who in what Meta says. A plain message never comes here: only what does not follow from the one conversation
 * that all of its addresses lead to. Threads are merged and split before the message is put in its place; every step of
 * that may be done again, and whoever finds it half done goes on with it.
 */
export function createPeopleService(deps: PeopleDeps) {
  const { conversations, identityFacts, components, words, rearranging, clock } = deps;
  const facts = rowsOf(identityFacts);
  /** One arrangement at a time for a number in this process: others are settled by the revisions. */
  const turns = new Map<string, Promise<unknown>>();

  function inTurn<T>({ accountId, phoneNumberId }: NumberOf, work: () => Promise<T>): Promise<T> {
    const key = `${accountId} ${phoneNumberId}`;
    const mine = (turns.get(key) ?? Promise.resolve()).then(work, work);
    const over = mine.catch(() => undefined).finally(() => turns.get(key) === over && turns.delete(key));
    turns.set(key, over);
    return mine;
  }

  /** Arranges what hangs together with these addresses, until it is as the facts say. */
  async function settle(number: NumberOf, seeds: Iterable<string>, placed: readonly PlacedUpdate[]) {
    const from = [...seeds];
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { component, pending, loose } = await components.around(number, from, placed);
      const arrangement = arrange(component);
      if (!(await rearranging.carryOut(component, arrangement))) continue;
      const isSomebody = component.conversations.length + arrangement.conversations.length > 0;
      if (loose.length > 0 && isSomebody) {
        const joined = { _id: { $in: loose }, joined: { $exists: true } };
        await facts.updateMany(joined as never, { $unset: { isLoose: 1 } } as never);
      }
      return { arrangement, pending };
    }
    throw new Error(`who is who could not be stored in ${mostTries} tries`);
  }

  /** Those of them that were somebody's, or that a change which waits for its person names. */
  async function withPast(newcomers: readonly PlacedUpdate[]): Promise<PlacedUpdate[]> {
    const questions = numbersOf(newcomers).map(([{ accountId, phoneNumberId }, ofNumber]) => {
      const addresses = { $in: ofNumber.flatMap(namedBy) };
      return { accountId, phoneNumberId, addresses };
    });
    const [former, said] = await Promise.all([
      rowsOf(conversations)
        .find({
          $or: questions.map(({ addresses, ...number }) => ({ ...number, 'former.address': addresses })),
        } as never)
        .project<Pick<ConversationRecord, 'accountId' | 'phoneNumberId' | 'former'>>({
          ...{ accountId: 1, phoneNumberId: 1, former: 1 },
        })
        .toArray(),
      facts
        .find({ $or: questions } as never)
        .project<Pick<IdentityFactRecord, 'accountId' | 'phoneNumberId' | 'addresses'>>({
          ...{ accountId: 1, phoneNumberId: 1, addresses: 1 },
        })
        .toArray(),
    ]);
    if (former.length === 0 && said.length === 0) return [];
    const known = new Set<string>();
    for (const row of former) for (const { address } of row.former ?? []) known.add(keyOf(row, address));
    for (const row of said) for (const address of row.addresses) known.add(keyOf(row, address));
    return newcomers.filter((one) => namedBy(one).some((address) => known.has(keyOf(numberOf(one), address))));
  }

  async function ofNumber(number: NumberOf, placed: readonly PlacedUpdate[], strange: readonly PlacedUpdate[]) {
    await words.keepJoined(wordsOf(strange), false);
    const seeds = new Set(strange.flatMap(namedBy));
    const { arrangement, pending } = await inTurn(number, () => settle(number, seeds, placed));
    return { arrangement, pending };
  }

  return {
    /**
     * @param strange what `strangeIn` found in the round.
     * @returns null when the round can be placed as it is.
     */
    async know(placed: readonly PlacedUpdate[], strange: Strange): Promise<Known | null> {
      await words.keepJoined(wordsOf(strange.words), true);
      const past = strange.newcomers.length > 0 ? await withPast(strange.newcomers) : [];
      const all = [...new Set([...strange.updates, ...past])];
      if (all.length === 0) return null;
      const known: Known = { owners: new Map(), placed, waited: [] };
      const waiting: PlacedUpdate[] = [];
      for (const [number, some] of numbersOf(all)) {
        const ofThis = placed.filter(
          ({ accountId, update }) => accountId === number.accountId && update.phoneNumberId === number.phoneNumberId,
        );
        const { arrangement, pending } = await ofNumber(number, ofThis, some);
        for (const [id, owner] of arrangement.owners) known.owners.set(id, owner);
        for (const { _id, accountId, arrivedAt, pending: change } of pending) {
          if (!change || !hasOwner(arrangement, change.update)) continue;
          waiting.push({ accountId, arrivedAt, ...change });
          known.waited.push(_id);
        }
      }
      const homeless = new Set<PlacedUpdate>();
      for (const one of placed) {
        const { update } = one;
        if (update.kind === 'status' || isInGroup(update) || becomesOf(update.message.content) === undefined) continue;
        if (known.owners.has(receivedMessageId(update.phoneNumberId, update.message.id))) continue;
        await words.keepPending(one);
        homeless.add(one);
      }
      return { ...known, placed: [...placed.filter((one) => !homeless.has(one)), ...waiting] };
    },

    /** The changes of these ids are in their threads. */
    async forgetWaited(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await facts.deleteMany({ _id: { $in: [...ids] } } as never);
    },

    /** Somebody says that names belong together, an address book say: threads of theirs become one. */
    async join(number: NumberOf, joined: Names): Promise<void> {
      await words.keepJoined([[number, joined]], false);
      await this.settleAround(number, addressesOf(joined));
    },

    /** Goes on with what somebody left half done. */
    async settleAbandoned(): Promise<void> {
      const left = await rowsOf(conversations)
        .find({ unsettledAt: { $lt: later(clock.now(), -abandonedMs) } } as never)
        .limit(abandonedAtOnce)
        .toArray();
      for (const row of left as ConversationRecord[]) {
        const { accountId, phoneNumberId, addresses, former } = row;
        const names = [...addresses.map(comparedAddress), ...(former ?? []).map(({ address }) => address)];
        await this.settleAround({ accountId, phoneNumberId }, names);
      }
    },

    /** Forgets what was said of people who never came. */
    async sweep(): Promise<void> {
      await facts.deleteMany({ isLoose: true, arrivedAt: { $lt: later(clock.now(), -looseMs) } } as never);
    },

    /** Brings what hangs together with these addresses to what the facts say. Nothing, where it is that already. */
    async settleAround(number: NumberOf, addresses: readonly string[]): Promise<void> {
      await inTurn(number, () => settle(number, addresses, []));
    },
  };
}
export type PeopleService = ReturnType<typeof createPeopleService>;

const wordsOf = (placed: readonly PlacedUpdate[]): [NumberOf, Names][] =>
  placed.flatMap((one): [NumberOf, Names][] => {
    const names = one.update.kind === 'status' ? recipientNames(one.update) : null;
    return names ? [[numberOf(one), names]] : [];
  });

const keyOf = ({ accountId, phoneNumberId }: NumberOf, address: string) => `${accountId} ${phoneNumberId} ${address}`;
const numberOf = ({ accountId, update: { phoneNumberId } }: PlacedUpdate): NumberOf => ({ accountId, phoneNumberId });

function numbersOf(placed: readonly PlacedUpdate[]): [NumberOf, PlacedUpdate[]][] {
  const groups = new Map<string, [NumberOf, PlacedUpdate[]]>();
  for (const one of placed) {
    const number = numberOf(one);
    const key = keyOf(number, '');
    const group = groups.get(key) ?? [number, []];
    groups.set(key, group);
    group[1].push(one);
  }
  return [...groups.values()];
}

const hasOwner = ({ owners }: Arrangement, update: PlacedUpdate['update']): boolean =>
  update.kind !== 'status' && owners.has(receivedMessageId(update.phoneNumberId, update.message.id));
