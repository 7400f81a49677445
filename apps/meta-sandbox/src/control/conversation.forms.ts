import { z } from 'zod';
import { identityShapes } from '../messaging/identityChanges.js';
import { type ResponderRole, responderRoles } from '../state/conversationRouting.js';
import type { SandboxState } from '../state/sandboxState.js';
import { conversationActNames, runConversationAct } from './conversationActs.js';
import { namingForm, splitList } from './naming.form.js';
import type { OnForm } from './webhook.forms.js';

const onOff = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

const actForm = z.strictObject({
  ...namingForm,
  number: z.string(),
  customer: z.string(),
  shape: z.enum(identityShapes).default('today'),
  act: z.enum(conversationActNames),
});

/** The agent's role is its own. */
export const humanRoles: readonly ResponderRole[] = responderRoles.filter((role) => role !== 'ai_agent');

const routingForm = z.strictObject({
  number: z.string(),
  agent: onOff,
  configured: onOff,
  ours: splitList(humanRoles),
  partners: splitList(humanRoles),
  free: z.coerce.number().int().min(0).max(1_000_000),
});

export function conversationForms(on: OnForm, state: SandboxState): void {
  on('/conversation-acts', actForm, async (form) => {
    if (!state.world.number(form.number) || !state.customers.find(form.customer)) return;
    await runConversationAct(form.act, {
      state,
      phoneNumberId: form.number,
      customerId: form.customer,
      shape: form.shape,
      wamidNames: form.wamid_names,
      addressing: form.addressing,
      writtenOtherWay: form.other_way,
    });
  });
  on('/routing', routingForm, ({ number, agent, configured, ours, partners, free }) => {
    if (!state.world.number(number)) return;
    const roles = { ourRoles: ours, partnerRoles: partners };
    state.threadOwners.setRouting(number, { agentIsOn: agent, isConfigured: configured, ...roles });
    state.freeMessages.setLimit(number, free);
  });
}
