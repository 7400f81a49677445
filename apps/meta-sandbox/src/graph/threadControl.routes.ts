import type { Chat } from '../messaging/chats.js';
import type { Customer } from '../messaging/customers.js';
import { passTo } from '../messaging/responders.js';
import type { ThreadOwner } from '../state/conversationRouting.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { authorizeMessaging } from './access.js';
import { invalidIn, missingIn } from './cloudError.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import type { Outgoing } from './outgoingMessage.js';

/** meta-platform 17.1. */
const notAllowed = (details: string) =>
  new GraphError(2494191, '(#2494191) This app may not do that with the conversation', { details });

/**
 * Lets a free-form message through. With the agent on and nothing set up, it takes the conversation over; where the business
 * set up who answers what, only the owner may write. Throws what the sandbox answers to others; Meta's code is not known.
 */
export function requireThread(message: Outgoing, number: BusinessNumber, chat: Chat, state: SandboxState): void {
  // Templates may always be sent.
  if (message.type === 'template') return;
  const { customerId } = chat;
  const { threadOwners } = state;
  const { agentIsOn, isConfigured, ourRoles } = threadOwners.routing(number.id);
  if (!agentIsOn && !isConfigured) return;
  const owner = threadOwners.owner(number.id, customerId, state.now());
  const isTaken = owner !== null && owner.responder !== 'us';
  if (isTaken && isConfigured) throw notAllowed('Somebody else answers this conversation: take it over first');
  const us: ThreadOwner =
    owner?.responder === 'us' ? owner : { responder: 'us', role: ourRoles[0] ?? 'customer_service' };
  threadOwners.give(number.id, customerId, us, state.now());
}

/** `POST /{phone}/thread_control`: takes, passes or releases a conversation (meta-platform 17.1). */
const control: GraphHandler = async (request, state) => {
  const number = authorizeMessaging(request, state);
  if (request.params.text('messaging_product') !== 'whatsapp') {
    throw new GraphError(100, '(#100) The parameter messaging_product is required');
  }
  const customer = customerIn(request, state);
  const metadata = request.params.text('metadata');
  const owner = state.threadOwners.owner(number.id, customer.id, state.now());
  const { ourRoles } = state.threadOwners.routing(number.id);
  switch (request.params.text('action')) {
    case 'take': {
      if (!ourRoles.includes('escalation')) throw notAllowed('Only an app with the role escalation may take control');
      const us: ThreadOwner = { responder: 'us', role: 'escalation' };
      request.afterAnswer(() => void passTo(state, customer, number, { owner: us, type: 'control_taken', metadata }));
      return { success: true };
    }
    case 'pass': {
      if (owner?.responder !== 'us') throw notAllowed('Only the owner of the conversation may pass it on');
      const next = state.threadOwners.holder(number.id, targetRoleIn(request));
      if (!next) throw invalidIn("Param control_pass['target_role'] is not the role of any responder of this number");
      request.afterAnswer(() => void passTo(state, customer, number, { owner: next, metadata }));
      return { success: true };
    }
    case 'release':
      if (owner?.responder !== 'us') throw notAllowed('Only the owner of the conversation may release it');
      // No webhook reports it.
      state.threadOwners.give(number.id, customer.id, null, state.now());
      return { success: true };
    default:
      throw invalidIn("Param action must be one of {'take', 'pass', 'release'}");
  }
};

function customerIn(request: GraphRequest, state: SandboxState): Customer {
  const to = request.params.text('to') ?? request.params.text('recipient');
  if (to === undefined || to === '') throw missingIn('The parameter to is required');
  const customer = state.customers.byUserId(to) ?? state.customers.byWaId(to.replaceAll(/[\s()+.-]/g, ''));
  if (!customer) throw invalidIn('There is no conversation with this customer');
  return customer;
}

function targetRoleIn({ params }: GraphRequest): string {
  const pass = params.structure('control_pass');
  const role = typeof pass === 'object' && pass !== null ? Reflect.get(pass, 'target_role') : undefined;
  if (typeof role !== 'string') throw missingIn("The parameter control_pass['target_role'] is required");
  return role;
}

export const threadControlRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{phone}/thread_control', handle: control },
];
