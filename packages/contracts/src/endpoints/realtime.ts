import { socketTicketReply } from '../realtime.js';
import { endpoint } from './endpoint.js';

export const realtimeEndpoints = {
  ticket: endpoint({
    method: 'POST',
    path: '/api/realtime/ticket',
    summary: 'Gives a ticket that opens one socket, once',
    right: 'realtime.listen',
    replies: { 201: socketTicketReply },
    limits: ['ticket-user'],
  }),
};
