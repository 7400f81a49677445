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
import { customerWritesSample, type SampleName, tellProblem } from './messaging/samples.js';
import type { SandboxState } from './state/sandboxState.js';
import type { NumberRouting, ThreadOwner } from './state/threadOwners.js';

/** What happens to conversations besides messages: who somebody is, who answers, groups, calls, wishes. */
export interface ConversationSandbox {
  /** Another name, number or id, silently: the app finds out by what is said next. */
  changeCustomer(customerId: string, patch: CustomerPatch): Customer;
  /** Another number or id, told by a system message in one of the shapes Meta has had. Gives its wamids. */
  customerChangesIdentity(input: IdentityChange): string[];
  /** What was said before, told again: in another field, under other names. */
  retell(input: Retelling): Promise<void>;
  /** Entries of the address book of a number's phone. */
  phoneBookChanges(input: { phoneNumberId: string; entries: readonly PhoneBookEntry[] }): Promise<void>;
  /** One of `sampleNames`: cards, forms, advertisements, and bodies that cannot be read. Gives the wamid. */
  customerWritesSample(input: Omit<CustomerWrites, 'content'> & { sample: SampleName }): string;
  /** An error in the value of a webhook, beside no message. */
  tellProblem(input: { phoneNumberId: string; code: number }): Promise<void>;

  /** Somebody calls; a call that is not answered is a missed one. Gives its id. */
  call(input: Call): string;
  callStatus(input: ChatPartners & { id: string; status: string }): void;
  /** Marketing is no longer wanted (templates fail with 131050), or wanted again. */
  customerPrefers(input: Preference): void;

  addGroup(input: NewGroup): Group;
  groupHappens(input: {
    groupId: string;
    event: GroupEvent;
    customerId?: string | undefined;
    subject?: string | undefined;
  }): Promise<void>;
  groupStatus(input: GroupStatus): void;

  /** Who may answer at a number. Throws when there is no such number. */
  setRouting(phoneNumberId: string, change: Partial<NumberRouting>): NumberRouting;
  /** Null when nobody answers the conversation. */
  threadOwner(input: ChatPartners): ThreadOwner | null;
  /** Meta's agent or another app answers: told as `standby`. Gives the wamid. */
  otherAnswers(input: OtherAnswers): string;
  handOver(input: Handover): Promise<void>;

  /** How many service messages of a number are free in each month. */
  setFreeMessages(phoneNumberId: string, limit: number): void;
  freeMessages(phoneNumberId: string): { limit: number; used: number };
}

export function conversationOf(state: SandboxState): ConversationSandbox {
  return {
    changeCustomer: (customerId, patch) => state.customers.change(customerId, patch),
    customerChangesIdentity: (input) => customerChangesIdentity(state, input),
    retell: (input) => retell(state, input),
    phoneBookChanges: (input) => phoneBookChanges(state, input),
    customerWritesSample: (input) => customerWritesSample(state, input),
    tellProblem: (input) => tellProblem(state, input),
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
