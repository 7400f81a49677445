import { z } from 'zod';
import { attemptReply, chooseNumbersRequest } from '../attempt.js';
import {
  cancelConnectRequest,
  finishConnectReply,
  finishConnectRequest,
  startConnectReply,
  startConnectRequest,
} from '../connect.js';
import { connectionHistoryReply } from '../connectionHistory.js';
import { statusReply } from '../connectionStatus.js';
import { bringBackRequest, disconnectPreviewReply, disconnectReply, disconnectRequest } from '../disconnect.js';
import { doctorReply } from '../doctor.js';
import { checkNumbersReply, phoneNumberSelection } from '../numbers.js';
import { endpoint } from './endpoint.js';
import { chooseErrors, finishErrors, sealErrors, stateErrors, vaultErrors } from './errors.js';

const base = '/api/integrations/whatsapp';
/** One text of ids with commas between them. Left out: every active number. */
const selectionQuery = z.object({
  phoneNumberIds: z
    .union([z.string(), z.array(z.string())])
    .transform((text) => String(text).split(','))
    .pipe(phoneNumberSelection.shape.phoneNumberIds.unwrap())
    .optional(),
});

/** Connecting numbers through Meta's login, how the connection stands, and disconnecting. */
export const connectEndpoints = {
  status: endpoint({
    method: 'GET',
    path: `${base}/status`,
    summary: 'Tells how the connection of the account stands',
    right: 'connection.read',
    replies: { 200: statusReply },
    isHot: true,
  }),
  start: endpoint({
    method: 'POST',
    path: `${base}/oauth/start`,
    summary: 'Begins an attempt, and tells where Meta’s login is',
    right: 'number.reconnect',
    body: startConnectRequest,
    bodyIsOptional: true,
    replies: { 201: startConnectReply },
    limits: ['connect-user'],
    errors: ['number_not_found'],
  }),
  finish: endpoint({
    method: 'POST',
    path: `${base}/oauth`,
    summary: 'Finishes an attempt with the code of Meta’s login',
    right: 'attempt.finish',
    body: finishConnectRequest,
    replies: { 200: finishConnectReply },
    errors: [
      ...finishErrors,
      'state_other_session',
      'number_not_known',
      // Bringing numbers back.
      'number_not_found',
      'different_number',
      'different_waba',
      'rehearsal_failed',
    ],
  }),
  cancel: endpoint({
    method: 'POST',
    path: `${base}/oauth/cancel`,
    summary: 'Ends an attempt that came back without a code',
    right: 'attempt.finish',
    body: cancelConnectRequest,
    replies: { 200: attemptReply },
    errors: [...stateErrors, 'state_other_session'],
  }),
  attempt: endpoint({
    method: 'GET',
    path: `${base}/oauth/attempts/:attemptId`,
    summary: 'Tells how far an attempt is',
    right: 'connection.read',
    replies: { 200: attemptReply },
    errors: ['not_found'],
  }),
  choose: endpoint({
    method: 'POST',
    path: `${base}/oauth/attempts/:attemptId/choose`,
    summary: 'Says which of the shared numbers are taken',
    right: 'number.choose',
    body: chooseNumbersRequest,
    replies: { 200: attemptReply },
    errors: [...chooseErrors, 'number_not_known'],
  }),
  retry: endpoint({
    method: 'POST',
    path: `${base}/oauth/attempts/:attemptId/retry`,
    summary: 'Tries again what failed, without another login',
    right: 'attempt.retry',
    replies: { 200: attemptReply },
    limits: ['retry-account'],
    errors: ['not_found', 'nothing_to_retry', 'number_not_found', 'connect_interrupted', ...vaultErrors],
  }),
  check: endpoint({
    method: 'POST',
    path: `${base}/check`,
    summary: 'Asks Meta again about numbers',
    right: 'number.check',
    body: phoneNumberSelection,
    bodyIsOptional: true,
    replies: { 200: checkNumbersReply },
    limits: ['check-account'],
    errors: ['number_not_found'],
  }),
  subscribe: endpoint({
    method: 'POST',
    path: `${base}/subscribe`,
    summary: 'Tries again to have Meta send webhooks for numbers',
    right: 'number.subscribe',
    body: phoneNumberSelection,
    bodyIsOptional: true,
    replies: { 200: checkNumbersReply },
    limits: ['check-account'],
    errors: ['number_not_found'],
  }),
  history: endpoint({
    method: 'GET',
    path: `${base}/story`,
    summary: 'Lists what happened to the connections of the account, newest first',
    right: 'connection.read',
    query: z.object({ before: z.string().max(100).optional() }),
    replies: { 200: connectionHistoryReply },
    isHot: true,
  }),
  examine: endpoint({
    method: 'POST',
    path: `${base}/doctor`,
    summary: 'Runs every check on numbers',
    right: 'number.examine',
    body: phoneNumberSelection,
    bodyIsOptional: true,
    replies: { 200: doctorReply },
    limits: ['doctor-account'],
    errors: ['number_not_found'],
  }),
  previewDisconnect: endpoint({
    method: 'GET',
    path: `${base}/disconnect/preview`,
    summary: 'Tells what disconnecting numbers would do',
    right: 'number.disconnect',
    query: selectionQuery,
    replies: { 200: disconnectPreviewReply },
    errors: ['number_not_found'],
  }),
  disconnect: endpoint({
    method: 'POST',
    path: `${base}/disconnect`,
    summary: 'Pauses numbers, disconnects them, or removes the app at Meta as well',
    right: 'number.disconnect',
    body: disconnectRequest,
    bodyIsOptional: true,
    replies: { 200: disconnectReply },
    errors: ['number_not_found', 'revoke_not_allowed', 'save_failed', ...sealErrors],
  }),
  undoDisconnect: endpoint({
    method: 'POST',
    path: `${base}/disconnect/undo`,
    summary: 'Brings numbers back whose access was not destroyed yet',
    right: 'number.disconnect',
    body: bringBackRequest,
    replies: { 200: disconnectReply },
    errors: ['number_not_found', 'nothing_to_undo', 'number_in_use', 'key_missing', 'save_failed'],
  }),
  resume: endpoint({
    method: 'POST',
    path: `${base}/resume`,
    summary: 'Goes on with numbers that rest',
    right: 'number.resume',
    body: bringBackRequest,
    replies: { 200: disconnectReply },
    errors: ['number_not_found'],
  }),
};
