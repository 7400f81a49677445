import { z } from 'zod';
import { call } from '../messaging/calls.js';
import type { Customer } from '../messaging/customers.js';
import { addGroup, groupHappens } from '../messaging/groupActs.js';
import { customerChangesIdentity, freeUserId } from '../messaging/identityChanges.js';
import { customerPrefers } from '../messaging/preferences.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { Place } from './phoneView.js';

export const personForm = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('number'),
    waId: z
      .string()
      .transform((text) => text.replaceAll(/\D/g, ''))
      .pipe(z.string().min(5).max(15)),
  }),
  z.strictObject({ act: z.enum(['id', 'call', 'call_answered', 'stop', 'resume', 'leave']) }),
  z.strictObject({ act: z.literal('group'), with: z.union([z.string(), z.array(z.string())]).default([]) }),
]);
export type PersonForm = z.output<typeof personForm>;

/** Returns the chat to show next. Throws when the wanted number is taken. */
export function runPersonAct(state: SandboxState, customer: Customer, place: Place, form: PersonForm): Place {
  const partners = { customerId: customer.id, phoneNumberId: place.number };
  switch (form.act) {
    case 'number':
      customerChangesIdentity(state, { customerId: customer.id, waId: form.waId });
      break;
    case 'id':
      customerChangesIdentity(state, { customerId: customer.id, userId: freeUserId(state) });
      break;
    case 'call':
    case 'call_answered':
      call(state, { ...partners, answered: form.act === 'call_answered' });
      break;
    case 'stop':
    case 'resume':
      customerPrefers(state, { ...partners, value: form.act });
      break;
    case 'group': {
      const others = [form.with].flat().filter((id) => state.customers.find(id));
      const customerIds = [customer.id, ...others];
      const group = addGroup(state, { phoneNumberId: place.number, subject: 'Market day', customerIds });
      return { number: place.number, groupId: group.id };
    }
    case 'leave':
      if (place.groupId === undefined) break;
      void groupHappens(state, { groupId: place.groupId, event: 'left', customerId: customer.id });
      return { number: place.number, groupId: undefined };
  }
  return place;
}
