import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
  WebhookContact,
  WebhookContent,
} from '@switchboard/graph';
import { listAddresses, receivedMessageId } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import { withGivenNames } from '../ownNames.js';
import { type Fact, type Names, type Peer, toSecond } from './facts.js';

type MessageUpdate = InboundMessageUpdate | MessageEchoUpdate | PastMessageUpdate;

/** Without undefined fields. Written out, because every message passes here. */
function given({ waId, userId, parentUserId, name, username }: Peer): Peer {
  const peer: Peer = {};
  if (waId !== undefined) peer.waId = waId;
  if (userId !== undefined) peer.userId = userId;
  if (parentUserId !== undefined) peer.parentUserId = parentUserId;
  if (name !== undefined) peer.name = name;
  if (username !== undefined) peer.username = username;
  return peer;
}

type Change = Extract<WebhookContent, { type: 'system' }>;
const isChange = (content: WebhookContent): content is Change =>
  content.type === 'system' && (content.newWaId ?? content.newUserId ?? content.newParentUserId) !== undefined;

export function readNewNames(content: WebhookContent): Names | undefined {
  if (!isChange(content)) return undefined;
  return given({ waId: content.newWaId, userId: content.newUserId, parentUserId: content.newParentUserId });
}

/** Of a change: who the person was until then. */
export function readPeer({
  contact,
  message: { content },
}: {
  contact: WebhookContact;
  message: { content: WebhookContent };
}): Peer {
  const { waId, userId, parentUserId, name, username } = contact;
  if (!isChange(content)) return given({ waId: waId ?? ownPhoneIn(content), userId, parentUserId, name, username });
  const unless = (one: string | undefined, now: string | undefined) => (one === now ? undefined : one);
  return given({
    waId: content.previousWaId ?? unless(waId, content.newWaId),
    userId: content.previousUserId ?? unless(userId, content.newUserId),
    parentUserId: content.previousParentUserId ?? unless(parentUserId, content.newParentUserId),
  });
}

/** A card that was asked for has the sender's own number, verified by WhatsApp (meta-platform 17.2). */
function ownPhoneIn(content: WebhookContent): string | undefined {
  if (content.type !== 'contacts') return undefined;
  const own = content.contacts.filter(({ origin }) => origin === 'contact_request');
  const phones = own.flatMap(({ phones: listed }) => listed.flatMap(({ waId }) => waId ?? []));
  return own.length === 1 ? phones[0] : undefined;
}

export function addressesIn(update: MessageUpdate & { contact: WebhookContact }): string[] {
  const becomes = readNewNames(update.message.content);
  return [...listAddresses(readPeer(update)), ...(becomes ? listAddresses(becomes) : [])];
}

export const isTheirs = (update: MessageUpdate): boolean =>
  update.kind === 'message' || (update.kind === 'past' && update.direction === 'in');

export function toUpdateFact(
  update: MessageUpdate & { contact: WebhookContact },
  id = receivedMessageId(update.phoneNumberId, update.message.id),
): Fact {
  const { message } = update;
  const becomes = readNewNames(message.content);
  return {
    id,
    at: toSecond(message.timestamp),
    wamid: message.id,
    who: readPeer(update),
    weight: isTheirs(update) && message.content.type !== 'system' ? 'wrote' : 'told',
    ...(becomes ? { becomes } : {}),
  };
}

/** @returns null for a message of a release that did not keep its names. */
export function toMessageFact(
  message: Pick<MessageRecord, '_id' | 'at' | 'wamid' | 'peer' | 'becomes' | 'origin' | 'direction'> & {
    content: { kind: string };
  },
): Fact | null {
  const { _id, at, wamid, peer, becomes, origin, direction, content } = message;
  if (!peer) return null;
  const isTheirs = direction === 'in' && content.kind !== 'system' && content.kind !== 'handover';
  return {
    id: _id,
    at: toSecond(at),
    wamid: wamid ?? '',
    who: peer,
    weight: origin === 'switchboard' ? 'ours' : isTheirs ? 'wrote' : 'told',
    ...(becomes ? { becomes } : {}),
  };
}

/** A message in a group says nothing about whose a private thread is. */
export const isInGroup = (update: MessageUpdate | MessageStatusUpdate): boolean =>
  'groupId' in update && update.groupId !== undefined;

/** @returns null where the line is not about a change. */
export function toChangeUpdate(message: MessageRecord): InboundMessageUpdate | null {
  const { phoneNumberId, wamid, at, peer = {}, becomes, content } = withGivenNames(message);
  if (!becomes || wamid === undefined || content.kind !== 'system') return null;
  return {
    kind: 'message',
    entryId: '',
    field: 'messages',
    phoneNumberId,
    contact: listAddresses(peer).length > 0 ? peer : becomes,
    message: {
      id: wamid,
      timestamp: at,
      content: {
        type: 'system',
        event: content.event === 'number_changed' ? 'number_changed' : 'user_id_changed',
        metaType: '',
        body: content.text,
        ...(becomes.waId ? { newWaId: becomes.waId } : {}),
        ...(becomes.userId ? { newUserId: becomes.userId } : {}),
        ...(becomes.parentUserId ? { newParentUserId: becomes.parentUserId } : {}),
        ...(peer.waId ? { previousWaId: peer.waId } : {}),
        ...(peer.userId ? { previousUserId: peer.userId } : {}),
        ...(peer.parentUserId ? { previousParentUserId: peer.parentUserId } : {}),
      },
    },
  };
}

/** @returns null when it has one name. */
export function recipientNames(update: MessageStatusUpdate): Names | null {
  const { recipientWaId: waId, recipientUserId: userId, recipientParentUserId: parentUserId } = update;
  if (isInGroup(update)) return null;
  const names = given({ waId, userId, parentUserId });
  return Object.keys(names).length > 1 ? names : null;
}
