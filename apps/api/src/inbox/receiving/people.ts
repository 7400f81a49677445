import type { WebhookContact, WebhookMessage } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import { isOtherMessage } from '../identity/facts.js';
import { isNewerName } from '../identity/newestName.js';
import { becomesOf } from '../identity/peers.js';
import { phoneKey } from '../identity/phoneKey.js';
import { addressesOf, newConversationId, receivedMessageId, wholeMessageId } from '../ids.js';
import { searchKeyOf } from './searchKey.js';
import type { WorkingSet } from './workingSet.js';

/** A message, and whom it is from or for. `isTheirs`: the customer wrote it. */
export interface Told {
  isTheirs: boolean;
  /** The id it is kept under, where that does not follow from the wamid. */
  id?: string;
  contact: WebhookContact;
  message: WebhookMessage;
}

/** The number in the spelling it is compared by: only the customer's own phone tells how it spells it. */
const keyed = (contact: WebhookContact): WebhookContact =>
  contact.waId === undefined ? contact : { ...contact, waId: phoneKey(contact.waId) };

/** Whose conversation a message is in, and what its names say. Whatever is not plain was arranged before (`identity/`). */
export class People {
  constructor(
    private readonly set: WorkingSet,
    private readonly owners: ReadonlyMap<string, string>,
  ) {}

  conversationFor(
    accountId: string,
    phoneNumberId: string,
    { isTheirs, id, contact, message: { id: wamid, timestamp, content } }: Told,
  ): ConversationRecord {
    const owner = this.owners.size > 0 ? this.#ownerOf(phoneNumberId, contact, wamid, id) : undefined;
    const addresses = addressesOf(contact);
    const found =
      (owner === undefined ? undefined : this.set.conversation(owner)) ??
      addresses
        // The business-scoped id is the surer of the two: phone numbers change hands.
        .toReversed()
        .map((address) => this.set.conversationAt(accountId, phoneNumberId, address))
        .find((conversation) => conversation !== undefined);
    const conversation = found ?? this.#begin(accountId, phoneNumberId, isTheirs ? contact : keyed(contact), timestamp);
    // Beside a change of number or id, names may be those of before.
    if (becomesOf(content) === undefined) this.learnNames(conversation, contact, timestamp);
    return conversation;
  }

  /** A token alone proves nothing: another customer's message may have the id that is made from it. */
  #ownerOf(phoneNumberId: string, contact: WebhookContact, wamid: string, lineId?: string): string | undefined {
    if (lineId !== undefined) return this.owners.get(lineId);
    const whole = this.owners.get(wholeMessageId(phoneNumberId, wamid));
    if (whole !== undefined) return whole;
    const id = receivedMessageId(phoneNumberId, wamid);
    const stored = this.set.message(id);
    const isOthers = stored?.wamid && stored.peer && isOtherMessage(stored.wamid, stored.peer, wamid, contact);
    return isOthers ? undefined : this.owners.get(id);
  }

  #begin(accountId: string, phoneNumberId: string, contact: WebhookContact, at: Date): ConversationRecord {
    const addresses = addressesOf(contact);
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
    conversation.searchKey = searchKeyOf(conversation);
    this.set.addConversation(conversation);
    this.set.touchConversation(conversation);
    return conversation;
  }

  /** The newest name by Meta's clock counts, whenever it comes. Only a name that is another one is news. */
  learnNames(conversation: ConversationRecord, { name, username }: WebhookContact, at: Date): void {
    const isNamed = name !== undefined && this.#learn(conversation, 'name', 'namedAt', name, at);
    const isUsernamed = username !== undefined && this.#learn(conversation, 'username', 'usernamedAt', username, at);
    if (!isNamed && !isUsernamed) return;
    conversation.searchKey = searchKeyOf(conversation);
    this.set.touchConversation(conversation);
  }

  /** @returns whether the customer is called something else now. */
  #learn(
    conversation: ConversationRecord,
    field: 'name' | 'username',
    timeField: 'namedAt' | 'usernamedAt',
    text: string,
    at: Date,
  ): boolean {
    const known = conversation[field];
    // Before times were kept, whatever came last counted.
    const knownAt = conversation[timeField] ?? conversation.lastInboundAt ?? new Date(0);
    if (known !== undefined && !isNewerName({ text, at }, { text: known, at: knownAt })) return false;
    conversation[field] = text;
    conversation[timeField] = at;
    return known !== text;
  }
}
