import type { DomainEvents } from '../platform/domainEvents.js';
import { createReportLimit, nowhere, type PresenceState, readReport, toPresenceEvent } from './presence.js';
import { accountRoom } from './rooms.js';
import type { SocketService } from './socket.service.js';

export interface PresenceDeps {
  sockets: Pick<SocketService, 'onOpen'>;
  hasConversation: (accountId: string, conversationId: string) => Promise<boolean>;
  events: DomainEvents;
}

/** Tells the people of an account where the others are, and who writes. */
export function openPresence({ sockets, hasConversation, events }: PresenceDeps): void {
  sockets.onOpen((socket) => {
    const { principal, name } = socket.data;
    const mayReport = createReportLimit(Date.now);
    let last = nowhere;
    /** Reports are counted: to look a conversation up takes a while, and one that was said earlier is not told later. */
    let heard = 0;
    let told = 0;
    const tell = (state: PresenceState) => {
      last = state;
      const event = toPresenceEvent(socket.id, { userId: principal.userId, name }, state);
      socket.to(accountRoom(principal.accountId)).emit('inbox:presence', event);
    };
    socket.on('inbox:presence', async (report) => {
      if (!mayReport()) return;
      const state = readReport(report);
      if (!state) return;
      heard += 1;
      const place = heard;
      const { conversationId } = state;
      const isOwn =
        conversationId === null ||
        conversationId === last.conversationId ||
        (await hasConversation(principal.accountId, conversationId).catch(() => false));
      if (!isOwn || !socket.connected || place < told) return;
      told = place;
      tell(state);
      if (state.typing && conversationId) {
        events.emit('conversation.typing', { accountId: principal.accountId, conversationId });
      }
    });
    socket.on('disconnect', () => {
      if (last.conversationId !== null) tell(nowhere);
    });
  });
}
