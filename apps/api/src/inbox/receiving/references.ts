import { readWamid, samePhone, type WebhookContact, type WebhookMessage, wamidKey } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { phoneAddress, receivedMessageId, userIdAddress, waIdOf, wholeMessageId } from '../ids.js';
import { shownPreviewOf } from '../inbox.dto.js';
import type { MessageRecord, StoredQuote } from '../message.model.js';

/** Ids of messages that Meta named, by number. */
export type NamesByNumber = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Questions for messages by their wamids, under whichever of the two forms they are stored (meta-platform 17.2): by the
 * wamid itself; by the id that is made from what both forms have in common; and, for what was sent from here and has an
 * id of ours, by that itself.
 */
export function messagesNamed(names: NamesByNumber) {
  return [...names].flatMap(([phoneNumberId, wamids]) => {
    const keyed = [...wamids].filter((wamid) => wamidKey(wamid) !== null);
    const byWamid = { phoneNumberId, wamid: { $in: [...wamids] } };
    if (keyed.length === 0) return [byWamid];
    const ids = keyed.map((wamid) => receivedMessageId(phoneNumberId, wamid));
    return [
      byWamid,
      { _id: { $in: ids }, phoneNumberId },
      { phoneNumberId, wamidKey: { $in: keyed.map((wamid) => wamidKey(wamid)) } },
    ];
  });
}

/**
 * The same for messages that customers write: they were never sent from here, so their ids tell. Nearly all of them are
 * new, and this is one question.
 */
export function customerMessagesNamed(names: NamesByNumber) {
  return [...names].map(([phoneNumberId, wamids]) => {
    const ids = [...wamids].flatMap((wamid) => [
      receivedMessageId(phoneNumberId, wamid),
      // Stored before both forms made one id.
      ...(wamidKey(wamid) === null ? [] : [wholeMessageId(phoneNumberId, wamid)]),
    ]);
    return { _id: { $in: ids }, phoneNumberId };
  });
}

/**
 * Questions for what was said about messages before they came, under either form of their wamids.
 *
 * @param named whatever is named: what is kept about it already is to be found as it was kept.
 * @param written what customers write; their wamids have two forms.
 */
export function straysNamed(named: NamesByNumber, written: NamesByNumber) {
  const keysOf = (wamids: ReadonlySet<string>) => [...wamids].flatMap((wamid) => wamidKey(wamid) ?? []);
  const byKey = (phoneNumberId: string, keys: string[]) =>
    keys.length === 0 ? [] : [{ phoneNumberId, wamidKey: { $in: keys } }];
  return [
    ...[...named].flatMap(([phoneNumberId, wamids]) => [
      { phoneNumberId, wamid: { $in: [...wamids] } },
      ...byKey(phoneNumberId, keysOf(wamids)),
    ]),
    ...[...written].flatMap(([phoneNumberId, wamids]) => byKey(phoneNumberId, keysOf(wamids))),
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
export const quoteOf = (quoted: MessageRecord, wamid = quoted.wamid ?? ''): StoredQuote => ({
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
