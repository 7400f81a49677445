import type { DomainEvents } from '../platform/domainEvents.js';
import { createReportLimit, nowhere, type PresenceState, readReport, toPresenceEvent } from './presence.js';
import { accountRoom } from './rooms.js';
import type { SocketService } from './socket.service.js';

export interface PresenceDeps {
  sockets: Pick<SocketService, 'onOpen'>;
  hasConversation: (accountId: string, conversationId: string) => Promise<boolean>;
  events: DomainEvents;
}

/** Notifies the people of an account which conversation the others have open, and who types. */
export function openPresence({ sockets, hasConversation, events }: PresenceDeps): void {
  sockets.onOpen((socket) => {
    const { principal, name } = socket.data;
    const mayReport = createReportLimit(Date.now);
    let last = nowhere;
    /** Numbers the reports: looking a conversation up takes time, and an older report must not replace a newer one. */
    let receivedSeq = 0;
    let emittedSeq = 0;
    const notify = (state: PresenceState) => {
      last = state;
      const event = toPresenceEvent(socket.id, { userId: principal.userId, name }, state);
      socket.to(accountRoom(principal.accountId)).emit('inbox:presence', event);
    };
    socket.on('inbox:presence', async (report) => {
      if (!mayReport()) return;
      const state = readReport(report);
      if (!state) return;
      receivedSeq += 1;
      const seq = receivedSeq;
      const { conversationId } = state;
      const isOwn =
        conversationId === null ||
        conversationId === last.conversationId ||
        (await hasConversation(principal.accountId, conversationId).catch(() => false));
      if (!isOwn || !socket.connected || seq < emittedSeq) return;
      emittedSeq = seq;
      notify(state);
      if (state.typing && conversationId) {
        events.emit('conversation.typing', { accountId: principal.accountId, conversationId });
      }
    });
    socket.on('disconnect', () => {
      if (last.conversationId !== null) notify(nowhere);
    });
  });
}
