import { z } from 'zod';
import type { Customer } from '../messaging/customers.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { authorizeMessaging } from './access.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { page } from './paging.js';
import { fitting, requireWhatsApp } from './parameterRules.js';

/** meta-platform 17.7. */
const maxBlocked = 64_000;

const users = z
  .array(z.looseObject({ user: z.union([z.string().min(1), z.number().int().transform(String)]) }))
  .min(1)
  .max(1000);

const findCustomer = (user: string, { customers }: SandboxState) =>
  customers.byUserId(user) ?? customers.byWaId(user.replaceAll(/\D/g, ''));

type Refusal = { code: number; title: string; details: string } | null;

const refusedFor = (code: number, title: string, details: string): Refusal => ({ code, title, details });

/** Only customers of the last 24 hours can be blocked. */
function block(customer: Customer | undefined, number: BusinessNumber, state: SandboxState): Refusal {
  const chat = customer && state.chats.peek(number.id, customer.id);
  if (!customer || !chat?.isWindowOpen(state.now())) {
    return refusedFor(131047, 'Re-engagement message', 'The user has not written to this number in the last 24 hours');
  }
  const { blocked } = state.storefronts.of(number.id);
  if (blocked.includes(customer.id)) return null;
  if (blocked.length >= maxBlocked) {
    return refusedFor(139101, 'Blocklist limit reached', `A number can block at most ${maxBlocked} users`);
  }
  blocked.push(customer.id);
  return null;
}

function unblock(customer: Customer | undefined, number: BusinessNumber, state: SandboxState): Refusal {
  const { blocked } = state.storefronts.of(number.id);
  const place = customer ? blocked.indexOf(customer.id) : -1;
  if (place === -1) return refusedFor(139103, 'Internal error', 'The user is not blocked');
  blocked.splice(place, 1);
  return null;
}

/** Each user by itself; if any is refused, the answer is 139100 and lists what was done. */
function forEach(request: GraphRequest, state: SandboxState, act: typeof block, done: 'added_users' | 'removed_users') {
  const number = authorizeMessaging(request, state);
  requireWhatsApp(request.params);
  const failed: object[] = [];
  const succeeded: object[] = [];
  for (const { user } of fitting(users, request.params.structure('block_users'), 'block_users')) {
    const customer = findCustomer(user, state);
    const named = { input: user, ...(customer ? { wa_id: customer.waId ?? customer.userId } : {}) };
    const refusal = act(customer, number, state);
    if (!refusal) succeeded.push(named);
    else {
      const { code, title, details } = refusal;
      failed.push({ ...named, errors: [{ code, message: `(#${code}) ${title}`, error_data: { details } }] });
    }
  }
  const outcome = {
    messaging_product: 'whatsapp',
    block_users: { [done]: succeeded, ...(failed.length > 0 ? { failed_users: failed } : {}) },
  };
  if (failed.length === 0) return outcome;
  throw new GraphError(139100, '(#139100) Failed to block/unblock some users', {
    details: 'Some users were refused, see the block_users response list for details',
    beside: outcome,
  });
}

const add: GraphHandler = (request, state) => forEach(request, state, block, 'added_users');
const remove: GraphHandler = (request, state) => forEach(request, state, unblock, 'removed_users');

const list: GraphHandler = (request, state) => {
  const { blocked } = state.storefronts.of(authorizeMessaging(request, state).id);
  const customers = blocked.map((id) => state.customers.mustFind(id));
  return page(customers, request, ({ waId, userId }) => ({ messaging_product: 'whatsapp', wa_id: waId ?? userId }));
};

export const blockUsersRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{phone}/block_users', handle: list },
  { method: 'POST', edge: '{phone}/block_users', handle: add },
  { method: 'DELETE', edge: '{phone}/block_users', handle: remove },
];
