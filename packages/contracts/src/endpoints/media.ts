import { z } from 'zod';
import { mediaId } from '../inbox/ids.js';
import { uploadQuery, uploadReply } from '../inbox/media.js';
import { endpoint, raw } from './endpoint.js';

const bytes = raw('application/octet-stream');

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
    errors: ['media_too_large', 'media_type_refused', 'media_infected', 'scanner_unavailable'],
  }),
  download: endpoint({
    method: 'GET',
    path: '/api/media/:mediaId',
    summary: 'Gives the bytes of a file, or with a Range header a part of them',
    right: 'inbox.read',
    params: z.object({ mediaId }),
    unknownId: 'media_not_found',
    replies: { 200: bytes, 206: bytes, 416: bytes },
    errors: ['media_not_found', 'media_not_ready', 'media_infected'],
  }),
};
