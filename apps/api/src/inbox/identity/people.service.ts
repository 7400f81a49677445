import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, listAddresses, receivedMessageId } from '../ids.js';
import { getCollection } from '../inboxWrites.js';
import { looseFactKeptMs, unsettledMs } from '../lifetimes.js';
import { maxRaceTries } from '../limits.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import { type Arrangement, arrange } from './arrange.js';
import type { Components, NumberOf } from './component.js';
import type { Names } from './facts.js';
import type { IdentityFactRecord } from './identityFact.model.js';
import { type IdentityWords, namedBy } from './identityWords.js';
import { isInGroup, readNewNames, recipientNames } from './peers.js';
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

export interface Known {
  owners: Map<string, string>;
  routed: readonly RoutedUpdate[];
  /** Ids of pending facts, deleted once their line is stored. */
  waited: string[];
}

const abandonedAtOnce = 200;

/**
 * Settles who is who before messages are stored. Plain messages, whose addresses all lead to one conversation, never
 * come here. Each step may be done again, and whoever finds one half done continues it.
 */
export function createPeopleService(deps: PeopleDeps) {
  const { conversations, identityFacts, components, words, rearranging, clock } = deps;
  const facts = getCollection(identityFacts);
  /** One at a time for each number in this process. Between processes, revisions decide. */
  const turns = new Map<string, Promise<unknown>>();

  function inTurn<T>({ accountId, phoneNumberId }: NumberOf, work: () => Promise<T>): Promise<T> {
    const key = `${accountId} ${phoneNumberId}`;
    const mine = (turns.get(key) ?? Promise.resolve()).then(work, work);
    const over = mine.catch(() => undefined).finally(() => turns.get(key) === over && turns.delete(key));
    turns.set(key, over);
    return mine;
  }

  async function settle(number: NumberOf, seeds: Iterable<string>, routed: readonly RoutedUpdate[]) {
    const from = [...seeds];
    for (let tries = 0; tries < maxRaceTries; tries += 1) {
      const { component, pending, loose } = await components.around(number, from, routed);
      const arrangement = arrange(component);
      if (!(await rearranging.carryOut(component, arrangement))) continue;
      const isSomebody = component.conversations.length + arrangement.conversations.length > 0;
      if (loose.length > 0 && isSomebody) {
        const joined = { _id: { $in: loose }, joined: { $exists: true } };
        await facts.updateMany(joined as never, { $unset: { isLoose: 1 } } as never);
      }
      return { arrangement, pending };
    }
    throw new Error(`who is who could not be stored in ${maxRaceTries} tries`);
  }

  /** @returns those whose address was somebody's before, or is named by a pending change. */
  async function withPast(newcomers: readonly RoutedUpdate[]): Promise<RoutedUpdate[]> {
    const questions = groupByNumber(newcomers).map(([{ accountId, phoneNumberId }, ofNumber]) => {
      const addresses = { $in: ofNumber.flatMap(namedBy) };
      return { accountId, phoneNumberId, addresses };
    });
    const [former, said] = await Promise.all([
      getCollection(conversations)
        .find({
          $or: questions.map(({ addresses, ...number }) => ({ ...number, 'former.address': addresses })),
        } as never)
        .project<Pick<ConversationRecord, 'accountId' | 'phoneNumberId' | 'former'>>({
          accountId: 1,
          phoneNumberId: 1,
          former: 1,
        })
        .toArray(),
      facts
        .find({ $or: questions } as never)
        .project<Pick<IdentityFactRecord, 'accountId' | 'phoneNumberId' | 'addresses'>>({
          accountId: 1,
          phoneNumberId: 1,
          addresses: 1,
        })
        .toArray(),
    ]);
    if (former.length === 0 && said.length === 0) return [];
    const known = new Set<string>();
    for (const row of former) for (const { address } of row.former ?? []) known.add(toKey(row, address));
    for (const row of said) for (const address of row.addresses) known.add(toKey(row, address));
    return newcomers.filter((one) => namedBy(one).some((address) => known.has(toKey(toNumber(one), address))));
  }

  async function ofNumber(number: NumberOf, routed: readonly RoutedUpdate[], strange: readonly RoutedUpdate[]) {
    await words.keepJoined(listRecipients(strange), false);
    const seeds = new Set(strange.flatMap(namedBy));
    const { arrangement, pending } = await inTurn(number, () => settle(number, seeds, routed));
    return { arrangement, pending };
  }

  return {
    /** @param strange from `strangeIn`. @returns null when the round can be routed as it is. */
    async know(routed: readonly RoutedUpdate[], strange: Strange): Promise<Known | null> {
      await words.keepJoined(listRecipients(strange.words), true);
      const past = strange.newcomers.length > 0 ? await withPast(strange.newcomers) : [];
      const all = [...new Set([...strange.updates, ...past])];
      if (all.length === 0) return null;
      const known: Known = { owners: new Map(), routed, waited: [] };
      const waiting: RoutedUpdate[] = [];
      for (const [number, some] of groupByNumber(all)) {
        const ofThis = routed.filter(
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
      const homeless = new Set<RoutedUpdate>();
      for (const one of routed) {
        const { update } = one;
        if (update.kind === 'status' || isInGroup(update) || readNewNames(update.message.content) === undefined)
          continue;
        if (known.owners.has(receivedMessageId(update.phoneNumberId, update.message.id))) continue;
        await words.keepPending(one);
        homeless.add(one);
      }
      return { ...known, routed: [...routed.filter((one) => !homeless.has(one)), ...waiting] };
    },

    async forgetWaited(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await facts.deleteMany({ _id: { $in: [...ids] } } as never);
    },

    /** Merges the threads of names that belong together. */
    async join(number: NumberOf, joined: Names): Promise<void> {
      await words.keepJoined([[number, joined]], false);
      await this.settleAround(number, listAddresses(joined));
    },

    async settleAbandoned(): Promise<void> {
      const left = await getCollection(conversations)
        .find({ unsettledAt: { $lt: later(clock.now(), -unsettledMs) } } as never)
        .limit(abandonedAtOnce)
        .toArray();
      for (const row of left as ConversationRecord[]) {
        const { accountId, phoneNumberId, addresses, former } = row;
        const names = [...addresses.map(comparedAddress), ...(former ?? []).map(({ address }) => address)];
        await this.settleAround({ accountId, phoneNumberId }, names);
      }
    },

    async sweep(): Promise<void> {
      await facts.deleteMany({ isLoose: true, arrivedAt: { $lt: later(clock.now(), -looseFactKeptMs) } } as never);
    },

    async settleAround(number: NumberOf, addresses: readonly string[]): Promise<void> {
      await inTurn(number, () => settle(number, addresses, []));
    },
  };
}
export type PeopleService = ReturnType<typeof createPeopleService>;

const listRecipients = (routed: readonly RoutedUpdate[]): [NumberOf, Names][] =>
  routed.flatMap((one): [NumberOf, Names][] => {
    const names = one.update.kind === 'status' ? recipientNames(one.update) : null;
    return names ? [[toNumber(one), names]] : [];
  });

const toKey = ({ accountId, phoneNumberId }: NumberOf, address: string) => `${accountId} ${phoneNumberId} ${address}`;
const toNumber = ({ accountId, update: { phoneNumberId } }: RoutedUpdate): NumberOf => ({ accountId, phoneNumberId });

function groupByNumber(routed: readonly RoutedUpdate[]): [NumberOf, RoutedUpdate[]][] {
  const groups = new Map<string, [NumberOf, RoutedUpdate[]]>();
  for (const one of routed) {
    const number = toNumber(one);
    const key = toKey(number, '');
    const group = groups.get(key) ?? [number, []];
    groups.set(key, group);
    group[1].push(one);
  }
  return [...groups.values()];
}

const hasOwner = ({ owners }: Arrangement, update: RoutedUpdate['update']): boolean =>
  update.kind !== 'status' && owners.has(receivedMessageId(update.phoneNumberId, update.message.id));
