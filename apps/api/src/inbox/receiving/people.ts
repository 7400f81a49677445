import type { WebhookContact, WebhookMessage } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { isOtherMessage } from '../identity/facts.js';
import { isNewerName } from '../identity/newestName.js';
import { readNewNames } from '../identity/peers.js';
import { phoneKey } from '../identity/phoneKey.js';
import { listAddresses, newConversationId, receivedMessageId, wholeMessageId } from '../ids.js';
import { toSearchKey } from './searchKey.js';
import type { WorkingSet } from './workingSet.js';

/** `isTheirs`: the customer wrote it. */
export interface PeerMessage {
  isTheirs: boolean;
  id?: string;
  contact: WebhookContact;
  message: WebhookMessage;
}

/** Only the customer's own phone tells how it spells the number. */
const keyed = (contact: WebhookContact): WebhookContact =>
  contact.waId === undefined ? contact : { ...contact, waId: phoneKey(contact.waId) };

/** Whose conversation a message is in. Cases that are not plain were arranged before (`identity/`). */
export class People {
  constructor(
    private readonly set: WorkingSet,
    private readonly owners: ReadonlyMap<string, string>,
  ) {}

  conversationFor(
    accountId: string,
    phoneNumberId: string,
    { isTheirs, id, contact, message: { id: wamid, timestamp, content } }: PeerMessage,
  ): ConversationRecord {
    const owner = this.owners.size > 0 ? this.#findOwner(phoneNumberId, contact, wamid, id) : undefined;
    const addresses = listAddresses(contact);
    const found =
      (owner === undefined ? undefined : this.set.conversation(owner)) ??
      addresses
        // The business-scoped id is the surer one: phone numbers change hands.
        .toReversed()
        .map((address) => this.set.conversationAt(accountId, phoneNumberId, address))
        .find((conversation) => conversation !== undefined);
    const conversation = found ?? this.#begin(accountId, phoneNumberId, isTheirs ? contact : keyed(contact), timestamp);
    // Beside a change, names may be those of before.
    if (readNewNames(content) === undefined) this.learnNames(conversation, contact, timestamp);
    return conversation;
  }

  /** A token alone proves nothing: two customers' messages may have the same one. */
  #findOwner(phoneNumberId: string, contact: WebhookContact, wamid: string, lineId?: string): string | undefined {
    if (lineId !== undefined) return this.owners.get(lineId);
    const whole = this.owners.get(wholeMessageId(phoneNumberId, wamid));
    if (whole !== undefined) return whole;
    const id = receivedMessageId(phoneNumberId, wamid);
    const stored = this.set.message(id);
    const isOthers = stored?.wamid && stored.peer && isOtherMessage(stored.wamid, stored.peer, wamid, contact);
    return isOthers ? undefined : this.owners.get(id);
  }

  #begin(accountId: string, phoneNumberId: string, contact: WebhookContact, at: Date): ConversationRecord {
    const addresses = listAddresses(contact);
    const { waId, userId } = contact;
    const conversation: ConversationRecord = {
      _id: newConversationId(accountId, phoneNumberId, addresses[0] ?? ''),
      accountId,
      phoneNumberId,
      addresses,
      ...(waId ? { waId } : {}),
      ...(userId ? { userId } : {}),
      searchKey: '',
      lastActivityAt: at,
      unread: 0,
      revision: 1,
    };
    conversation.searchKey = toSearchKey(conversation);
    this.set.addConversation(conversation);
    this.set.touchConversation(conversation);
    return conversation;
  }

  learnNames(conversation: ConversationRecord, { name, username }: WebhookContact, at: Date): void {
    const isNamed = name !== undefined && this.#learn(conversation, 'name', 'namedAt', name, at);
    const isUsernamed = username !== undefined && this.#learn(conversation, 'username', 'usernamedAt', username, at);
    if (!isNamed && !isUsernamed) return;
    conversation.searchKey = toSearchKey(conversation);
    this.set.touchConversation(conversation);
  }

  #learn(
    conversation: ConversationRecord,
    field: 'name' | 'username',
    timeField: 'namedAt' | 'usernamedAt',
    text: string,
    at: Date,
  ): boolean {
    const known = conversation[field];
    const knownAt = conversation[timeField] ?? conversation.lastInboundAt ?? new Date(0);
    if (known !== undefined && !isNewerName({ text, at }, { text: known, at: knownAt })) return false;
    conversation[field] = text;
    conversation[timeField] = at;
    return known !== text;
  }
}
