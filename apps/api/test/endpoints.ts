import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import { goodPassword } from './client.js';

/**
 * Who may use an endpoint: anybody, everybody who works in the account, its owners alone, or the operator, with a token
 * that is no person's: for everybody else there is nothing there.
 */
export type Who = 'anyone' | 'member' | 'owner' | 'operator';

export interface Endpoint {
  who: Who;
  /** A body of the right form with every field there is. Absent: the endpoint reads none. */
  body?: Record<string, unknown>;
  /** Whether the endpoint also works without a body. */
  bodyIsOptional?: boolean;
  /** The body is a file, not JSON. */
  takesBytes?: boolean;
}

const whatsapp = '/api/integrations/whatsapp';
/** An id that has the right form and belongs to nobody. */
const nobodysNumber = { phoneNumberIds: ['799999999999'] };
const person = { name: 'Sam', email: 'sam@example.test', password: goodPassword };
const token = 'x'.repeat(43);
const passkeyAnswer = {
  id: 'AAAA',
  clientDataJSON: 'e30',
  authenticatorData: 'AAAA',
  signature: 'AAAA',
  userHandle: 'AAAA',
};
const totp = { kind: 'totp', code: '123456' };

/**
 * Every endpoint of the API. The tests compare it with the running app's own router, so a new endpoint has to say here
 * who may use it and what its body looks like before anything passes. Nothing in it exists: sent as it is, no request
 * changes anything.
 */
export const endpoints: Record<string, Endpoint> = {
  'GET /healthz': { who: 'anyone' },
  'GET /readyz': { who: 'anyone' },
  'GET /metrics': { who: 'anyone' },
  'GET /api/webhooks/whatsapp': { who: 'anyone' },
  'POST /api/webhooks/meta/deauthorize': { who: 'anyone' },
  'POST /api/webhooks/meta/data-deletion': { who: 'anyone' },
  'GET /api/data-deletion/:code': { who: 'anyone' },

  'POST /api/auth/signup': { who: 'anyone', body: { ...person, password: 'password12', accountName: 'Sam’s' } },
  'POST /api/auth/login': { who: 'anyone', body: { email: person.email, password: goodPassword } },
  'POST /api/auth/refresh': { who: 'anyone' },
  'POST /api/auth/logout': { who: 'anyone' },
  'GET /api/auth/me': { who: 'member' },
  'PATCH /api/auth/me': { who: 'member', body: { name: 'Olive Owner' } },
  'POST /api/auth/password': { who: 'member', body: { currentPassword: 'not mine', newPassword: goodPassword } },

  'POST /api/auth/second-step': { who: 'anyone', body: { challenge: token, proof: totp } },
  'POST /api/auth/second-step/passkey-options': { who: 'anyone', body: { challenge: token } },
  'POST /api/auth/passkey/options': { who: 'anyone' },
  'POST /api/auth/passkey': { who: 'anyone', body: { passkey: passkeyAnswer } },
  'POST /api/auth/proof': { who: 'member', body: { proof: { kind: 'passkey', passkey: passkeyAnswer } } },
  'POST /api/auth/proof/passkey-options': { who: 'member' },
  'GET /api/auth/second-factor': { who: 'member' },
  'POST /api/auth/second-factor/totp': { who: 'member' },
  'POST /api/auth/second-factor/totp/confirm': { who: 'member', body: { code: totp.code } },
  'DELETE /api/auth/second-factor/totp': { who: 'member' },
  'POST /api/auth/second-factor/passkeys/options': { who: 'member' },
  'POST /api/auth/second-factor/passkeys': {
    who: 'member',
    body: {
      name: 'My phone',
      passkey: { id: 'AAAA', clientDataJSON: 'e30', attestationObject: 'AAAA', transports: ['internal'] },
    },
  },
  'PATCH /api/auth/second-factor/passkeys/:passkeyId': { who: 'member', body: { name: 'My phone' } },
  'DELETE /api/auth/second-factor/passkeys/:passkeyId': { who: 'member' },
  'POST /api/auth/second-factor/recovery-codes': { who: 'member' },
  'GET /api/account/security': { who: 'member' },
  'PATCH /api/account/security': { who: 'owner', body: { ownersNeedSecondFactor: false } },
  'POST /api/auth/password/forgot': { who: 'anyone', body: { email: 'nobody@example.test' } },
  'POST /api/auth/password/reset': { who: 'anyone', body: { token, newPassword: goodPassword } },
  'POST /api/auth/email': { who: 'member', body: { email: 'nobody@example.test', currentPassword: 'not mine' } },
  'POST /api/auth/email/resend': { who: 'member' },
  'POST /api/auth/email/confirm': { who: 'anyone', body: { token } },
  'GET /api/auth/sessions': { who: 'member' },
  'DELETE /api/auth/sessions': { who: 'member' },
  'DELETE /api/auth/sessions/:sessionId': { who: 'member' },

  'PATCH /api/account': { who: 'owner', body: { name: 'Olive’s' } },
  'GET /api/account/members': { who: 'member' },
  'PATCH /api/account/members/:userId': { who: 'owner', body: { role: 'support' } },
  'DELETE /api/account/members/:userId': { who: 'owner' },
  'POST /api/account/ownership': { who: 'owner', body: { userId: 'usr_nobody', currentPassword: 'not mine' } },
  'GET /api/account/invitations': { who: 'owner' },
  'POST /api/account/invitations': { who: 'owner', body: { role: 'support', email: 'nobody@example.test' } },
  'POST /api/account/invitations/:invitationId/resend': { who: 'owner' },
  'DELETE /api/account/invitations/:invitationId': { who: 'owner' },
  'GET /api/account/permissions': { who: 'member' },
  'PATCH /api/account/permissions': { who: 'owner', body: { supportMayRevoke: false, supportMayHandOver: true } },
  'GET /api/account/audit': { who: 'owner' },
  'GET /api/account/audit.csv': { who: 'owner' },
  'POST /api/invitations/look': { who: 'anyone', body: { token } },
  'POST /api/invitations/accept': { who: 'anyone', body: { ...person, token } },

  [`GET ${whatsapp}/status`]: { who: 'member' },
  [`POST ${whatsapp}/oauth/start`]: {
    who: 'member',
    body: { flow: 'redirect', reconnect: ['799999999999'] },
    bodyIsOptional: true,
  },
  [`POST ${whatsapp}/oauth`]: {
    who: 'member',
    body: {
      code: 'a-code',
      state: 'a-state',
      signup: { event: 'FINISH', waba_id: '900', phone_number_id: '700', business_id: '500' },
    },
  },
  [`POST ${whatsapp}/oauth/cancel`]: {
    who: 'member',
    body: {
      ...{ state: 'a-state', reason: 'denied', error: 'e', errorReason: 'r', errorDescription: 'd' },
      ...{ step: 's', errorMessage: 'm', errorCode: 'c', metaSessionId: 'i' },
    },
  },
  [`GET ${whatsapp}/oauth/attempts/:attemptId`]: { who: 'member' },
  [`POST ${whatsapp}/oauth/attempts/:attemptId/choose`]: { who: 'member', body: nobodysNumber },
  [`POST ${whatsapp}/oauth/attempts/:attemptId/retry`]: { who: 'member' },
  [`POST ${whatsapp}/handovers`]: { who: 'member' },
  [`GET ${whatsapp}/handovers/:handoverId`]: { who: 'member' },
  [`DELETE ${whatsapp}/handovers/:handoverId`]: { who: 'member' },
  'POST /api/handover/look': { who: 'anyone', body: { token } },
  'POST /api/handover/start': { who: 'anyone', body: { token, flow: 'redirect' } },
  'POST /api/handover/finish': {
    who: 'anyone',
    body: { code: 'a-code', state: 'a-state', signup: { event: 'FINISH', waba_id: '900' } },
  },
  'POST /api/handover/cancel': { who: 'anyone', body: { state: 'a-state', reason: 'denied', step: 's' } },
  'POST /api/handover/choose': { who: 'anyone', body: nobodysNumber },
  'GET /api/handover/attempt': { who: 'anyone' },
  [`POST ${whatsapp}/check`]: { who: 'member', body: nobodysNumber, bodyIsOptional: true },
  [`POST ${whatsapp}/subscribe`]: { who: 'member', body: nobodysNumber, bodyIsOptional: true },
  [`GET ${whatsapp}/story`]: { who: 'member' },
  [`POST ${whatsapp}/doctor`]: { who: 'member', body: nobodysNumber, bodyIsOptional: true },
  [`GET ${whatsapp}/disconnect/preview`]: { who: 'member' },
  [`POST ${whatsapp}/disconnect`]: { who: 'member', body: { ...nobodysNumber, way: 'pause' }, bodyIsOptional: true },
  [`POST ${whatsapp}/disconnect/undo`]: { who: 'member', body: nobodysNumber },
  [`POST ${whatsapp}/resume`]: { who: 'member', body: nobodysNumber },
  [`POST ${whatsapp}/numbers/:phoneNumberId/register`]: {
    who: 'member',
    body: { pin: '123456' },
    bodyIsOptional: true,
  },
  [`POST ${whatsapp}/numbers/:phoneNumberId/pin/reveal`]: { who: 'owner' },
  [`PUT ${whatsapp}/numbers/:phoneNumberId/pin`]: { who: 'owner', body: { pin: '123456' }, bodyIsOptional: true },
  [`POST ${whatsapp}/numbers/:phoneNumberId/verification`]: {
    who: 'member',
    body: { method: 'SMS', language: 'en_US' },
  },
  [`POST ${whatsapp}/numbers/:phoneNumberId/verification/confirm`]: { who: 'member', body: { code: '123-456' } },
  [`GET ${whatsapp}/numbers/:phoneNumberId/prove`]: { who: 'member' },
  [`GET ${whatsapp}/numbers/:phoneNumberId/test-message`]: { who: 'member' },
  [`POST ${whatsapp}/numbers/:phoneNumberId/test-message`]: {
    who: 'member',
    body: { to: `+${seedCustomers.ana.waId}` },
  },

  'GET /api/operator/funnel': { who: 'operator' },
  'GET /api/operator/unknown-codes': { who: 'operator' },
  'POST /api/operator/accounts/search': { who: 'operator', body: { search: 'nobody' } },
  'GET /api/operator/given-up-jobs': { who: 'operator' },
  'POST /api/operator/given-up-jobs/:job/:id/run': { who: 'operator' },
  'POST /api/operator/second-factor/reset': { who: 'operator', body: { email: 'nobody@example.test' } },
  'GET /api/operator/hosted-signups': { who: 'operator' },
  'GET /api/operator/hosted-signups/:wabaId': { who: 'operator' },
  'POST /api/operator/hosted-signups/:wabaId/assign': {
    who: 'operator',
    body: { accountId: 'acc_nobody', confirmPhone: '0000' },
  },
  'POST /api/operator/hosted-signups/:wabaId/dismiss': { who: 'operator' },

  'GET /api/settings/phone-numbers': { who: 'member' },
  'POST /api/settings/phone-numbers': {
    who: 'owner',
    body: { phoneNumberId: '700', wabaId: '900', accessToken: 'EAA-nobodys-token' },
  },
  'PATCH /api/settings/phone-numbers/:phoneNumberId': { who: 'owner', body: { readMarks: 'never' } },
  'GET /api/notices': { who: 'member' },
  [`GET ${whatsapp}/numbers/:phoneNumberId/health`]: { who: 'member' },
  'GET /api/alerts': { who: 'member' },
  'POST /api/alerts/seen': { who: 'member' },
  'PATCH /api/alerts': { who: 'member', body: { email: true } },

  'GET /api/conversations': { who: 'member' },
  'POST /api/conversations/search': { who: 'member', body: { search: 'nobody' } },
  'GET /api/conversations/:conversationId': { who: 'member' },
  'GET /api/conversations/:conversationId/messages': { who: 'member' },
  'POST /api/conversations/:conversationId/messages': {
    who: 'member',
    body: { clientId: '0d0c0b0a-0000-4000-8000-000000000001', type: 'text', text: 'Hello', replyTo: 'msg_nothing' },
  },
  'POST /api/conversations/:conversationId/messages/:messageId/retry': {
    who: 'member',
    body: { clientId: '0d0c0b0a-0000-4000-8000-000000000002' },
  },
  'POST /api/conversations/:conversationId/messages/:messageId/release': { who: 'member' },
  'POST /api/conversations/:conversationId/messages/:messageId/withhold': { who: 'member' },
  'POST /api/conversations/:conversationId/read': {
    who: 'member',
    body: { upTo: 'msg_nothing' },
    bodyIsOptional: true,
  },
  'POST /api/conversations/:conversationId/unread': { who: 'member', bodyIsOptional: true },
  'POST /api/conversations/:conversationId/thread-control': { who: 'member', body: { action: 'take' } },
  'POST /api/media': { who: 'member', takesBytes: true },
  'GET /api/media/:mediaId': { who: 'member' },
  'GET /api/templates': { who: 'member' },
  'GET /api/inbox/summary': { who: 'member' },
  'GET /api/inbox/changes': { who: 'member' },
  'GET /api/quarantine': { who: 'owner' },
  'POST /api/quarantine/replay': { who: 'owner' },
  'POST /api/realtime/ticket': { who: 'member' },
  'GET /api/openapi.json': { who: 'anyone' },
  'GET /api/operator/openapi.json': { who: 'operator' },
};
