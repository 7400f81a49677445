import { z } from 'zod';
import { callEvents } from '../messaging/calls.js';
import { groupEvents } from '../messaging/groupActs.js';
import { identityShapes } from '../messaging/identityChanges.js';
import { retellingFields } from '../messaging/retelling.js';
import { responderRoles } from '../state/conversationRouting.js';
import { messageStatuses } from '../webhooks/dials.js';
import { at, content, naming, writeRequest } from './messaging.schemas.js';

const text = z.string().min(1);
const digits = z.string().regex(/^\d+$/);
const partners = { customerId: text, phoneNumberId: text };
const role = z.enum(responderRoles);

/** Null removes an address or a name. */
export const customerPatchRequest = z.strictObject({
  name: text.optional(),
  waId: digits.nullable().optional(),
  userId: text.nullable().optional(),
  parentUserId: text.nullable().optional(),
  username: text.nullable().optional(),
});

export const identityRequest = z.strictObject({
  ...naming,
  phoneNumberId: text.optional(),
  waId: digits.optional(),
  userId: text.optional(),
  parentUserId: text.optional(),
  shape: z.enum(identityShapes).optional(),
  previousIds: z.boolean().optional(),
  before: z
    .strictObject({ waId: digits.optional(), userId: text.optional(), parentUserId: text.optional() })
    .optional(),
  at,
  wamid: text.optional(),
});

export const sampleRequest = writeRequest.omit({ content: true });

export const retellRequest = z.strictObject({
  ...naming,
  phoneNumberId: text,
  as: z.enum(retellingFields),
  wamids: z.array(text).optional(),
  ownBy: z.enum(['from_me', 'to', 'from']).optional(),
});

export const phoneBookRequest = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        fullName: z.string().optional(),
        firstName: z.string().optional(),
        waId: z.string().regex(/^\d*$/).optional(),
        userId: text.optional(),
        parentUserId: text.optional(),
        username: text.optional(),
        action: z.enum(['add', 'remove']).optional(),
        at,
      }),
    )
    .min(1),
});

export const problemRequest = z.strictObject({ code: z.number().int() });

export const callRequest = z.strictObject({
  ...naming,
  phoneNumberId: text,
  by: z.enum(['customer', 'business']).optional(),
  answered: z.boolean().optional(),
  durationSeconds: z.number().int().min(0).optional(),
  events: z.array(z.enum(callEvents)).optional(),
  id: text.optional(),
  at,
});
export const callStatusRequest = z.strictObject({ phoneNumberId: text, id: text, status: text });

export const preferenceRequest = z.strictObject({
  ...naming,
  phoneNumberId: text,
  value: z.enum(['stop', 'resume']),
  category: text.optional(),
  by: z.array(z.enum(['waId', 'userId'])).optional(),
  at,
});

export const groupRequest = z.strictObject({
  id: text.optional(),
  phoneNumberId: text,
  subject: text,
  customerIds: z.array(text),
});
export const groupEventRequest = z.strictObject({
  event: z.enum(groupEvents),
  customerId: text.optional(),
  subject: text.optional(),
});
export const groupStatusRequest = z.strictObject({
  wamid: text,
  status: z.enum(messageStatuses),
  customerIds: z.array(text).optional(),
});

export const routingRequest = z.strictObject({
  agentIsOn: z.boolean().optional(),
  isConfigured: z.boolean().optional(),
  ourRoles: z.array(role).optional(),
  partnerRoles: z.array(role).optional(),
});
export const otherAnswersRequest = z.strictObject({
  ...naming,
  ...partners,
  content,
  at,
  wamid: text.optional(),
  role: role.optional(),
});
export const handoverRequest = z.strictObject({
  ...partners,
  role,
  type: z.enum(['control_passed', 'control_taken']).optional(),
  metadata: z.string().optional(),
  summary: z.string().optional(),
  summaryPlace: z.enum(['inside', 'beside']).optional(),
  at,
});

export const freeMessagesRequest = z.strictObject({ limit: z.number().int().min(0) });
