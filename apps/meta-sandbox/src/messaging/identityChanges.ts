import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { type JsonObject, toDigits, toSeconds } from '../webhooks/payload.js';
import { notify } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Customer, type CustomerPatch, toContact } from './customers.js';
import { type Naming, namesFor, toPeer } from './naming.js';
import { newWamid } from './wamid.js';

/**
 * How a system message says who changed (meta-platform 17.2). `today` is Meta's present one: for an id, neither `from` nor
 * `from_user_id`; for a number, `from` the old number. The others are older, or were seen elsewhere.
 */
export const identityShapes = [
  'today',
  /** No `from`, for a number either. */
  'no_from',
  /** `from` is empty, and only `body` has the ids. */
  'ids_in_body',
  'from_old_phone',
  'from_old_id',
  'from_new_id',
  /** `system.wa_id` holds the new business-scoped id. */
  'id_as_wa_id',
] as const;
export type IdentityShape = (typeof identityShapes)[number];

export interface IdentityChange extends Naming {
  customerId: string;
  /** By default every number with a chat. */
  phoneNumberId?: string | undefined;
  /** Digits, for `user_changed_number`; without them it is `user_changed_user_id`. */
  waId?: string | undefined;
  /** By default the id stays. */
  userId?: string | undefined;
  parentUserId?: string | undefined;
  shape?: IdentityShape | undefined;
  /** False leaves `previous_user_id` and `previous_parent_user_id` out. */
  previousIds?: boolean | undefined;
  /** Reports an earlier change again, without another one: the former identity. */
  before?: Pick<Customer, 'waId' | 'userId' | 'parentUserId'> | undefined;
  at?: number | undefined;
  wamid?: string | undefined;
}

/**
 * A customer gets another number or id, and the businesses get a system message. The former number is free for somebody
 * else.
 */
export function customerChangesIdentity(state: SandboxState, input: IdentityChange): string[] {
  const customer = state.customers.mustFind(input.customerId);
  const before = { ...(input.before ?? customer) };
  const patch = tidy({ waId: input.waId, userId: input.userId, parentUserId: input.parentUserId }) as CustomerPatch;
  if (Object.keys(patch).length === 0) throw new Error('Nothing would change');
  if (input.before === undefined) state.customers.change(customer.id, patch);
  const ids =
    input.phoneNumberId === undefined
      ? state.chats.of(customer.id).map(({ phoneNumberId }) => phoneNumberId)
      : [input.phoneNumberId];
  return ids.map((id) => {
    const number = state.world.number(id);
    if (!number) throw new Error(`There is no number ${id}`);
    const { waId, userId, parentUserId } = before;
    return tellChange(state, input, { ...customer, waId, userId, parentUserId }, number);
  });
}

function tellChange(state: SandboxState, input: IdentityChange, before: Customer, number: BusinessNumber): string {
  const { at = state.now(), shape = 'today', previousIds = shape !== 'ids_in_body' } = input;
  const after: Customer = { ...before, ...tidy({ waId: input.waId, userId: input.userId }) };
  const names = namesFor(state, before, number, input);
  const wamid = names.wamid(input.wamid ?? newWamid(toPeer(before), 'customer'));
  const isNumber = input.waId !== undefined;
  const [old, fresh] = isNumber ? [before.waId, after.waId] : [before.userId, after.userId];
  const type = isNumber ? 'user_changed_number' : 'user_changed_user_id';
  const system: JsonObject = tidy({
    body: `User ${before.name} changed from ${old ?? 'an unknown one'} to ${fresh}`,
    type,
    ...(shape === 'ids_in_body' ? {} : toIds(before, after, input, shape, previousIds)),
  });
  const message = tidy({
    ...toSender(before, after, shape, isNumber),
    id: wamid,
    timestamp: toSeconds(at),
    type: 'system',
    system,
  });
  const chat = state.chats.between(number.id, before.id);
  state.chats.add(chat, { wamid, by: 'customer', type: 'system', content: system, at, tick: 'delivered' });
  void notify(state, { number: names.number, customer: before, contact: toContact(before), message });
  return wamid;
}

function toSender(before: Customer, after: Customer, shape: IdentityShape, isNumber: boolean): JsonObject {
  switch (shape) {
    case 'ids_in_body':
      return { from: '' };
    case 'from_old_phone':
      return { from: before.waId };
    case 'from_old_id':
      return { from: isNumber ? before.waId : undefined, from_user_id: before.userId };
    case 'from_new_id':
      return { from: isNumber ? before.waId : undefined, from_user_id: after.userId };
    case 'no_from':
      return {};
    default:
      return isNumber ? { from: before.waId } : {};
  }
}

function toIds(
  before: Customer,
  after: Customer,
  { waId, parentUserId }: IdentityChange,
  shape: IdentityShape,
  previousIds: boolean,
): JsonObject {
  return {
    wa_id: shape === 'id_as_wa_id' ? after.userId : (waId ?? (shape === 'from_old_phone' ? before.waId : undefined)),
    user_id: shape === 'id_as_wa_id' ? undefined : after.userId,
    parent_user_id: parentUserId ?? before.parentUserId,
    previous_user_id: previousIds && before.userId !== after.userId ? before.userId : undefined,
    previous_parent_user_id: previousIds && parentUserId !== undefined ? before.parentUserId : undefined,
  };
}

export function freePhone({ customers }: SandboxState): string {
  for (let last = 0; ; last += 1) {
    const waId = toDigits(`1555017${String(last).padStart(4, '0')}`);
    if (!customers.byWaId(waId)) return waId;
  }
}

export function freeUserId({ customers }: SandboxState): string {
  for (let last = 1; ; last += 1) {
    const userId = `US.30000000${String(last).padStart(8, '0')}`;
    if (!customers.byUserId(userId)) return userId;
  }
}
