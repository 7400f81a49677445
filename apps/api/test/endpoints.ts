import { goodPassword } from './client.js';

/** Who may use an endpoint: anybody, everybody who works in the account, or its owners alone. */
export type Who = 'anyone' | 'member' | 'owner';

export interface Endpoint {
  who: Who;
  /** A body of the right form with every field there is. Absent: the endpoint reads none. */
  body?: Record<string, unknown>;
  /** Whether the endpoint also works without a body. */
  bodyIsOptional?: boolean;
}

const whatsapp = '/api/integrations/whatsapp';
/** An id that has the right form and belongs to nobody. */
const nobodysNumber = { phoneNumberIds: ['799999999999'] };
const person = { name: 'Sam', email: 'sam@example.test', password: goodPassword };
const token = 'x'.repeat(43);

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

  'POST /api/auth/signup': { who: 'anyone', body: { ...person, password: 'password12', accountName: 'Sam’s' } },
  'POST /api/auth/login': { who: 'anyone', body: { email: person.email, password: goodPassword } },
  'POST /api/auth/refresh': { who: 'anyone' },
  'POST /api/auth/logout': { who: 'anyone' },
  'GET /api/auth/me': { who: 'member' },
  'PATCH /api/auth/me': { who: 'member', body: { name: 'Olive Owner' } },
  'POST /api/auth/password': { who: 'member', body: { currentPassword: 'not mine', newPassword: goodPassword } },

  'PATCH /api/account': { who: 'owner', body: { name: 'Olive’s' } },
  'GET /api/account/members': { who: 'member' },
  'DELETE /api/account/members/:userId': { who: 'owner' },
  'POST /api/account/invitations': { who: 'owner', body: { role: 'support' } },
  'POST /api/invitations/look': { who: 'anyone', body: { token } },
  'POST /api/invitations/accept': { who: 'anyone', body: { ...person, token } },

  [`GET ${whatsapp}/status`]: { who: 'member' },
  [`POST ${whatsapp}/oauth/start`]: { who: 'member', body: { flow: 'redirect' }, bodyIsOptional: true },
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
    body: { state: 'a-state', reason: 'denied', error: 'e', errorReason: 'r', errorDescription: 'd' },
  },
  [`GET ${whatsapp}/oauth/attempts/:attemptId`]: { who: 'member' },
  [`POST ${whatsapp}/oauth/attempts/:attemptId/retry`]: { who: 'member' },
  [`POST ${whatsapp}/check`]: { who: 'member', body: nobodysNumber, bodyIsOptional: true },
  [`POST ${whatsapp}/subscribe`]: { who: 'member', body: nobodysNumber, bodyIsOptional: true },
  [`GET ${whatsapp}/disconnect/preview`]: { who: 'member' },
  [`POST ${whatsapp}/disconnect`]: { who: 'member', body: nobodysNumber, bodyIsOptional: true },

  'GET /api/settings/phone-numbers': { who: 'member' },
  'POST /api/settings/phone-numbers': {
    who: 'owner',
    body: { phoneNumberId: '700', wabaId: '900', accessToken: 'EAA-nobodys-token' },
  },
  'POST /api/realtime/ticket': { who: 'member' },
};
