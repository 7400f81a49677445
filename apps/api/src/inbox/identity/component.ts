import type { Model } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, listAddresses, listSpellings, receivedMessageId, toSortKey, wholeMessageId } from '../ids.js';
import { getCollection } from '../inboxWrites.js';
import { maxConversationsOfAPerson, maxRounds } from '../limits.js';
import type { MessageRecord } from '../message.model.js';
import { withGivenNames } from '../ownNames.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import type { Component, Said } from './arrange.js';
import { type Fact, isOtherMessage, unitedPeer } from './facts.js';
import type { IdentityFactRecord } from './identityFact.model.js';
import { addressesIn, isInGroup, toMessageFact, toUpdateFact } from './peers.js';
import type { RedirectRecord } from './redirect.model.js';

export interface ComponentDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  identityFacts: Model<IdentityFactRecord>;
  redirects: Model<RedirectRecord>;
}

export interface NumberOf {
  accountId: string;
  phoneNumberId: string;
}

export interface Loaded {
  component: Component;
  pending: IdentityFactRecord[];
  loose: string[];
}

/** Null: it names nobody. */
export function saidBy({ arrivedAt, place, update, lineId }: RoutedUpdate): Said | null {
  if (update.kind === 'status' || !update.contact || isInGroup(update)) return null;
  const id = lineId ?? receivedMessageId(update.phoneNumberId, update.message.id);
  const fact = toUpdateFact({ ...update, contact: update.contact }, id);
  return { id, conversationId: null, sortKey: toSortKey(update.message.timestamp, arrivedAt, place, id), fact };
}

const listMessageAddresses = ({ update }: RoutedUpdate): string[] =>
  update.kind === 'status' || !update.contact ? [] : addressesIn({ ...update, contact: update.contact });

export function createComponents({ conversations, messages, identityFacts, redirects }: ComponentDeps) {
  async function saidIn(accountId: string, ids: readonly string[]): Promise<Said[]> {
    const fields = { conversationId: 1, sortKey: 1, at: 1, wamid: 1, direction: 1, origin: 1, peer: 1, becomes: 1 };
    const rows = await getCollection(messages)
      .find({ accountId, conversationId: { $in: [...ids] } }, { projection: { ...fields, 'content.kind': 1 } })
      .toArray();
    // Our own lines and messages that Meta never took say nothing about who somebody is: they stay with the thread's
    // first message.
    const identifying = rows.filter(({ wamid, peer }) => wamid !== undefined || peer);
    return identifying.map(withGivenNames).map((row) => {
      const { _id, conversationId, sortKey } = row;
      return { id: _id, conversationId, sortKey, fact: toMessageFact(row) };
    });
  }

  return {
    /**
     * @param seeds addresses in the spelling they are compared by.
     * @param routed messages about to be stored; only those that belong here are used.
     */
    async around(number: NumberOf, seeds: Iterable<string>, routed: readonly RoutedUpdate[]): Promise<Loaded> {
      const { accountId, phoneNumberId } = number;
      const addresses = new Set(seeds);
      const rows = new Map<string, ConversationRecord>();
      const words = new Map<string, IdentityFactRecord>();
      const taken = new Map<string, RoutedUpdate>();
      const asked = new Set<string>();
      for (let round = 0; round < maxRounds && rows.size < maxConversationsOfAPerson; round += 1) {
        const fresh = [...addresses].filter((address) => !asked.has(address));
        if (fresh.length === 0) break;
        for (const address of fresh) asked.add(address);
        const spellings = fresh.flatMap(listSpellings);
        const [found, said] = await Promise.all([
          getCollection(conversations)
            .find({
              $or: [
                { accountId, phoneNumberId, addresses: { $in: spellings } },
                { accountId, phoneNumberId, 'former.address': { $in: fresh } },
              ],
            } as never)
            .limit(maxConversationsOfAPerson)
            .toArray() as Promise<ConversationRecord[]>,
          getCollection(identityFacts)
            .find({ accountId, phoneNumberId, addresses: { $in: fresh } } as never)
            .toArray() as Promise<IdentityFactRecord[]>,
        ]);
        for (const row of found) {
          rows.set(row._id, row);
          for (const address of row.addresses) addresses.add(comparedAddress(address));
          for (const { address } of row.former ?? []) addresses.add(address);
          if (row.waId) for (const address of listAddresses({ waId: row.waId })) addresses.add(address);
        }
        for (const word of said) {
          words.set(word._id, word);
          for (const address of word.addresses) addresses.add(address);
        }
        for (const one of routed) {
          const named = listMessageAddresses(one);
          if (!named.some((address) => addresses.has(address))) continue;
          const id = saidBy(one)?.id;
          if (id === undefined || taken.has(id)) continue;
          taken.set(id, one);
          for (const address of named) addresses.add(address);
        }
      }
      const ids = [...rows.keys()];
      const [stored, leading] = await Promise.all([
        ids.length === 0 ? [] : saidIn(accountId, ids),
        ids.length === 0
          ? []
          : redirects.find({ accountId, into: { $in: ids } }, { _id: 1 }).lean<Pick<RedirectRecord, '_id'>[]>(),
      ]);
      const pending = [...words.values()].filter((word) => word.pending);
      const waiting = pending.flatMap((word): RoutedUpdate[] =>
        word.pending ? [{ accountId, arrivedAt: word.arrivedAt, ...word.pending }] : [],
      );
      const component: Component = {
        ...number,
        conversations: [...rows.values()],
        said: withFresh(stored, [...taken.values(), ...waiting]),
        facts: [...words.values()].flatMap((word) => toJoinedFact(word) ?? []),
        taken: new Set(leading.map(({ _id }) => _id)),
      };
      const loose = [...words.values()].filter((word) => word.isLoose).map(({ _id }) => _id);
      return { component, pending, loose };
    },
  };
}

/** It has no time: it fills what is open when everything else is known. */
export function toJoinedFact({ _id, joined }: Pick<IdentityFactRecord, '_id' | 'joined'>): Fact | null {
  return joined ? { id: _id, at: Number.MAX_SAFE_INTEGER, wamid: '', who: joined, weight: 'joined' } : null;
}

export type Components = ReturnType<typeof createComponents>;

/** A message that comes again adds its names to what is stored of it. */
export function withFresh(stored: readonly Said[], routed: readonly RoutedUpdate[]): Said[] {
  const said = new Map(stored.map((one) => [one.id, one]));
  for (const one of routed) {
    const fresh = saidBy(one);
    if (!fresh) continue;
    const known = said.get(fresh.id);
    if (known && isAnother(known, fresh) && one.lineId === undefined) {
      if (known.conversationId === null) {
        said.delete(known.id);
        keep(said, byItsWhole(known, one));
      }
      keep(said, byItsWhole(fresh, one));
    } else keep(said, fresh);
  }
  return [...said.values()];
}

/** The second of two messages with one token, under its own id. */
function byItsWhole(said: Said, { update: { phoneNumberId } }: RoutedUpdate): Said {
  const id = wholeMessageId(phoneNumberId, said.fact?.wamid ?? '');
  return { ...said, id, fact: said.fact && { ...said.fact, id } };
}

const isAnother = ({ fact: known }: Said, { fact: fresh }: Said): boolean =>
  known !== null && fresh !== null && isOtherMessage(known.wamid, known.who, fresh.wamid, fresh.who);

function keep(said: Map<string, Said>, fresh: Said): void {
  const known = said.get(fresh.id);
  if (!known) said.set(fresh.id, fresh);
  else if (fresh.fact) {
    const who = known.fact ? unitedPeer(known.fact.who, fresh.fact.who) : fresh.fact.who;
    said.set(fresh.id, { ...known, fact: { ...(known.fact ?? fresh.fact), who } });
  }
}
