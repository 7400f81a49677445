import { readWamid, samePhone, type WebhookContact, type WebhookMessage, wamidKey } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { phoneAddress, receivedMessageId, userIdAddress, waIdOf, wholeMessageId } from '../ids.js';
import { shownPreviewOf } from '../inbox.dto.js';
import type { MessageRecord, StoredQuote } from '../message.model.js';
import { givenWamid, ownMessageIds } from '../ownNames.js';

/** Ids of messages that Meta named about a number that an account holds. */
export interface Named {
  accountId: string;
  phoneNumberId: string;
  wamids: Set<string>;
}
/** The same by account and number. */
export type NamesByNumber = Map<string, Named>;

export function addName(names: NamesByNumber, accountId: string, phoneNumberId: string, wamid: string): void {
  const key = `${accountId} ${phoneNumberId}`;
  const named = names.get(key);
  if (named) named.wamids.add(wamid);
  else names.set(key, { accountId, phoneNumberId, wamids: new Set([wamid]) });
}

/** Whether messages are looked for under names of their own as well (`ownNames.ts`). */
export type Beside = 'with_own_names' | 'without';

/**
 * Questions for messages by their wamids, under whichever of the two forms they are stored (meta-platform 17.2): by the
 * wamid itself; by the id that is made from what both forms have in common; and, for what was sent from here and has an
 * id of ours, by that itself.
 */
export function messagesNamed(names: NamesByNumber, beside: Beside = 'with_own_names') {
  return [...names.values()].flatMap((named) => {
    const { accountId } = named;
    const questions = underGivenNames(named).map((question) => ({ accountId, ...question }));
    return beside === 'without' ? questions : [...questions, underOwnNames(named)];
  });
}

const underOwnNames = ({ accountId, phoneNumberId, wamids }: Named) => ({
  ...{ accountId, phoneNumberId },
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

/** Questions for rows of other accounts that have one of the names, or the id that is made from it. */
export const namedElsewhere = (names: NamesByNumber) =>
  [...names.values()].flatMap((named) => {
    const { accountId, phoneNumberId, wamids } = named;
    const ids = [...wamids].map((wamid) => wholeMessageId(phoneNumberId, wamid));
    const others = { accountId: { $ne: accountId } };
    return [...underGivenNames(named), { _id: { $in: ids }, phoneNumberId }].map((one) => ({ ...one, ...others }));
  });

/** Which of the names are in use by these rows of other accounts. `${phoneNumberId} ${wamid}`. */
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

/**
 * The same for messages that customers write: they were never sent from here, so their ids tell. Nearly all of them are
 * new, and this is one question.
 */
export function customerMessagesNamed(names: NamesByNumber, beside: Beside) {
  return [...names.values()].map(({ accountId, phoneNumberId, wamids }) => {
    const ids = [...wamids].flatMap((wamid) => [
      receivedMessageId(phoneNumberId, wamid),
      // Stored before both forms made one id.
      ...(wamidKey(wamid) === null ? [] : [wholeMessageId(phoneNumberId, wamid)]),
      ...(beside === 'without' ? [] : ownMessageIds(accountId, phoneNumberId, wamid)),
    ]);
    return { _id: { $in: ids }, accountId, phoneNumberId };
  });
}

/**
 * Questions for what was said about messages before they came, under either form of their wamids.
 *
 * @param named whatever is named: what is kept about it already is to be found as it was kept.
 * @param written what customers write; their wamids have two forms.
 */
export function straysNamed(named: NamesByNumber, written: NamesByNumber) {
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
const phonesIn = ({ addresses }: Addressed) => addresses.flatMap((address) => waIdOf(address) ?? []);
const userIdsIn = ({ addresses }: Addressed) => addresses.filter((address) => address.startsWith('u:'));

const isGroup = ({ addresses }: Addressed) => addresses.some((address) => address.startsWith('g:'));

const isPhone = (peer: string) => /^\d+$/.test(peer);
const isParent = (address: string) => /^u:[A-Z]{2}\.ENT\./.test(address);
/** Under which address a conversation has the peer that a wamid names. */
export const addressOfPeer = (peer: string): string => (isPhone(peer) ? phoneAddress(peer) : userIdAddress(peer));

/** Whether a conversation may be that with this peer: nothing in it says that it is with somebody else. */
function mayBeWith(conversation: Addressed, peer: string): boolean {
  if (isPhone(peer)) {
    const phones = phonesIn(conversation);
    return phones.length === 0 || phones.some((phone) => samePhone(phone, peer));
  }
  // The id for a whole portfolio is a further name, which is compared with its like alone.
  const ids = userIdsIn(conversation).filter((address) => isParent(address) === isParent(userIdAddress(peer)));
  return ids.length === 0 || ids.includes(userIdAddress(peer));
}

/** Whether two conversations may be with one person: they share a name, or have none of one kind. */
function mayBeOne(a: Addressed, b: Addressed): boolean {
  // A group is with nobody alone.
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
 * Whether a wamid is the other form of a message's own. The token alone does not tell: a customer's device makes it, and
 * may make that of another customer's message. So the person has to be the same one, by everything that is known.
 *
 * @param conversation the message's own. Undefined: it is not written yet, and tells nothing.
 * @param conversationAt finds the conversation with an address, to compare the two.
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
  const other = conversationAt(addressOfPeer(named.peer));
  if (other && other._id !== conversation._id) return mayBeOne(conversation, other);
  return mayBeWith(conversation, named.peer);
}

/** What an answer shows of the message it answers. */
export const quoteOf = (quoted: MessageRecord, wamid = givenWamid(quoted.wamid ?? '')): StoredQuote => ({
  wamid,
  id: quoted._id,
  preview: shownPreviewOf(quoted),
  direction: quoted.direction,
  ...(quoted.author ? { author: quoted.author } : {}),
});

export const isSameQuote = (a: StoredQuote, b: StoredQuote): boolean =>
  a.id === b.id && a.preview === b.preview && a.direction === b.direction && a.author?.userId === b.author?.userId;

/**
 * Who wrote a message that is not kept here, by what Meta says beside the answer to it: `context.from` is the number or
 * the id of one of the two. Where that is neither, its wamid tells.
 *
 * @param ownPhone the business's digits.
 */
export function directionOfUnknown(
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
  // A number that is not the business's is another person's: somebody else in the group.
  return digits !== undefined && ownPhone !== undefined ? 'in' : 'out';
}
