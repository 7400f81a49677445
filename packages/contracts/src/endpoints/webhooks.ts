import { z } from 'zod';
import { successReply } from '../auth.js';
import { deletionReply } from '../connectionHistory.js';
import { quarantineReply } from '../inbox/quarantine.js';
import { endpoint, raw } from './endpoint.js';

const text = raw('text/plain');
/** One field, `signed_request`, in which everything stands (meta-platform 11). */
const signedRequest = raw('application/x-www-form-urlencoded');

/** What Meta calls. It shows who it is by a signature or by the verify token, and the handlers check that. */
export const webhookEndpoints = {
  verify: endpoint({
    method: 'GET',
    path: '/api/webhooks/whatsapp',
    summary: 'Answers Meta’s question whether this address is ours with the bare hub.challenge; 403 without the token',
    right: 'webhook.verify',
    replies: { 200: text, 403: text },
  }),
  /** In front of Express: its bytes are checked against their signature before anything reads them. */
  receive: endpoint({
    method: 'POST',
    path: '/api/webhooks/whatsapp',
    summary: 'Takes a delivery of Meta’s. 200 without a body once it is durable',
    right: 'webhook.deliver',
    body: raw('application/json'),
    replies: { 200: text },
    errors: ['signature_invalid', 'body_too_large'],
  }),
  deauthorize: endpoint({
    method: 'POST',
    path: '/api/webhooks/meta/deauthorize',
    summary: 'Hears that a person has removed the app',
    right: 'webhook.callback',
    body: signedRequest,
    replies: { 200: successReply },
    errors: ['signed_request_invalid'],
  }),
  requestDeletion: endpoint({
    method: 'POST',
    path: '/api/webhooks/meta/data-deletion',
    summary: 'Begins to delete what came with a person’s login, and says where that can be followed',
    right: 'webhook.callback',
    body: signedRequest,
    // In these words, as Meta wants them.
    replies: { 200: z.object({ url: z.string(), confirmation_code: z.string() }) },
    errors: ['signed_request_invalid'],
  }),
  deletion: endpoint({
    method: 'GET',
    path: '/api/data-deletion/:code',
    summary: 'Tells how far a deletion is, to whoever has its code',
    right: 'deletion.read',
    replies: { 200: deletionReply },
    limits: ['deletion-address'],
    errors: ['deletion_unknown'],
  }),
};

/** What Meta sent and no number took. */
export const quarantineEndpoints = {
  summary: endpoint({
    method: 'GET',
    path: '/api/quarantine',
    summary: 'Counts what waits in quarantine, and what was not understood',
    right: 'quarantine.read',
    replies: { 200: quarantineReply },
    isHot: true,
  }),
  replay: endpoint({
    method: 'POST',
    path: '/api/quarantine/replay',
    summary: 'Tries once more to deliver what waits',
    right: 'quarantine.replay',
    replies: { 200: quarantineReply },
    isHot: true,
    // It reads everything that waits, which may be much.
    readUnits: 200,
  }),
};
