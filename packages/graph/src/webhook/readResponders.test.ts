import { describe, expect, it } from 'vitest';
import { phoneNumberId, wabaId } from '../../test/graphFixture.js';
import {
  ana,
  delivery,
  displayPhone,
  fromAna,
  messagesValue,
  metadata,
  metaMessages,
  metaStatuses,
  readParts,
  readUpdates,
} from '../../test/webhookFixture.js';

const text = metaMessages.text ?? {};
const ofNumber = { entryId: wabaId, phoneNumberId, displayPhone };
const standby = (parts: object) => readUpdates(delivery('standby', { metadata, standby: parts }));
const sent = (message: object, echo: object = {}) => ({
  id: 'wamid.AGENT',
  timestamp: '1795000000',
  message,
  ...echo,
});
const contentSent = (message: object, echo: object = {}) => {
  const [update] = standby({ message_echoes: [sent({ to: ana.wa_id, ...message }, echo)] });
  return update?.kind === 'echo' ? update.message.content : update;
};

describe('a conversation that somebody else answers', () => {
  it('has what the customer wrote, what was answered and how far that came, all marked', () => {
    const updates = standby({
      contacts: [ana],
      messages: [fromAna(text)],
      message_echoes: [sent({ messaging_product: 'whatsapp', to: ana.wa_id, type: 'text', text: { body: 'We do' } })],
      statuses: [metaStatuses.delivered],
    });
    expect(updates).toEqual([
      expect.objectContaining({ kind: 'message', ...ofNumber, field: 'standby', isStandby: true }),
      {
        kind: 'echo',
        ...ofNumber,
        field: 'standby',
        isStandby: true,
        contact: { waId: ana.wa_id, userId: ana.user_id, name: 'Ana' },
        message: {
          id: 'wamid.AGENT',
          timestamp: new Date(1_795_000_000_000),
          content: { type: 'text', body: 'We do' },
        },
      },
      expect.objectContaining({ kind: 'status', ...ofNumber, isStandby: true, status: 'delivered' }),
    ]);
  });

  it.each([
    ['a phone number', { to: '+15550100001' }, { waId: ana.wa_id }],
    ['an id', { recipient: 'US.1' }, { userId: 'US.1' }],
    ['an id in the place of a number', { to: 'US.1' }, { userId: 'US.1' }],
    ['both', { to: ana.wa_id, recipient: 'US.1' }, { waId: ana.wa_id, userId: 'US.1' }],
  ])('has an answer to %s', (_what, to, contact) => {
    const message = { ...to, type: 'text', text: { body: 'Hi' } };
    expect(standby({ message_echoes: [sent(message)] })).toMatchObject([{ kind: 'echo', contact }]);
  });

  it('has an answer in a group, which is to no single person', () => {
    const message = { recipient_type: 'group', to: 'group-1', type: 'text', text: { body: 'Hi' } };
    expect(standby({ contacts: [ana], message_echoes: [sent(message)] })).toMatchObject([
      { kind: 'echo', groupId: 'group-1', contact: {} },
    ]);
  });

  it('has answers that are told like those of the phone', () => {
    const echo = { ...fromAna(text), from: displayPhone, from_user_id: undefined, to: ana.wa_id };
    expect(standby({ message_echoes: [echo] })).toMatchObject([
      { kind: 'echo', contact: { waId: ana.wa_id }, message: { content: { body: 'Hello' } } },
    ]);
  });

  it.each([
    ['a text without its type', { text: { body: 'Hi' } }, {}, { type: 'text', body: 'Hi' }],
    ['a file', { type: 'image', image: { id: '800' } }, {}, { type: 'image', media: { id: '800' } }],
    [
      'a file of somebody’s server',
      { type: 'image', image: { link: 'https://x.test/i' } },
      {},
      { type: 'unsupported', metaType: 'image', isUnreadable: true },
    ],
    [
      'a question with buttons',
      { type: 'interactive', interactive: { type: 'button', body: { text: 'Red or white?' }, action: {} } },
      {},
      { type: 'text', body: 'Red or white?' },
    ],
    [
      'a template',
      { type: 'template', template: { components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }] } },
      {
        template: {
          components: [
            { type: 'BODY', text: 'Hi {{1}}, {{2}}' },
            { type: 'FOOTER', text: 'Acme' },
          ],
        },
      },
      { type: 'text', body: 'Hi Ana, {{2}}\nAcme' },
    ],
    [
      'a template whose parameters have names',
      {
        type: 'template',
        template: { components: [{ type: 'body', parameters: [{ parameter_name: 'who', text: '$& {{who}}' }] }] },
      },
      { template: { components: [{ type: 'BODY', text: 'Hi {{who}}' }] } },
      { type: 'text', body: 'Hi $& {{who}}' },
    ],
    [
      'a template that is not described',
      { type: 'template', template: { name: 'order_ready' } },
      {},
      { type: 'unsupported', metaType: 'template' },
    ],
  ])('has what was answered, as a program gave it: %s', (_what, message, echo, content) => {
    expect(contentSent(message, echo)).toMatchObject(content);
  });

  it('has what an answer is to', () => {
    const message = { to: ana.wa_id, type: 'text', text: { body: 'Yes' }, context: { message_id: 'wamid.ASKED' } };
    expect(standby({ message_echoes: [sent(message)] })).toMatchObject([
      { message: { context: { repliesTo: 'wamid.ASKED' } } },
    ]);
  });

  it.each([
    ['an answer to nobody', { message_echoes: [sent({ text: { body: 'Hi' } })] }],
    ['an answer that is a text', { message_echoes: [{ id: 'wamid.1', timestamp: '1795000000', message: 'Hi' }] }],
    ['nothing', {}],
    ['a list', { messages: 'none' }],
  ])('is kept as unknown when it cannot be read: %s', (_what, parts) => {
    expect(standby(parts)).toMatchObject([{ kind: 'unknown', field: 'standby', phoneNumberId, reason: 'malformed' }]);
  });

  it('is read also where the number and the id stand one level deeper still', () => {
    const message = { id: 'wamid.AGENT', timestamp: '1795000000', to: ana.wa_id, type: 'text', text: { body: 'Hi' } };
    const value = { standby: { metadata, message_echoes: [{ message }] } };
    expect(readUpdates(delivery('standby', value))).toMatchObject([
      { kind: 'echo', ...ofNumber, isStandby: true, message: { id: 'wamid.AGENT', content: { body: 'Hi' } } },
    ]);
  });

  it('is read also where it does not stand one level deeper', () => {
    const value = messagesValue({ contacts: [ana], messages: [fromAna(text)] });
    expect(readUpdates(delivery('standby', value))).toMatchObject([{ kind: 'message', isStandby: true }]);
  });
});

describe('a conversation that changes hands', () => {
  const passed = {
    previous_owner_role: 'ai_agent',
    new_owner_role: 'customer_service',
    previous_owner_app_role: 'meta_business_agent',
    metadata: 'please',
    conversation_context: { type: 'summary', summary: { text: 'Asks about order 77' } },
  };
  const value = {
    messaging_product: 'whatsapp',
    sender: { phone_number: '+15550100001' },
    recipient: { phone_number_id: phoneNumberId, display_phone_number: displayPhone },
    timestamp: '1795000000',
    type: 'control_passed',
    control_passed: passed,
  };
  const tell = (parts: object, entry: object = {}) =>
    readUpdates(delivery('messaging_handovers', { ...value, ...parts }, { ...entry }));

  it('tells to whom, from whom, and what it is about', () => {
    expect(tell({})).toEqual([
      {
        kind: 'handover',
        ...ofNumber,
        field: 'messaging_handovers',
        contact: { waId: ana.wa_id },
        action: 'passed',
        at: new Date(1_795_000_000_000),
        previousRole: 'ai_agent',
        newRole: 'customer_service',
        previousAppRole: 'meta_business_agent',
        metadata: 'please',
        summary: 'Asks about order 77',
      },
    ]);
  });

  it.each([
    ['taken', { type: 'control_taken', control_passed: undefined, control_taken: { new_owner_role: 'escalation' } }],
    [
      'taken, by its key',
      { type: undefined, control_passed: undefined, control_taken: { new_owner_role: 'escalation' } },
    ],
  ])('is %s', (_how, parts) => {
    expect(tell(parts)).toMatchObject([{ action: 'taken', newRole: 'escalation', previousRole: undefined }]);
  });

  it.each([
    ['beside its roles', { conversation_context: passed.conversation_context }, 'Asks about order 77'],
    [
      'as its last turns',
      {
        conversation_context: {
          type: 'history',
          history: {
            items: [
              { sender_type: 'user', message: { type: 'text', text: { body: 'Red?' } } },
              { sender_type: 'business', message_echo: { message: { text: { body: 'Yes' } } } },
              { sender_type: 'user', message: { type: 'image' } },
              { type: 'text', text: { body: 'Good' } },
            ],
          },
        },
      },
      'user: Red?\nbusiness: Yes\nGood',
    ],
    ['not at all', { conversation_context: { type: 'mood' } }, undefined],
  ])('has what it is about %s', (_where, parts, summary) => {
    expect(tell({ ...parts, control_passed: {} })).toMatchObject([{ kind: 'handover', summary }]);
  });

  it.each([
    [
      'an id',
      { sender: { user_id: 'US.1', parent_user_id: 'US.ENT.1' } },
      { userId: 'US.1', parentUserId: 'US.ENT.1' },
    ],
    ['an id in the place of the number', { sender: { phone_number: 'US.1' } }, { userId: 'US.1' }],
    ['a contact beside it', { sender: {}, contacts: [ana] }, { waId: ana.wa_id, userId: ana.user_id }],
  ])('is of the customer with %s', (_what, parts, contact) => {
    expect(tell(parts)).toMatchObject([{ kind: 'handover', contact }]);
  });

  it('has the time of the delivery where it has none', () => {
    expect(tell({ timestamp: undefined }, { time: 1795000009 })).toMatchObject([{ at: new Date(1_795_000_009_000) }]);
  });

  it.each([
    ['nobody is named', { sender: undefined }],
    ['nothing says which way', { type: 'control_shared', control_passed: undefined }],
    ['no time is there', { timestamp: 'soon' }],
  ])('is kept as unknown, with its number, where %s', (_what, parts) => {
    expect(tell(parts)).toMatchObject([{ kind: 'unknown', phoneNumberId, reason: 'malformed' }]);
  });

  it('is kept as unknown where no number is named', () => {
    expect(tell({ recipient: {} })).toMatchObject([{ kind: 'unknown', phoneNumberId: undefined }]);
  });
});

it('what is said of a conversation that is not ours is kept as unknown', () => {
  const conversation_context = { type: 'summary', summary: { text: 'Asks' } };
  expect(standby({ messages: [fromAna(text)], conversation_context }).map(({ kind }) => kind)).toEqual([
    'message',
    'unknown',
  ]);
});

describe('what is said of a conversation beside its first message', () => {
  const conversation_context = { type: 'summary', summary: { text: 'Asks about order 77' } };

  it.each([
    ['beside it', { messages: [fromAna(text)], conversation_context }],
    ['inside it', { messages: [fromAna({ ...text, conversation_context })] }],
  ])('is told with it: control was passed to us, said %s', (_where, parts) => {
    expect(readParts({ contacts: [ana], ...parts })).toMatchObject([
      { kind: 'message' },
      {
        kind: 'handover',
        ...ofNumber,
        action: 'passed',
        contact: { waId: ana.wa_id },
        at: new Date(1_795_000_000_000),
        summary: 'Asks about order 77',
      },
    ]);
  });

  it.each([
    ['messages of two people', { messages: [fromAna(text), { ...fromAna(text), from_user_id: 'US.2' }] }],
    ['a message in a group', { messages: [fromAna({ ...text, group_id: 'g' })] }],
    ['no message', {}],
    ['words that are none', { messages: [fromAna(text)], conversation_context: 'Asks' }],
  ])('is kept as unknown beside %s', (_what, parts) => {
    const updates = readParts({ contacts: [ana], conversation_context, ...parts });
    expect(updates.filter(({ kind }) => kind === 'unknown')).toMatchObject([{ phoneNumberId, reason: 'malformed' }]);
  });
});
