import { call } from '../messaging/calls.js';
import { customerWrites, phoneAppWrites } from '../messaging/customerActs.js';
import { addGroup, groupHappens } from '../messaging/groupActs.js';
import { customerChangesIdentity, freePhone, freeUserId, type IdentityShape } from '../messaging/identityChanges.js';
import type { Naming } from '../messaging/naming.js';
import { phoneBookChanges } from '../messaging/phoneBook.js';
import { customerPrefers } from '../messaging/preferences.js';
import { handOver, otherAnswers, ourRole } from '../messaging/responders.js';
import { retell } from '../messaging/retelling.js';
import { customerWritesSample, type SampleName, sampleNames, samples, sendProblem } from '../messaging/samples.js';
import type { SandboxState } from '../state/sandboxState.js';

export interface ActSubject extends Naming {
  state: SandboxState;
  customerId: string;
  phoneNumberId: string;
  shape: IdentityShape;
}

interface Act {
  words: string;
  run(subject: ActSubject): unknown;
}

const findGroup = ({ state, customerId, phoneNumberId }: ActSubject) =>
  state.groups.of(customerId).find((group) => group.phoneNumberId === phoneNumberId) ??
  addGroup(state, { phoneNumberId, subject: 'Market day', customerIds: [customerId] });

const findLastMessage = ({ state, customerId, phoneNumberId }: ActSubject, by: 'customer' | 'business') =>
  state.chats.peek(phoneNumberId, customerId)?.messages.findLast((message) => message.by === by && !message.deleted)
    ?.wamid;

const says = (body: string) => ({ type: 'text', body }) as const;
const summary = 'Asks when order 77 arrives, and whether it can be changed';

const write =
  (content: (subject: ActSubject) => Parameters<typeof customerWrites>[1]['content'] | undefined) =>
  (subject: ActSubject) => {
    const { state, shape: _shape, ...rest } = subject;
    const made = content(subject);
    return made && customerWrites(state, { ...rest, content: made });
  };

const sampleActs = Object.fromEntries(
  sampleNames.map((name): [`sample_${SampleName}`, Act] => [
    `sample_${name}`,
    {
      words: samples[name].words,
      run: ({ state, shape: _shape, ...rest }) => customerWritesSample(state, { ...rest, sample: name }),
    },
  ]),
);

export const conversationActs = {
  'Who they are': {
    new_number: {
      words: 'New phone number, same id',
      run: ({ state, ...rest }) => customerChangesIdentity(state, { ...rest, waId: freePhone(state) }),
    },
    new_number_and_id: {
      words: 'New phone number and id',
      run: ({ state, ...rest }) =>
        customerChangesIdentity(state, { ...rest, waId: freePhone(state), userId: freeUserId(state) }),
    },
    new_id: {
      words: 'New id',
      run: ({ state, ...rest }) => customerChangesIdentity(state, { ...rest, userId: freeUserId(state) }),
    },
    parent_id: {
      words: 'Gets a parent id',
      run: ({ state, customerId }) =>
        state.customers.change(customerId, { parentUserId: freeUserId(state).replace('US.', 'US.ENT.') }),
    },
    book_by_id: {
      words: 'Address book: an id, no phone number',
      run: ({ state, customerId, phoneNumberId }) => {
        const { name, userId, username } = state.customers.mustFind(customerId);
        return phoneBookChanges(state, { phoneNumberId, entries: [{ fullName: `${name} (saved)`, userId, username }] });
      },
    },
  },
  'What refers to what': {
    text: { words: 'Writes', run: write(() => says('Hello again')) },
    quote_own: {
      words: 'Quotes the own last message',
      run: ({ state, shape: _shape, ...rest }) => {
        const replyTo = findLastMessage({ state, shape: 'today', ...rest }, 'customer');
        return customerWrites(state, { ...rest, content: says('About this one'), replyTo });
      },
    },
    quote_business: {
      words: "Quotes the business's last message",
      run: ({ state, shape: _shape, ...rest }) => {
        const replyTo = findLastMessage({ state, shape: 'today', ...rest }, 'business');
        return customerWrites(state, { ...rest, content: says('About yours'), replyTo });
      },
    },
    react: {
      words: "Reacts to the business's last message",
      run: write((subject) => {
        const messageId = findLastMessage(subject, 'business');
        return messageId === undefined ? undefined : { type: 'reaction', messageId, emoji: '👍' };
      }),
    },
    edit: {
      words: 'Edits the own last message',
      run: write((subject) => {
        const messageId = findLastMessage(subject, 'customer');
        return messageId === undefined ? undefined : { type: 'edit', messageId, body: 'Edited words' };
      }),
    },
    revoke: {
      words: 'Deletes the own last message',
      run: write((subject) => {
        const messageId = findLastMessage(subject, 'customer');
        return messageId === undefined ? undefined : { type: 'revoke', messageId };
      }),
    },
    echo: {
      words: 'The owner answers on the phone',
      run: ({ state, shape: _shape, ...rest }) =>
        phoneAppWrites(state, { ...rest, content: says('Written on the phone') }),
    },
    echo_revoke: {
      words: "The owner deletes the business's last message",
      run: ({ state, shape: _shape, ...rest }) => {
        const messageId = findLastMessage({ state, shape: 'today', ...rest }, 'business');
        return messageId && phoneAppWrites(state, { ...rest, content: { type: 'revoke', messageId } });
      },
    },
    retell_history: {
      words: 'The chat again, as history',
      run: ({ state, shape: _shape, ...rest }) => retell(state, { ...rest, as: 'history' }),
    },
    retell_standby: {
      words: 'The chat again, as standby',
      run: ({ state, shape: _shape, ...rest }) => retell(state, { ...rest, as: 'standby' }),
    },
  },
  'Who answers': {
    agent_answers: {
      words: "Meta's agent answers",
      run: ({ state, shape: _shape, phoneNumberId, ...rest }) => {
        state.threadOwners.setRouting(phoneNumberId, { agentIsOn: true });
        return otherAnswers(state, { ...rest, phoneNumberId, content: says('I am the assistant. How can I help?') });
      },
    },
    agent_passes: {
      words: 'The agent passes to us',
      run: ({ state, customerId, phoneNumberId }) => {
        const role = ourRole(state, phoneNumberId);
        return role && handOver(state, { customerId, phoneNumberId, role, summary, metadata: 'Wants a person' });
      },
    },
    agent_passes_beside: {
      words: 'The same, the summary beside the next message',
      run: ({ state, customerId, phoneNumberId }) => {
        const role = ourRole(state, phoneNumberId);
        return role && handOver(state, { customerId, phoneNumberId, role, summary, summaryPlace: 'beside' });
      },
    },
    agent_takes: {
      words: 'The agent takes it from us',
      run: ({ state, customerId, phoneNumberId }) => {
        state.threadOwners.setRouting(phoneNumberId, { agentIsOn: true });
        return handOver(state, { customerId, phoneNumberId, role: 'ai_agent', type: 'control_taken' });
      },
    },
  },
  'Calls and wishes': {
    call_missed: {
      words: 'Calls, nobody answers',
      run: ({ state, shape: _shape, ...rest }) => call(state, rest),
    },
    call_answered: {
      words: 'Calls for 42 seconds',
      run: ({ state, shape: _shape, ...rest }) => call(state, { ...rest, answered: true }),
    },
    called_missed: {
      words: 'Is called, does not answer',
      run: ({ state, shape: _shape, ...rest }) => call(state, { ...rest, by: 'business' }),
    },
    called_answered: {
      words: 'Is called for 42 seconds',
      run: ({ state, shape: _shape, ...rest }) => call(state, { ...rest, by: 'business', answered: true }),
    },
    stop_marketing: {
      words: 'Wants no marketing',
      run: ({ state, shape: _shape, ...rest }) => customerPrefers(state, { ...rest, value: 'stop' }),
    },
    resume_marketing: {
      words: 'Wants marketing again',
      run: ({ state, shape: _shape, ...rest }) => customerPrefers(state, { ...rest, value: 'resume' }),
    },
  },
  Groups: {
    group_text: {
      words: 'Writes in a group',
      run: (subject) => {
        const { state, shape: _shape, ...rest } = subject;
        return customerWrites(state, { ...rest, groupId: findGroup(subject).id, content: says('Hello everybody') });
      },
    },
    group_echo: {
      words: 'The owner writes in the group',
      run: (subject) => {
        const { state, shape: _shape, ...rest } = subject;
        return phoneAppWrites(state, { ...rest, groupId: findGroup(subject).id, content: says('See you on Friday') });
      },
    },
    group_left: {
      words: 'Leaves the group',
      run: (subject) =>
        groupHappens(subject.state, {
          groupId: findGroup(subject).id,
          event: 'left',
          customerId: subject.customerId,
        }),
    },
    group_suspended: {
      words: 'The group is suspended',
      run: (subject) => groupHappens(subject.state, { groupId: findGroup(subject).id, event: 'suspended' }),
    },
  },
  'Unusual messages': {
    ...sampleActs,
    problem: {
      words: 'An error beside no message',
      run: ({ state, phoneNumberId }) => sendProblem(state, { phoneNumberId, code: 130429 }),
    },
  },
} as const satisfies Record<string, Record<string, Act>>;

const byName = new Map<string, Act>(Object.values(conversationActs).flatMap((acts) => Object.entries(acts)));
export const conversationActNames = [...byName.keys()];

export async function runConversationAct(name: string, subject: ActSubject): Promise<void> {
  await byName.get(name)?.run(subject);
}
