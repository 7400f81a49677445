import { attemptReply, chooseNumbersRequest } from '../attempt.js';
import { cancelConnectRequest, finishConnectReply, finishConnectRequest, startConnectReply } from '../connect.js';
import {
  createHandoverReply,
  handoverLookReply,
  handoverReply,
  handoverTokenRequest,
  startHandoverRequest,
} from '../handover.js';
import { endpoint } from './endpoint.js';
import { chooseErrors, finishErrors, stateErrors } from './errors.js';

const members = '/api/integrations/whatsapp/handovers';
const visitors = '/api/handover';
const linkErrors = ['handover_invalid', 'handover_used', 'handover_expired', 'handover_other_account'] as const;
/** For whoever has begun a login by a link: the browser is not the one, or the link's maker may not make one any more. */
const visitorErrors = ['handover_other_browser', 'handover_other_account', 'handover_invalid'] as const;

/** Links by which somebody else connects, on another device. */
export const handoverEndpoints = {
  create: endpoint({
    method: 'POST',
    path: members,
    summary: 'Makes a link by which somebody else connects',
    right: 'handover.create',
    replies: { 201: createHandoverReply },
    limits: ['handover-user'],
  }),
  get: endpoint({
    method: 'GET',
    path: `${members}/:handoverId`,
    summary: 'Tells what has become of a link',
    right: 'handover.read',
    replies: { 200: handoverReply },
    errors: ['not_found'],
  }),
  cancel: endpoint({
    method: 'DELETE',
    path: `${members}/:handoverId`,
    summary: 'Takes a link back',
    right: 'handover.cancel',
    replies: { 200: handoverReply },
    errors: ['not_found'],
  }),
  look: endpoint({
    method: 'POST',
    path: `${visitors}/look`,
    summary: 'Tells who asks by a link, and for which account',
    right: 'handover.use',
    sameSiteOnly: true,
    body: handoverTokenRequest,
    replies: { 200: handoverLookReply },
    limits: ['handover-look'],
    errors: linkErrors,
  }),
  start: endpoint({
    method: 'POST',
    path: `${visitors}/start`,
    summary: 'Uses a link up and begins its attempt, tied to the browser by a cookie',
    right: 'handover.use',
    sameSiteOnly: true,
    body: startHandoverRequest,
    replies: { 201: startConnectReply },
    limits: ['handover-start'],
    errors: linkErrors,
  }),
  finish: endpoint({
    method: 'POST',
    path: `${visitors}/finish`,
    summary: 'Finishes the attempt with the code of Meta’s login',
    right: 'handover.use',
    sameSiteOnly: true,
    body: finishConnectRequest,
    replies: { 200: finishConnectReply },
    // Whoever made the link may end the attempt while it waits for a choice.
    errors: [...visitorErrors, ...finishErrors, 'connect_closed'],
  }),
  leave: endpoint({
    method: 'POST',
    path: `${visitors}/cancel`,
    summary: 'Ends the attempt that came back without a code',
    right: 'handover.use',
    sameSiteOnly: true,
    body: cancelConnectRequest,
    replies: { 200: attemptReply },
    errors: [...visitorErrors, ...stateErrors],
  }),
  choose: endpoint({
    method: 'POST',
    path: `${visitors}/choose`,
    summary: 'Says which of the shared numbers are taken',
    right: 'handover.use',
    sameSiteOnly: true,
    body: chooseNumbersRequest,
    replies: { 200: attemptReply },
    errors: [...visitorErrors, ...chooseErrors],
  }),
  attempt: endpoint({
    method: 'GET',
    path: `${visitors}/attempt`,
    summary: 'Tells how far the attempt is',
    right: 'handover.use',
    replies: { 200: attemptReply },
    errors: visitorErrors,
  }),
};
