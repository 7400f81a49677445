import { type Call, call, callStatus } from './messaging/calls.js';
import type { ChatPartners, CustomerWrites } from './messaging/customerActs.js';
import type { Customer, CustomerPatch } from './messaging/customers.js';
import { addGroup, type GroupEvent, type GroupStatus, groupHappens, groupStatus } from './messaging/groupActs.js';
import type { Group, NewGroup } from './messaging/groups.js';
import { customerChangesIdentity, type IdentityChange } from './messaging/identityChanges.js';
import { type PhoneBookEntry, phoneBookChanges } from './messaging/phoneBook.js';
import { customerPrefers, type Preference } from './messaging/preferences.js';
import { type Handover, handOver, type OtherAnswers, otherAnswers } from './messaging/responders.js';
import { type Retelling, retell } from './messaging/retelling.js';
import { customerWritesSample, type SampleName, sendProblem } from './messaging/samples.js';
import type { NumberRouting, ThreadOwner } from './state/conversationRouting.js';
import type { SandboxState } from './state/sandboxState.js';

export interface ConversationSandbox {
  /** Changes a name, number or id silently: the app finds out with the next message. */
  changeCustomer(customerId: string, patch: CustomerPatch): Customer;
  /** Changes a number or id and sends a system message in one of Meta's shapes. Returns its wamids. */
  customerChangesIdentity(input: IdentityChange): string[];
  /** Sends earlier messages again, in another field and under other names. */
  retell(input: Retelling): Promise<void>;
  phoneBookChanges(input: { phoneNumberId: string; entries: readonly PhoneBookEntry[] }): Promise<void>;
  customerWritesSample(input: Omit<CustomerWrites, 'content'> & { sample: SampleName }): string;
  sendProblem(input: { phoneNumberId: string; code: number }): Promise<void>;

  /** An unanswered call is a missed one. Returns its id. */
  call(input: Call): string;
  callStatus(input: ChatPartners & { id: string; status: string }): void;
  customerPrefers(input: Preference): void;

  addGroup(input: NewGroup): Group;
  groupHappens(input: {
    groupId: string;
    event: GroupEvent;
    customerId?: string | undefined;
    subject?: string | undefined;
  }): Promise<void>;
  groupStatus(input: GroupStatus): void;

  setRouting(phoneNumberId: string, change: Partial<NumberRouting>): NumberRouting;
  threadOwner(input: ChatPartners): ThreadOwner | null;
  /** Meta's agent or another app answers: sent as `standby`. Returns the wamid. */
  otherAnswers(input: OtherAnswers): string;
  handOver(input: Handover): Promise<void>;

  setFreeMessages(phoneNumberId: string, limit: number): void;
  freeMessages(phoneNumberId: string): { limit: number; used: number };
}

export function createConversationSandbox(state: SandboxState): ConversationSandbox {
  return {
    changeCustomer: (customerId, patch) => state.customers.change(customerId, patch),
    customerChangesIdentity: (input) => customerChangesIdentity(state, input),
    retell: (input) => retell(state, input),
    phoneBookChanges: (input) => phoneBookChanges(state, input),
    customerWritesSample: (input) => customerWritesSample(state, input),
    sendProblem: (input) => sendProblem(state, input),
    call: (input) => call(state, input),
    callStatus: (input) => callStatus(state, input),
    customerPrefers: (input) => customerPrefers(state, input),
    addGroup: (input) => addGroup(state, input),
    groupHappens: (input) => groupHappens(state, input),
    groupStatus: (input) => groupStatus(state, input),
    setRouting: (phoneNumberId, change) => {
      if (!state.world.number(phoneNumberId)) throw new Error(`There is no number ${phoneNumberId}`);
      return state.threadOwners.setRouting(phoneNumberId, change);
    },
    threadOwner: ({ phoneNumberId, customerId }) => state.threadOwners.owner(phoneNumberId, customerId, state.now()),
    otherAnswers: (input) => otherAnswers(state, input),
    handOver: (input) => handOver(state, input),
    setFreeMessages: (phoneNumberId, limit) => state.freeMessages.setLimit(phoneNumberId, limit),
    freeMessages: (phoneNumberId) => state.freeMessages.usage(phoneNumberId, state.now()),
  };
}
