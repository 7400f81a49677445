import { z } from 'zod';
import { mediaId } from '../inbox/ids.js';
import { uploadQuery, uploadReply, uploadTicketId, uploadTicketReply, uploadTicketRequest } from '../inbox/media.js';
import { endpoint, raw } from './endpoint.js';

const bytes = raw('application/octet-stream');

/** What becomes of a file that came with a ticket, whichever way its bytes took. */
const ticketErrors = [
  'upload_ticket_invalid',
  'upload_differs',
  'too_many_requests',
  'media_too_large',
  'media_type_refused',
  'media_infected',
  'scanner_unavailable',
  'storage_unavailable',
] as const;

/** Files, as streams: before they are sent, and after they came. */
export const mediaEndpoints = {
  upload: endpoint({
    method: 'POST',
    path: '/api/media',
    summary: 'Takes the bytes of a file, its type in Content-Type and its name in Content-Disposition',
    right: 'inbox.write',
    query: uploadQuery,
    body: bytes,
    replies: { 201: uploadReply },
    limits: ['upload-account'],
    errors: ['media_too_large', 'media_type_refused', 'media_infected', 'scanner_unavailable', 'storage_unavailable'],
  }),
  ticket: endpoint({
    method: 'POST',
    path: '/api/media/tickets',
    summary: 'Gives a ticket for the upload of one file, and says where its bytes are sent',
    right: 'inbox.write',
    body: uploadTicketRequest,
    replies: { 201: uploadTicketReply },
    limits: ['upload-account'],
    errors: ['media_too_large', 'media_type_refused'],
  }),
  uploadWithTicket: endpoint({
    method: 'POST',
    path: '/api/media/uploads',
    summary: 'Takes the bytes of the file that a ticket was given for; the secret of the ticket is in Upload-Ticket',
    right: 'upload.use',
    query: uploadQuery,
    body: bytes,
    replies: { 201: uploadReply },
    errors: ticketErrors,
  }),
  completeUpload: endpoint({
    method: 'POST',
    path: '/api/media/tickets/:ticketId/complete',
    summary: 'Makes a file of the bytes that were sent to the storage that a ticket named',
    right: 'inbox.write',
    params: z.object({ ticketId: uploadTicketId }),
    unknownId: 'upload_ticket_invalid',
    replies: { 201: uploadReply },
    errors: ticketErrors,
  }),
  download: endpoint({
    method: 'GET',
    path: '/api/media/:mediaId',
    summary: 'Gives the bytes of a file, or with a Range header a part of them',
    right: 'inbox.read',
    params: z.object({ mediaId }),
    unknownId: 'media_not_found',
    replies: { 200: bytes, 206: bytes, 416: bytes },
    errors: ['media_not_found', 'media_not_ready', 'media_infected', 'storage_unavailable'],
  }),
};
