import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import type { DomainEvents } from '../../platform/domainEvents.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { readGroupId } from '../groups/group.js';
import { isPlainRound, strangeIn } from '../identity/strange.js';
import { groupAddress, listAddresses, listSpellings, receivedMessageId } from '../ids.js';
import { toMessageDto } from '../inbox.dto.js';
import { maxFirstDeliveryMs } from '../lifetimes.js';
import type { ConversationMemory } from './conversationMemory.js';
import { planReceive } from './receive.js';
import type { ReceivePlan, RoutedUpdate } from './receive.types.js';

export interface ArrivalsDeps {
  conversations: Model<ConversationRecord>;
  changes: Pick<ChangeService, 'hasListeners'>;
  memory: Pick<ConversationMemory, 'keep' | 'keepMessages' | 'hasMessage' | 'findConversationId'>;
  events: DomainEvents;
  clock: Clock;
}

/** Shows plain messages to browsers as soon as their delivery is durable, before they are stored as messages. */
export function createArrivals({ conversations, changes, memory, events, clock }: ArrivalsDeps) {
  async function findConversation(routed: RoutedUpdate, addresses: readonly string[]): Promise<string | null> {
    const { accountId, update } = routed;
    const { phoneNumberId } = update;
    const names = {
      waId: 1,
      userId: 1,
      accountId: 1,
      phoneNumberId: 1,
      addresses: 1,
      since: 1,
      unsettledAt: 1,
    } as const;
    const found = await conversations
      .find({ accountId, phoneNumberId, addresses: { $in: addresses.flatMap(listSpellings) } }, names)
      .limit(2)
      .lean<ConversationRecord[]>();
    memory.keep(found);
    return isPlainRound(strangeIn([routed], found)) ? (found[0]?._id ?? null) : null;
  }

  return {
    /**
     * A message that refers to another one is shown once that has been looked up.
     *
     * @returns a function that shows it; null when nobody listens, or it is not a plain message in a known
     * conversation.
     */
    async prepare(routed: RoutedUpdate): Promise<(() => void) | null> {
      const { accountId, arrivedAt, update } = routed;
      if (update.kind !== 'message' || !changes.hasListeners(accountId)) return null;
      const { contact, message, phoneNumberId } = update;
      if (message.context?.repliesTo || message.content.type === 'system') return null;
      // Meta repeats a delivery soon, which is remembered, or after it was not answered for a while.
      if (arrivedAt.getTime() - message.timestamp.getTime() > maxFirstDeliveryMs) return null;
      if (memory.hasMessage(accountId, receivedMessageId(phoneNumberId, message.id))) return null;
      const groupId = readGroupId(update);
      const addresses = groupId ? [groupAddress(groupId)] : listAddresses(contact);
      const conversationId =
        memory.findConversationId(accountId, phoneNumberId, addresses) ?? (await findConversation(routed, addresses));
      if (!conversationId) return null;
      const conversation: ConversationRecord = {
        _id: conversationId,
        accountId,
        phoneNumberId,
        addresses,
        searchKey: '',
        lastActivityAt: message.timestamp,
        unread: 0,
        revision: 0,
      };
      const known = { conversations: [conversation], messages: [], earlyEvents: [] };
      const [planned] = planReceive([routed], known, clock.now(), false).newMessages;
      if (!planned) return null;
      // With revision 0 it never replaces what a browser knows of the message.
      const dto = { ...toMessageDto(planned), revision: 0 };
      // Losing it loses nothing: the message comes once more with its change.
      return () => events.emit('message.arrived', { accountId, message: dto });
    },

    remember({ newConversations, changedConversations, newMessages }: ReceivePlan): void {
      memory.keep([...newConversations, ...changedConversations.map(({ after }) => after)]);
      // Meta repeats what is new. Thousands of imported messages would push those out.
      memory.keepMessages(newMessages.filter((message) => !message.isPast));
    },
  };
}
export type Arrivals = ReturnType<typeof createArrivals>;
