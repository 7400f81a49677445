import { type Endpoint, isRaw } from '@switchboard/contracts';
import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import type { z } from 'zod';
import { type Actor, policy, type Right } from '../src/accounts/policy.js';
import { type DeclaredEndpoint, entries } from '../src/reference/groups.js';
import { goodPassword } from './client.js';

/**
 * Who may use an endpoint: anybody, everybody who works in the account, its owners alone, or the operator, with a token
 * that is no person's: for everybody else there is nothing there.
 */
export type Who = 'anyone' | 'member' | 'owner' | 'operator';

export interface TestedEndpoint {
  who: Who;
  /** A body of the right form. Absent: the endpoint reads no JSON. */
  body?: Record<string, unknown>;
  /** Whether the endpoint also works without a body. */
  bodyIsOptional: boolean;
}

type WithBody = Extract<DeclaredEndpoint, { body: z.ZodType }>;
type Examples = { [E in WithBody as `${E['method']} ${E['path']}`]: z.input<E['body']> };

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
const totp = { kind: 'totp', code: '123456' } as const;

/**
 * A body for each endpoint that reads JSON, with its fields. Nothing in it exists: sent as it is, no request changes anything.
 */
const examples: Examples = {
  'POST /api/auth/signup': { ...person, password: 'password12', accountName: 'Sam’s' },
  'POST /api/auth/login': { email: person.email, password: goodPassword },
  'PATCH /api/auth/me': { name: 'Olive Owner' },
  'POST /api/auth/password': { currentPassword: 'not mine', newPassword: goodPassword },
  'POST /api/auth/second-step': { challenge: token, proof: totp },
  'POST /api/auth/second-step/passkey-options': { challenge: token },
  'POST /api/auth/passkey': { passkey: passkeyAnswer },
  'POST /api/auth/proof': { proof: { kind: 'passkey', passkey: passkeyAnswer } },
  'POST /api/auth/second-factor/totp/confirm': { code: totp.code },
  'POST /api/auth/second-factor/passkeys': {
    name: 'My phone',
    passkey: { id: 'AAAA', clientDataJSON: 'e30', attestationObject: 'AAAA', transports: ['internal'] },
  },
  'PATCH /api/auth/second-factor/passkeys/:passkeyId': { name: 'My phone' },
  'PATCH /api/account/security': { ownersNeedSecondFactor: false },
  'POST /api/auth/password/forgot': { email: 'nobody@example.test' },
  'POST /api/auth/password/reset': { token, newPassword: goodPassword },
  'POST /api/auth/email': { email: 'nobody@example.test', currentPassword: 'not mine' },
  'POST /api/auth/email/confirm': { token },
  'PATCH /api/account': { name: 'Olive’s' },
  'PATCH /api/account/members/:userId': { role: 'support' },
  'POST /api/account/ownership': { userId: 'usr_nobody', currentPassword: 'not mine' },
  'POST /api/account/invitations': { role: 'support', email: 'nobody@example.test' },
  'PATCH /api/account/permissions': { supportMayRevoke: false, supportMayHandOver: true },
  'POST /api/invitations/look': { token },
  'POST /api/invitations/accept': { ...person, token },
  'POST /api/integrations/whatsapp/oauth/start': { flow: 'redirect', reconnect: ['799999999999'] },
  'POST /api/integrations/whatsapp/oauth': {
    code: 'a-code',
    state: 'a-state',
    signup: { event: 'FINISH', waba_id: '900', phone_number_id: '700', business_id: '500' },
  },
  'POST /api/integrations/whatsapp/oauth/cancel': {
    ...{ state: 'a-state', reason: 'denied', error: 'e', errorReason: 'r', errorDescription: 'd' },
    ...{ step: 's', errorMessage: 'm', errorCode: 'c', metaSessionId: 'i' },
  },
  'POST /api/integrations/whatsapp/oauth/attempts/:attemptId/choose': nobodysNumber,
  'POST /api/handover/look': { token },
  'POST /api/handover/start': { token, flow: 'redirect' },
  'POST /api/handover/finish': { code: 'a-code', state: 'a-state', signup: { event: 'FINISH', waba_id: '900' } },
  'POST /api/handover/cancel': { state: 'a-state', reason: 'denied', step: 's' },
  'POST /api/handover/choose': nobodysNumber,
  'POST /api/integrations/whatsapp/check': nobodysNumber,
  'POST /api/integrations/whatsapp/subscribe': nobodysNumber,
  'POST /api/integrations/whatsapp/doctor': nobodysNumber,
  'POST /api/integrations/whatsapp/disconnect': { ...nobodysNumber, way: 'pause' },
  'POST /api/integrations/whatsapp/disconnect/undo': nobodysNumber,
  'POST /api/integrations/whatsapp/resume': nobodysNumber,
  'POST /api/integrations/whatsapp/numbers/:phoneNumberId/register': { pin: '123456' },
  'PUT /api/integrations/whatsapp/numbers/:phoneNumberId/pin': { pin: '123456' },
  'POST /api/integrations/whatsapp/numbers/:phoneNumberId/verification': { method: 'SMS', language: 'en_US' },
  'POST /api/integrations/whatsapp/numbers/:phoneNumberId/verification/confirm': { code: '123-456' },
  'POST /api/integrations/whatsapp/numbers/:phoneNumberId/test-message': { to: `+${seedCustomers.ana.waId}` },
  'PUT /api/operator/meta-app/ticks/:check': { by: 'Nora' },
  'POST /api/operator/accounts/search': { search: 'nobody' },
  'POST /api/operator/second-factor/reset': { email: 'nobody@example.test' },
  'POST /api/operator/hosted-signups/:wabaId/assign': { accountId: 'acc_nobody', confirmPhone: '0000' },
  'POST /api/settings/phone-numbers': { phoneNumberId: '700', wabaId: '900', accessToken: 'EAA-nobodys-token' },
  'PATCH /api/settings/phone-numbers/:phoneNumberId': { readMarks: 'never' },
  'PATCH /api/alerts': { email: true },
  'POST /api/media/tickets': { name: 'prices.pdf', type: 'application/pdf', size: 1_000 },
  'POST /api/conversations/search': { search: 'nobody' },
  'POST /api/conversations/:conversationId/messages': {
    clientId: '0d0c0b0a-0000-4000-8000-000000000001',
    type: 'text',
    text: 'Hello',
    replyTo: 'msg_nothing',
  },
  'POST /api/conversations/:conversationId/messages/:messageId/retry': {
    clientId: '0d0c0b0a-0000-4000-8000-000000000002',
  },
  'POST /api/conversations/:conversationId/messages/:messageId/release': {},
  'POST /api/conversations/:conversationId/messages/:messageId/withhold': {},
  'POST /api/conversations/:conversationId/read': { upTo: 'msg_nothing' },
  'POST /api/conversations/:conversationId/unread': {},
  'POST /api/conversations/:conversationId/thread-control': { action: 'take' },
};

const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;
const exampleOf = (endpoint: Endpoint) =>
  (examples as Record<string, Record<string, unknown> | undefined>)[nameOf(endpoint)];

function whoMayUse({ right }: Endpoint): Who {
  const row: Partial<Record<Actor, string>> = policy[right as Right];
  if (row.operator) return 'operator';
  if (row.owner) return row.support ? 'member' : 'owner';
  return 'anyone';
}

/** Deliveries are answered in front of Express, and have tests of their own. */
const declared = entries.flatMap(({ endpoint }) => (endpoint.right === 'webhook.deliver' ? [] : [endpoint]));

/** Every endpoint that Express answers, by its name (`POST /api/auth/login`): from the declarations, with an example each. */
export const endpoints: Readonly<Record<string, TestedEndpoint>> = Object.fromEntries(
  declared.map((endpoint): [string, TestedEndpoint] => {
    const body = exampleOf(endpoint);
    return [
      nameOf(endpoint),
      { who: whoMayUse(endpoint), bodyIsOptional: endpoint.bodyIsOptional ?? false, ...(body ? { body } : {}) },
    ];
  }),
);

/** What is wrong with the examples, naming the endpoint. */
export const exampleProblems = (): string[] =>
  declared.flatMap((endpoint) => {
    if (!endpoint.body || isRaw(endpoint.body)) return [];
    const example = exampleOf(endpoint);
    if (!example) return [`${nameOf(endpoint)} has no example of its body`];
    const parsed = endpoint.body.safeParse(example);
    return parsed.success ? [] : [`${nameOf(endpoint)} has an example that does not fit: ${parsed.error.message}`];
  });
