import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { groupChange, type groupFields } from '../webhooks/conversationChanges.js';
import type { MessageStatusName } from '../webhooks/dials.js';
import { type JsonObject, statusChange, toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { tidy } from './customerContent.js';
import type { Customer } from './customers.js';
import type { Group, NewGroup } from './groups.js';
import { namesFor } from './naming.js';

function findNumber(state: SandboxState, id: string): BusinessNumber {
  const number = state.world.number(id);
  if (!number) throw new Error(`There is no number ${id}`);
  return number;
}

/** Creates a group with customers and notifies the app. Throws when one of them does not exist. */
export function addGroup(state: SandboxState, input: NewGroup): Group {
  const number = findNumber(state, input.phoneNumberId);
  for (const id of input.customerIds) state.customers.mustFind(id);
  const group = state.groups.add(input);
  void notifyGroup(state, number, 'group_lifecycle_update', {
    type: 'group_create',
    group_id: group.id,
    subject: group.subject,
    invite_link: `https://chat.whatsapp.com/${group.id.slice(-22)}`,
    join_approval_mode: 'auto_approve',
  });
  return group;
}

export const groupEvents = ['deleted', 'joined', 'left', 'renamed', 'suspended', 'suspension_cleared'] as const;
export type GroupEvent = (typeof groupEvents)[number];

/** Joining and leaving are about a customer. */
export function groupHappens(
  state: SandboxState,
  input: { groupId: string; event: GroupEvent; customerId?: string | undefined; subject?: string | undefined },
): Promise<void> {
  const group = state.groups.mustFind(input.groupId);
  const number = findNumber(state, group.phoneNumberId);
  const say = (field: (typeof groupFields)[number], type: string, more: JsonObject = {}) =>
    notifyGroup(state, number, field, { type, group_id: group.id, ...more });
  switch (input.event) {
    case 'deleted':
      return say('group_lifecycle_update', 'group_delete');
    case 'joined': {
      const customer = state.customers.mustFind(input.customerId ?? '');
      group.customerIds = [...new Set([...group.customerIds, customer.id])];
      return say('group_participants_update', 'group_participants_add', {
        reason: 'invite_link',
        added_participants: [participant(customer)],
      });
    }
    case 'left': {
      const customer = state.customers.mustFind(input.customerId ?? '');
      group.customerIds = group.customerIds.filter((id) => id !== customer.id);
      return say('group_participants_update', 'group_participants_remove', {
        removed_participants: [participant(customer)],
        initiated_by: 'participant',
      });
    }
    case 'renamed':
      group.subject = input.subject ?? `${group.subject} (new)`;
      return say('group_settings_update', 'group_settings_update', {
        group_subject: { text: group.subject, update_successful: true },
      });
    case 'suspended':
      return say('group_status_update', 'group_suspend');
    case 'suspension_cleared':
      return say('group_status_update', 'group_suspend_cleared');
  }
}

const participant = ({ waId, userId, parentUserId, username }: Customer): JsonObject =>
  tidy({ wa_id: waId, user_id: userId, parent_user_id: parentUserId, username });

function notifyGroup(
  state: SandboxState,
  number: BusinessNumber,
  field: (typeof groupFields)[number],
  group: JsonObject,
): Promise<void> {
  const told = { timestamp: toSeconds(state.now()), ...group };
  return publish(state, groupChange({ number, field, groups: [told] }), {
    partition: `${number.id} ${String(group.group_id)}`,
  });
}

export interface GroupStatus {
  groupId: string;
  wamid: string;
  status: MessageStatusName;
  /** One status for each customer, in one webhook; nobody is named by default. */
  customerIds?: readonly string[] | undefined;
}

/** The status of a business's message in a group (meta-platform 17.3). */
export function groupStatus(state: SandboxState, input: GroupStatus): void {
  const group = state.groups.mustFind(input.groupId);
  const number = findNumber(state, group.phoneNumberId);
  const common = {
    id: input.wamid,
    status: input.status,
    timestamp: toSeconds(state.now()),
    recipient_id: group.id,
    recipient_type: 'group',
  };
  const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'group_service' };
  const readers = (input.customerIds ?? []).map((id) => namesFor(state, state.customers.mustFind(id), number));
  const statuses = readers.map((names) =>
    tidy({
      ...common,
      recipient_participant_id: names.phone,
      recipient_participant_user_id: names.userId,
      recipient_participant_parent_user_id: names.parentUserId,
      pricing,
    }),
  );
  const change = statusChange({
    number,
    contacts: readers.length === 0 ? undefined : readers.map(({ contact }) => contact),
    statuses: statuses.length === 0 ? [{ ...common, pricing }] : statuses,
  });
  void publish(state, change, { partition: `${number.id} ${group.id}` });
}
