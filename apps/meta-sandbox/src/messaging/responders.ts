import type { ResponderRole, ThreadOwner } from '../state/conversationRouting.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { handoverChange, standbyChange } from '../webhooks/conversationChanges.js';
import { toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { type ChatPartners, findPartners, toPartition } from './customerActs.js';
import { type CustomerContent, tidy, toBody } from './customerContent.js';
import type { Customer } from './customers.js';
import { type Naming, namesFor, toPeer } from './naming.js';
import { reportStatus } from './outcome.js';
import { newWamid } from './wamid.js';

export interface OtherAnswers extends ChatPartners, Naming {
  content: CustomerContent;
  at?: number | undefined;
  wamid?: string | undefined;
  role?: ResponderRole | undefined;
}

/**
 * Meta's agent, or another partner's app, answers a customer: the customer sees it, and the app hears of it in `standby`,
 * first as an echo and then by statuses. Gives the wamid. It becomes the owner of the conversation. Throws when nobody but
 * us holds that role.
 */
export function otherAnswers(state: SandboxState, input: OtherAnswers): string {
  const { content, at = state.now(), role = 'ai_agent' } = input;
  const { customer, number, chat } = findPartners(input, state);
  const owner = mustHold(state, number.id, role);
  if (owner.responder === 'us') throw new Error(`The role ${role} is our own`);
  const names = namesFor(state, customer, number, input);
  const wamid = names.wamid(input.wamid ?? newWamid(toPeer(customer), 'business'));
  state.threadOwners.give(number.id, customer.id, owner, state.now());
  const { type, fields } = toBody(content);
  // As in a call to the messages edge.
  const message = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(names.phone === undefined ? { recipient: names.userId } : { to: names.phone }),
    type,
    ...fields,
  };
  const echo = { id: wamid, timestamp: toSeconds(at), message };
  const answeredBy = owner.responder === 'partner' ? role : owner.responder;
  const words = { wamid, by: 'business' as const, type, content: fields[type] ?? fields, at };
  state.chats.add(chat, { ...words, tick: 'accepted', answeredBy });
  const change = standbyChange({ number: names.number, contacts: [names.contact], echoes: [echo] });
  void publish(state, change, { partition: toPartition(input) });
  void reportStatus(state, wamid, 'sent');
  void reportStatus(state, wamid, chat.isOpen ? 'read' : 'delivered');
  return wamid;
}

function mustHold(state: SandboxState, numberId: string, role: string): ThreadOwner {
  const owner = state.threadOwners.holder(numberId, role);
  if (!owner) throw new Error(`Nobody at the number has the role ${role}`);
  return owner;
}

const toSender = ({ waId, userId, parentUserId }: Customer) =>
  tidy({ phone_number: waId, user_id: userId, parent_user_id: parentUserId });

export interface Handover extends ChatPartners {
  role: ResponderRole;
  type?: 'control_passed' | 'control_taken' | undefined;
  metadata?: string | undefined;
  /** The agent's summary of the conversation. */
  summary?: string | undefined;
  /** In the hand-over itself, or beside the customer's next message. */
  summaryPlace?: 'inside' | 'beside' | undefined;
  at?: number | undefined;
}

/** Hands a conversation to another responder and notifies the app. Throws when nobody holds the role. */
export function handOver(state: SandboxState, input: Handover): Promise<void> {
  const { customer, number } = findPartners(input, state);
  return passTo(state, customer, number, { ...input, owner: mustHold(state, number.id, input.role) });
}

export function passTo(
  state: SandboxState,
  customer: Customer,
  number: BusinessNumber,
  input: Omit<Handover, 'role' | keyof ChatPartners> & { owner: ThreadOwner },
): Promise<void> {
  const { owner, type = 'control_passed', metadata, summary, summaryPlace = 'inside', at = state.now() } = input;
  const before = state.threadOwners.owner(number.id, customer.id, state.now());
  state.threadOwners.give(number.id, customer.id, owner, state.now());
  if (summary !== undefined && summaryPlace === 'beside') {
    state.threadOwners.keepSummary(number.id, customer.id, summary);
  }
  const details = tidy({
    previous_owner_role: before?.role,
    new_owner_role: owner.role,
    previous_owner_app_role: before?.responder === 'meta_business_agent' ? before.responder : undefined,
    new_owner_app_role: owner.responder === 'meta_business_agent' ? owner.responder : undefined,
    metadata,
    conversation_context:
      summary !== undefined && summaryPlace === 'inside' ? { type: 'summary', summary: { text: summary } } : undefined,
  });
  const change = handoverChange({ number, sender: toSender(customer), type, details, at });
  return publish(state, change, { partition: toPartition({ customerId: customer.id, phoneNumberId: number.id }) });
}

/** Our role when somebody passes a conversation without naming one. */
export const ourRole = (state: SandboxState, numberId: string): ResponderRole | undefined =>
  state.threadOwners.routing(numberId).ourRoles[0];
