import { describe, expect, it } from 'vitest';
import { phoneNumberId, wabaId } from '../../test/graphFixture.js';
import {
  ana,
  delivery,
  displayPhone,
  fromAna,
  messagesValue,
  metaAccountValues,
  metadata,
  metaMessages,
  metaStatuses,
  readOne,
  readParts,
  readUpdates,
} from '../../test/webhookFixture.js';
import { readWebhook } from './readWebhook.js';

const ofNumber = { entryId: wabaId, field: 'messages', phoneNumberId, displayPhone };

describe('a message', () => {
  it('is told with number, customer, time and content', () => {
    expect(readOne(metaMessages.text ?? {})).toEqual({
      kind: 'message',
      ...ofNumber,
      contact: { waId: '15550100001', userId: 'US.1000000000001', name: 'Ana' },
      message: {
        id: 'wamid.SBX1',
        timestamp: new Date('2026-11-18T11:06:40Z'),
        content: { type: 'text', body: 'Hello' },
      },
    });
  });

  it('tells what it answers, that it was forwarded, what it is about and where the customer came from', () => {
    const messages = [
      fromAna({ ...metaMessages.text, context: { from: displayPhone, id: 'wamid.OURS' } }),
      fromAna({ ...metaMessages.text, context: { forwarded: true, frequently_forwarded: true } }),
      fromAna({
        ...metaMessages.text,
        context: { referred_product: { catalog_id: '600100', product_retailer_id: 'rose' } },
      }),
      fromAna({
        ...metaMessages.text,
        referral: {
          source_url: 'https://fb.test/ad',
          source_id: '42',
          source_type: 'ad',
          headline: 'Roses',
          body: 'Half price',
          media_type: 'image',
          image_url: 'https://x.test/i',
          video_url: 'https://x.test/v',
          thumbnail_url: 'https://x.test/t',
          welcome_message: { text: 'Hi there' },
          ref: 'spring',
          ctwa_clid: 'click',
        },
      }),
    ];
    expect(readParts({ contacts: [ana], messages })).toMatchObject([
      { message: { context: { repliesTo: 'wamid.OURS', from: displayPhone } } },
      { message: { context: { forwarded: true, frequentlyForwarded: true } } },
      { message: { context: { product: { catalogId: '600100', productId: 'rose' } } } },
      {
        message: {
          referral: {
            headline: 'Roses',
            body: 'Half price',
            sourceUrl: 'https://fb.test/ad',
            sourceId: '42',
            sourceType: 'ad',
            ctwaClid: 'click',
            imageUrl: 'https://x.test/i',
            videoUrl: 'https://x.test/v',
            thumbnailUrl: 'https://x.test/t',
            welcomeText: 'Hi there',
            ref: 'spring',
          },
        },
      },
    ]);
  });
});

describe('who wrote', () => {
  const text = metaMessages.text ?? {};
  const ben = { profile: { name: 'Ben', username: 'ben.doe' }, user_id: 'US.2' };
  const readContacts = (contacts: unknown, ...messages: Record<string, unknown>[]) =>
    readParts({ contacts, messages: messages.map((message) => ({ ...fromAna(text), ...message })) }).map((update) =>
      update.kind === 'message' ? update.contact : update,
    );
  const onlyPhone = { from_user_id: undefined };
  const onlyUserId = { from: undefined };

  it.each([
    ['by user id', onlyUserId],
    ['by phone number', onlyPhone],
  ])('is completed from the contact that has the same address: %s', (_how, address) => {
    const whole = { waId: ana.wa_id, userId: ana.user_id, name: 'Ana' };
    expect(readContacts([ana], address)).toEqual([whole]);
    expect(readContacts([ben, ana], address)).toEqual([whole]);
  });

  it('is told apart among several', () => {
    const fromBen = { from: undefined, from_user_id: 'US.2' };
    expect(readContacts([ana, ben], {}, fromBen, {})).toEqual([
      { waId: ana.wa_id, userId: ana.user_id, name: 'Ana' },
      { userId: 'US.2', name: 'Ben', username: 'ben.doe' },
      { waId: ana.wa_id, userId: ana.user_id, name: 'Ana' },
    ]);
  });

  it('has the only name when numbers are written in two ways, but keeps the own address', () => {
    const contact = { profile: { name: 'Caio' }, wa_id: '5511987654321' };
    expect(readContacts([contact], { from: '551187654321', ...onlyPhone })).toEqual([
      { waId: '551187654321', name: 'Caio' },
    ]);
  });

  it('never has the name or the address of somebody with another user id', () => {
    for (const contacts of [[ana], [ana, ben]]) {
      expect(readContacts(contacts, { from_user_id: 'US.3' })).toEqual([{ waId: ana.wa_id, userId: 'US.3' }]);
    }
  });

  it('has no name from several that do not fit', () => {
    expect(readContacts([ana, ben], { from: '15550100077', ...onlyPhone })).toEqual([{ waId: '15550100077' }]);
  });

  it.each([[undefined], [null], ['Ana'], [[]], [[null, 'Ana']]])('needs no contacts: %j', (contacts) => {
    expect(readContacts(contacts, {})).toEqual([{ waId: ana.wa_id, userId: ana.user_id }]);
  });
});

describe('a group', () => {
  const text = metaMessages.text ?? {};

  it('has the message, and the person who wrote it', () => {
    const message = fromAna({ ...text, group_id: 'Y2FwaV9ncm91cDox' });
    expect(readParts({ contacts: [ana], messages: [message] })).toMatchObject([
      { kind: 'message', groupId: 'Y2FwaV9ncm91cDox', contact: { waId: ana.wa_id, name: 'Ana' } },
    ]);
  });

  it('has what the business wrote, which is to no single person', () => {
    const echo = { ...text, id: 'wamid.E', timestamp: '1795000000', recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' };
    const echoes = [echo, { ...echo, recipient_type: undefined, group_id: 'Y2FwaV9ncm91cDox' }];
    const value = messagesValue({ contacts: [ana], message_echoes: echoes });
    for (const update of readUpdates(delivery('smb_message_echoes', value))) {
      expect(update).toMatchObject({ kind: 'echo', groupId: 'Y2FwaV9ncm91cDox', contact: {} });
      expect(update).not.toHaveProperty('contact.waId');
    }
  });

  it.each([undefined, null, ''])('is none with %j', (group_id) => {
    const [update] = readParts({ messages: [fromAna({ ...text, group_id })] });
    expect(update).not.toHaveProperty('groupId');
  });
});

describe('what customers want of marketing', () => {
  const tell = (...choices: object[]) =>
    readUpdates(
      delivery('user_preferences', { metadata, contacts: [ana], user_preferences: choices }, { time: 1795000000 }),
    );
  const stop = { wa_id: ana.wa_id, category: 'marketing_messages', value: 'stop', timestamp: 1795000400 };

  it('is told of each, beside the news of the number', () => {
    const resume = { user_id: 'US.2', parent_user_id: 'US.ENT.2', category: 'marketing_messages', value: 'resume' };
    const updates = tell({ ...stop, detail: 'Ana said so' }, { ...resume, timestamp: '1795000401' });
    expect(updates).toMatchObject([
      { kind: 'account', field: 'user_preferences', phoneNumberId },
      {
        kind: 'preference',
        ...{ phoneNumberId, displayPhone, entryId: wabaId, field: 'user_preferences' },
        contact: { waId: ana.wa_id, userId: ana.user_id, name: 'Ana' },
        category: 'marketing_messages',
        value: 'stop',
        at: new Date(1_795_000_400_000),
        detail: 'Ana said so',
      },
      { kind: 'preference', contact: { userId: 'US.2', parentUserId: 'US.ENT.2' }, value: 'resume' },
    ]);
  });

  it.each([{ value: 'maybe' }, { category: 7 }, { timestamp: 'now' }])('is kept as unknown with %j', (wrong) => {
    expect(tell({ ...stop, ...wrong }, stop).map(({ kind }) => kind)).toEqual(['account', 'unknown', 'preference']);
  });
});

describe('a status', () => {
  const common = { kind: 'status', ...ofNumber, id: 'wamid.OURS' };
  const at = (second: number) => new Date(Date.UTC(2026, 10, 18, 11, 6, 40 + second));

  it('of each of the five words', () => {
    expect(readParts({ statuses: Object.values(metaStatuses) })).toEqual([
      {
        ...common,
        status: 'sent',
        timestamp: at(1),
        recipientWaId: ana.wa_id,
        recipientUserId: ana.user_id,
        callbackData: 'message-1',
        pricing: { billable: false, category: 'service', type: 'free_customer_service' },
      },
      { ...common, status: 'delivered', timestamp: at(2), recipientUserId: ana.user_id },
      { ...common, status: 'read', timestamp: at(3), recipientWaId: ana.wa_id },
      { ...common, status: 'played', timestamp: at(4), recipientWaId: ana.wa_id },
      {
        ...common,
        status: 'failed',
        timestamp: at(5),
        recipientWaId: ana.wa_id,
        error: { code: 131047, title: 'Re-engagement message', details: 'More than 24 hours have passed.' },
      },
    ]);
  });

  it('of a message to a group names the group, and whom in it where Meta does', () => {
    const ofGroup = {
      ...{ ...metaStatuses.sent, recipient_user_id: undefined },
      ...{ recipient_type: 'group', recipient_id: 'group-1' },
    };
    const statuses = [
      ofGroup,
      {
        ...{ ...ofGroup, recipient_participant_id: ana.wa_id, recipient_participant_user_id: ana.user_id },
        recipient_participant_parent_user_id: 'US.ENT.1',
      },
      { ...ofGroup, participant_recipient_id: ana.wa_id },
    ];
    expect(readParts({ statuses })).toMatchObject([
      { groupId: 'group-1', recipientWaId: undefined, recipientUserId: undefined },
      {
        groupId: 'group-1',
        recipientWaId: ana.wa_id,
        recipientUserId: ana.user_id,
        recipientParentUserId: 'US.ENT.1',
      },
      { groupId: 'group-1', recipientWaId: ana.wa_id },
    ]);
  });

  it('of a call is none of a message', () => {
    const status = { id: 'wacid.1', type: 'call', status: 'RINGING', timestamp: '1795000001', recipient_id: ana.wa_id };
    expect(readParts({ statuses: [status] })).toMatchObject([{ kind: 'call', id: 'wacid.1', status: 'RINGING' }]);
  });

  it.each([{ id: 1 }, { status: 'warmed' }, { status: undefined }, { timestamp: '' }])(
    'is unknown with %j, and its siblings are not',
    (wrong) => {
      const statuses = [metaStatuses.read, { ...metaStatuses.sent, ...wrong }, null, metaStatuses.read];
      expect(readParts({ statuses }).map((update) => update.kind)).toEqual(['status', 'unknown', 'unknown', 'status']);
    },
  );
});

it('an echo is what the owner typed, and goes to the customer', () => {
  const echo = { ...fromAna(metaMessages.image ?? {}), from: displayPhone, to: ana.wa_id, from_user_id: undefined };
  const [update, unaddressed] = readUpdates(
    delivery('smb_message_echoes', messagesValue({ message_echoes: [echo, { ...echo, to: undefined }] })),
  );
  expect(update).toMatchObject({
    kind: 'echo',
    ...ofNumber,
    field: 'smb_message_echoes',
    contact: { waId: ana.wa_id },
    message: { id: 'wamid.SBX1', content: { type: 'image' } },
  });
  expect(unaddressed?.kind).toBe('unknown');
});

it('errors beside no message are a problem of the number', () => {
  const errors = [{ code: '130429', message: 'Rate limit hit' }, { title: 'No code' }];
  expect(readParts({ errors })).toEqual([
    { kind: 'problem', ...ofNumber, error: { code: 130429, title: 'Rate limit hit' } },
    expect.objectContaining({ kind: 'unknown', reason: 'malformed', phoneNumberId }),
  ]);
});

describe('what concerns an account', () => {
  const told: Record<string, { event?: string; displayPhone?: string; phoneNumberId?: string; wabaId?: string }> = {
    account_update: { event: 'PARTNER_ADDED', wabaId: '900900' },
    account_review_update: { event: 'APPROVED' },
    account_alerts: { event: 'OBA_REJECTED', phoneNumberId },
    phone_number_quality_update: { event: 'THROUGHPUT_UPGRADE', displayPhone },
    phone_number_name_update: { event: 'REJECTED', displayPhone },
    business_capability_update: {},
    message_template_status_update: { event: 'REJECTED' },
    message_template_quality_update: {},
    message_template_components_update: {},
    template_category_update: {},
    security: { event: 'PIN_CHANGED', displayPhone },
    user_preferences: { phoneNumberId, displayPhone },
  };

  it.each(Object.entries(metaAccountValues))('%s', (field, value) => {
    const [update] = readUpdates(delivery(field, value, { time: 1795000000 }));
    expect(update).toEqual({
      ...{ kind: 'account', entryId: wabaId, wabaId, field, at: new Date(1_795_000_000_000), value },
      ...told[field],
    });
  });

  it.each([
    ['PARTNER_REMOVED', { disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' } }],
    ['ACCOUNT_OFFBOARDED', {}],
    ['ACCOUNT_RECONNECTED', {}],
  ])('%s of one number of several names it', (event, more) => {
    const value = { event, phone_number: '+1 555-010-0000', ...more };
    expect(readUpdates(delivery('account_update', value))).toMatchObject([
      { kind: 'account', event, wabaId, displayPhone, phoneNumberId: undefined },
    ]);
  });

  it.each([
    'account_settings_update',
    'business_username_updates',
    'template_correct_category_detection',
    'payment_configuration_update',
    'flows',
    'partner_solutions',
    'automatic_events',
    'group_lifecycle_update',
    'group_participants_update',
    'group_settings_update',
    'group_status_update',
  ])('%s is news of the account, of its number where one is named', (field) => {
    expect(readUpdates(delivery(field, { metadata, anything: 1 }))).toMatchObject([
      { kind: 'account', field, phoneNumberId, displayPhone },
    ]);
  });

  it('knows the number of its settings', () => {
    const value = { type: 'phone_number_settings', phone_number_settings: { phone_number_id: phoneNumberId } };
    expect(readUpdates(delivery('account_settings_update', value))).toMatchObject([{ phoneNumberId }]);
  });

  it('has no time when Meta gave none that can be read', () => {
    for (const time of [undefined, 'yesterday', 1e99]) {
      expect(readUpdates(delivery('security', metaAccountValues.security, { time }))).toMatchObject([{ at: null }]);
    }
  });

  it('is unknown when nothing tells which account', () => {
    const update = readUpdates(delivery('security', metaAccountValues.security, { id: undefined }));
    expect(update).toMatchObject([{ kind: 'unknown', reason: 'malformed', entryId: '' }]);
  });

  it('does not take another entity for a number', () => {
    const value = { ...metaAccountValues.account_alerts, entity_type: 'BUSINESS' };
    expect(readUpdates(delivery('account_alerts', value))).toMatchObject([{ phoneNumberId: undefined }]);
  });
});

describe('what is not understood', () => {
  it.each(['user_id_update', '__proto__', 'constructor'])('a field called %s is kept, with its number', (field) => {
    const value = { metadata, anything: 1 };
    expect(readUpdates(delivery(field, value))).toEqual([
      { kind: 'unknown', entryId: wabaId, field, phoneNumberId, reason: 'field_unknown', value },
    ]);
  });

  it.each([
    ['a change that is a text', 'change', '', 'change'],
    ['a change without a field', { value: { metadata } }, '', { value: { metadata } }],
    ['a value that is a list', { field: 'messages', value: [] }, 'messages', []],
    ['no value', { field: 'account_update' }, 'account_update', undefined],
    ['messages about nothing', { field: 'messages', value: { metadata } }, 'messages', { metadata }],
    ['a text in place of messages', { field: 'messages', value: { messages: 'm' } }, 'messages', 'm'],
    ['messages for no number', { field: 'messages', value: { messages: [{ id: 'w' }] } }, 'messages', { id: 'w' }],
  ])('%s is kept and takes nothing along', (_what, change, field, value) => {
    const sound = { field: 'messages', value: messagesValue({ statuses: [metaStatuses.read] }) };
    const updates = readUpdates({
      object: 'whatsapp_business_account',
      entry: [{ id: wabaId, changes: [sound, change, sound] }],
    });
    expect(updates.map((update) => update.kind)).toEqual(['status', 'unknown', 'status']);
    expect(updates[1]).toMatchObject({ entryId: wabaId, field, reason: 'malformed' });
    expect(updates[1]).toHaveProperty('value', value);
  });

  it.each([[null], ['entry'], [{ id: wabaId }], [{ id: wabaId, changes: {} }], [{ id: wabaId, changes: [] }]])(
    'the entry %j is kept and takes nothing along',
    (entry) => {
      const sound = delivery('security', metaAccountValues.security).entry[0];
      const updates = readUpdates({ object: 'whatsapp_business_account', entry: [sound, entry, sound] });
      expect(updates.map((update) => update.kind)).toEqual(['account', 'unknown', 'account']);
      expect(updates[1]).toMatchObject({ field: '', reason: 'malformed', value: entry });
    },
  );

  it.each([
    [undefined],
    [null],
    [true],
    [1],
    ['{}'],
    [[]],
    [{}],
    [{ object: 'page' }],
    [{ entry: [] }],
    [{ object: 1, entry: [] }],
    [{ object: 'page', entry: {} }],
  ])('%j is no delivery', (json) => {
    expect(readWebhook(json)).toBeNull();
  });

  it('an empty delivery is one', () => {
    expect(readWebhook({ object: 'page', entry: [] })).toEqual({ object: 'page', updates: [] });
  });

  it('a key called __proto__ reaches nothing', () => {
    const text = `{"object":"whatsapp_business_account","entry":[{"id":"1","__proto__":{"changes":[]},"changes":[{"field":"messages","value":{"__proto__":{"polluted":true},"metadata":{"__proto__":{"phone_number_id":"1"}},"messages":[{"id":"w"}]}}]}]}`;
    const [update] = readUpdates(JSON.parse(text));
    expect(update).toMatchObject({ kind: 'unknown', phoneNumberId: undefined });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it('takes a thousand updates apart in their order', () => {
  const messages = Array.from({ length: 500 }, (_, index) => fromAna({ ...metaMessages.text, id: `wamid.${index}` }));
  const statuses = Array.from({ length: 500 }, (_, index) => ({ ...metaStatuses.read, id: `wamid.${500 + index}` }));
  const updates = readParts({ contacts: [ana], messages, statuses });
  const ids = updates.map((update) => {
    if (update.kind === 'message') return update.message.id;
    return update.kind === 'status' ? update.id : update.kind;
  });
  expect(ids).toEqual(Array.from({ length: 1_000 }, (_, index) => `wamid.${index}`));
});
