import { readWamid, samePhone, type WebhookContact, type WebhookMessage, wamidKey } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { phoneAddress, receivedMessageId, toWaId, userIdAddress, wholeMessageId } from '../ids.js';
import { toShownPreview } from '../inbox.dto.js';
import type { MessageRecord, StoredQuote } from '../message.model.js';
import { givenWamid, ownMessageIds } from '../ownNames.js';

export interface Named {
  accountId: string;
  phoneNumberId: string;
  wamids: Set<string>;
}
export type NamesByNumber = Map<string, Named>;

export function addName(names: NamesByNumber, accountId: string, phoneNumberId: string, wamid: string): void {
  const key = `${accountId} ${phoneNumberId}`;
  const named = names.get(key);
  if (named) named.wamids.add(wamid);
  else names.set(key, { accountId, phoneNumberId, wamids: new Set([wamid]) });
}

export type Beside = 'with_own_names' | 'without';

/** Under either form of the wamid (meta-platform 17.2): by itself, by what both forms share, and by our own id. */
export function toMessageQueries(names: NamesByNumber, beside: Beside = 'with_own_names') {
  return [...names.values()].flatMap((named) => {
    const { accountId } = named;
    const questions = underGivenNames(named).map((question) => ({ accountId, ...question }));
    return beside === 'without' ? questions : [...questions, underOwnNames(named)];
  });
}

const underOwnNames = ({ accountId, phoneNumberId, wamids }: Named) => ({
  accountId,
  phoneNumberId,
  _id: { $in: [...wamids].flatMap((wamid) => ownMessageIds(accountId, phoneNumberId, wamid)) },
});

function underGivenNames({ phoneNumberId, wamids }: Named) {
  const keyed = [...wamids].filter((wamid) => wamidKey(wamid) !== null);
  const byWamid = { phoneNumberId, wamid: { $in: [...wamids] } };
  if (keyed.length === 0) return [byWamid];
  const ids = keyed.map((wamid) => receivedMessageId(phoneNumberId, wamid));
  return [
    byWamid,
    { _id: { $in: ids }, phoneNumberId },
    { phoneNumberId, wamidKey: { $in: keyed.map((wamid) => wamidKey(wamid)) } },
  ];
}

/** Rows of other accounts. */
export const namedElsewhere = (names: NamesByNumber) =>
  [...names.values()].flatMap((named) => {
    const { accountId, phoneNumberId, wamids } = named;
    const ids = [...wamids].map((wamid) => wholeMessageId(phoneNumberId, wamid));
    const others = { accountId: { $ne: accountId } };
    return [...underGivenNames(named), { _id: { $in: ids }, phoneNumberId }].map((one) => ({ ...one, ...others }));
  });

/** @returns `${phoneNumberId} ${wamid}` of the names in use. */
export function namesTaken(
  names: NamesByNumber,
  others: readonly Pick<MessageRecord, '_id' | 'phoneNumberId' | 'wamid' | 'wamidKey'>[],
): ReadonlySet<string> {
  const used = new Set(
    others.flatMap(({ _id, phoneNumberId, ...named }) => [
      _id,
      ...[named.wamid, named.wamidKey].flatMap((name) => (name ? [takenName(phoneNumberId, name)] : [])),
    ]),
  );
  const isTaken = (phoneNumberId: string, wamid: string) =>
    used.has(takenName(phoneNumberId, wamid)) ||
    used.has(takenName(phoneNumberId, wamidKey(wamid) ?? wamid)) ||
    used.has(receivedMessageId(phoneNumberId, wamid)) ||
    used.has(wholeMessageId(phoneNumberId, wamid));
  return new Set(
    [...names.values()].flatMap(({ phoneNumberId, wamids }) =>
      [...wamids].filter((wamid) => isTaken(phoneNumberId, wamid)).map((wamid) => takenName(phoneNumberId, wamid)),
    ),
  );
}

export const takenName = (phoneNumberId: string, name: string) => `${phoneNumberId} ${name}`;

/** Customers' messages have ids made from their wamids. Nearly all are new, so this is one query. */
export function toCustomerMessageQueries(names: NamesByNumber, beside: Beside) {
  return [...names.values()].map(({ accountId, phoneNumberId, wamids }) => {
    const ids = [...wamids].flatMap((wamid) => [
      receivedMessageId(phoneNumberId, wamid),
      ...(wamidKey(wamid) === null ? [] : [wholeMessageId(phoneNumberId, wamid)]),
      ...(beside === 'without' ? [] : ownMessageIds(accountId, phoneNumberId, wamid)),
    ]);
    return { _id: { $in: ids }, accountId, phoneNumberId };
  });
}

/** @param named all messages that are named. @param written those of customers, whose wamids have two forms. */
export function toEarlyEventQueries(named: NamesByNumber, written: NamesByNumber) {
  const byKey = ({ accountId, phoneNumberId, wamids }: Named) => {
    const keys = [...wamids].flatMap((wamid) => wamidKey(wamid) ?? []);
    return keys.length === 0 ? [] : [{ accountId, phoneNumberId, wamidKey: { $in: keys } }];
  };
  return [
    ...[...named.values()].flatMap((one) => [
      { accountId: one.accountId, phoneNumberId: one.phoneNumberId, wamid: { $in: [...one.wamids] } },
      ...byKey(one),
    ]),
    ...[...written.values()].flatMap(byKey),
  ];
}

type Addressed = Pick<ConversationRecord, 'addresses'>;
const phonesIn = ({ addresses }: Addressed) => addresses.flatMap((address) => toWaId(address) ?? []);
const userIdsIn = ({ addresses }: Addressed) => addresses.filter((address) => address.startsWith('u:'));

const isGroup = ({ addresses }: Addressed) => addresses.some((address) => address.startsWith('g:'));

const isPhone = (peer: string) => /^\d+$/.test(peer);
const isParent = (address: string) => /^u:[A-Z]{2}\.ENT\./.test(address);
export const toPeerAddress = (peer: string): string => (isPhone(peer) ? phoneAddress(peer) : userIdAddress(peer));

/** Nothing says that it is with somebody else. */
function mayBeWith(conversation: Addressed, peer: string): boolean {
  if (isPhone(peer)) {
    const phones = phonesIn(conversation);
    return phones.length === 0 || phones.some((phone) => samePhone(phone, peer));
  }
  // A parent id is compared with parent ids alone.
  const ids = userIdsIn(conversation).filter((address) => isParent(address) === isParent(userIdAddress(peer)));
  return ids.length === 0 || ids.includes(userIdAddress(peer));
}

/** They share a name, or have no kind of name in common. */
function mayBeOne(a: Addressed, b: Addressed): boolean {
  if (isGroup(a) || isGroup(b)) return false;
  const [ids, others] = [userIdsIn(a), userIdsIn(b)];
  if (ids.length > 0 && others.length > 0) return ids.some((id) => others.includes(id));
  const phones = phonesIn(b);
  return (
    phones.length === 0 ||
    phonesIn(a).length === 0 ||
    phonesIn(a).some((one) => phones.some((two) => samePhone(one, two)))
  );
}

/**
 * A customer's device makes the token, and two devices may make the same one: the person has to be the same by
 * everything that is known.
 *
 * @param conversation the message's own; undefined: not written yet.
 * @param conversationAt finds the conversation with an address.
 */
export function isOtherForm(
  message: Pick<MessageRecord, 'wamid'>,
  wamid: string,
  conversation: ConversationRecord | undefined,
  conversationAt: (address: string) => ConversationRecord | undefined = () => undefined,
): boolean {
  const named = readWamid(wamid);
  const own = message.wamid === undefined ? null : readWamid(message.wamid);
  if (!named || !own || named.token !== own.token || named.isOurs !== own.isOurs) return false;
  if (named.peer === own.peer || !conversation) return true;
  const other = conversationAt(toPeerAddress(named.peer));
  if (other && other._id !== conversation._id) return mayBeOne(conversation, other);
  return mayBeWith(conversation, named.peer);
}

export const toQuote = (quoted: MessageRecord, wamid = givenWamid(quoted.wamid ?? '')): StoredQuote => ({
  wamid,
  id: quoted._id,
  preview: toShownPreview(quoted),
  direction: quoted.direction,
  ...(quoted.author ? { author: quoted.author } : {}),
});

export const isSameQuote = (a: StoredQuote, b: StoredQuote): boolean =>
  a.id === b.id && a.preview === b.preview && a.direction === b.direction && a.author?.userId === b.author?.userId;

/**
 * `context.from` is the number or id of one of the two; where it is neither, the wamid decides. @param ownPhone digits.
 */
export function inferDirection(
  { from, repliesTo }: NonNullable<WebhookMessage['context']>,
  contact: WebhookContact | undefined,
  ownPhone: string | undefined,
): 'in' | 'out' {
  const digits = from !== undefined && /^\+?\d+$/.test(from) ? from.replace('+', '') : undefined;
  if (digits !== undefined) {
    if (ownPhone !== undefined && samePhone(digits, ownPhone)) return 'out';
    if (contact?.waId !== undefined && samePhone(digits, contact.waId)) return 'in';
  } else if (from !== undefined && (from === contact?.userId || from === contact?.parentUserId)) {
    return 'in';
  }
  const named = repliesTo === undefined ? null : readWamid(repliesTo);
  if (named) return named.isOurs ? 'out' : 'in';
  // Somebody else in the group.
  return digits !== undefined && ownPhone !== undefined ? 'in' : 'out';
}
