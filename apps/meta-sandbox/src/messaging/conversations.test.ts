import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { type SampleName, sampleNames, sampleReferral } from '../index.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const ana = { customerId: 'ana', phoneNumberId: acmeNumber } as const;
const userId = 'US.1000000000000001';
const told = async () => {
  await test.sandbox.webhooksIdle();
  return test.receiver.changes().map(({ field, value }) => ({ field, value }));
};

describe('calls', () => {
  const metadata = { display_phone_number: seedNumbers.acmeFlowers.digits, phone_number_id: acmeNumber };

  it('that nobody answers are missed, and open the 24 hours', async () => {
    const id = test.sandbox.call(ana);
    const common = {
      id,
      from: '15550190001',
      from_user_id: userId,
      to: seedNumbers.acmeFlowers.digits,
      direction: 'USER_INITIATED',
    };
    const contacts = [{ profile: { name: 'Ana Souza' }, wa_id: '15550190001', user_id: userId }];
    expect(await told()).toEqual([
      {
        field: 'calls',
        value: {
          messaging_product: 'whatsapp',
          metadata,
          contacts,
          calls: [
            { ...common, event: 'connect', timestamp: String(test.meta.now / 1000), session: expect.any(Object) },
          ],
        },
      },
      {
        field: 'calls',
        value: {
          messaging_product: 'whatsapp',
          metadata,
          contacts,
          calls: [{ ...common, event: 'terminate', timestamp: String(test.meta.now / 1000 + 20), status: 'FAILED' }],
        },
      },
    ]);
    expect((await test.sandbox.sentMessages()).length).toBe(0);
    const wamid = readSentWamid(await test.sendText('You called?'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent', 'delivered']);
  });

  it('that were answered have a length', async () => {
    test.sandbox.call({ ...ana, answered: true, durationSeconds: 61, events: ['terminate'] });
    expect(await told()).toMatchObject([
      {
        value: {
          calls: [
            {
              event: 'terminate',
              status: 'COMPLETED',
              start_time: String(test.meta.now / 1000),
              end_time: String(test.meta.now / 1000 + 61),
              duration: 61,
            },
          ],
        },
      },
    ]);
  });

  it('of the business ring at the customer, and open nothing', async () => {
    const id = test.sandbox.call({ ...ana, by: 'business', events: ['call_created'] });
    test.sandbox.callStatus({ ...ana, id, status: 'RINGING' });
    test.sandbox.call({ ...ana, by: 'business', id, events: ['connect', 'terminate'], answered: true });
    const seen = await told();
    expect(seen.map(({ value }) => Object(value.calls ?? value.statuses)[0])).toMatchObject([
      {
        id,
        event: 'call_created',
        direction: 'BUSINESS_INITIATED',
        from: seedNumbers.acmeFlowers.digits,
        to_user_id: userId,
      },
      { id, type: 'call', status: 'RINGING', recipient_user_id: userId },
      { id, event: 'connect' },
      { id, event: 'terminate', status: 'COMPLETED' },
    ]);
    readSentWamid(await test.sendText('x'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses').at(-1)).toMatchObject({ errors: [{ code: 131047 }] });
  });

  it('are allowed by a reply of the customer', async () => {
    const expiresAt = 1_796_000_000_000;
    const content = { type: 'call_permission_reply', response: 'accept', isPermanent: false, expiresAt } as const;
    test.sandbox.customerWrites({ ...ana, content });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toMatchObject([
      {
        type: 'interactive',
        interactive: {
          type: 'call_permission_reply',
          call_permission_reply: { response: 'accept', is_permanent: false, expiration_timestamp: '1796000000' },
        },
      },
    ]);
  });
});

describe('a customer who wants no marketing', () => {
  const offer = {
    to: '15550190001',
    type: 'template',
    template: { name: 'new_catalogue', language: { code: 'en_US' } },
  };
  const order = {
    to: '15550190001',
    type: 'template',
    template: {
      name: 'order_update',
      language: { code: 'en_US' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ana' },
            { type: 'text', text: '77' },
          ],
        },
      ],
    },
  };

  it('is told with a time that is a number, by the addresses asked for', async () => {
    test.sandbox.customerPrefers({ ...ana, value: 'stop' });
    test.sandbox.customerPrefers({ ...ana, value: 'resume', by: ['userId'] });
    const [stop, resume] = await told();
    expect(stop).toMatchObject({
      field: 'user_preferences',
      value: {
        contacts: [{ wa_id: '15550190001' }],
        user_preferences: [
          {
            wa_id: '15550190001',
            user_id: userId,
            category: 'marketing_messages',
            value: 'stop',
            timestamp: Math.floor(test.meta.now / 1000),
          },
        ],
      },
    });
    expect(Object(resume?.value.user_preferences)[0]).not.toHaveProperty('wa_id');
  });

  it('gets no marketing template until it is wanted again, and everything else', async () => {
    const header = { type: 'header', parameters: [{ type: 'image', image: { link: 'https://a.test/a.png' } }] };
    const body = { type: 'body', parameters: [{ type: 'text', text: 'Ana' }] };
    const marketing = { ...offer, template: { ...offer.template, components: [header, body] } };
    test.sandbox.customerPrefers({ ...ana, value: 'stop' });
    const failed = readSentWamid(await test.send(marketing));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses')).toMatchObject([
      { id: failed, status: 'failed', errors: [{ code: 131050 }] },
    ]);
    test.sandbox.setWebhookDials({ windowError: 'sync' });
    expect(readError(await test.send(marketing))).toMatchObject({ code: 131050 });
    readSentWamid(await test.send(order));
    test.sandbox.customerPrefers({ ...ana, value: 'resume' });
    readSentWamid(await test.send(marketing));
  });
});

describe('a group', () => {
  it('is told when it is made, and of who joins and leaves, and of its name and state', async () => {
    const group = test.sandbox.addGroup({ phoneNumberId: acmeNumber, subject: 'Market day', customerIds: ['ana'] });
    await test.sandbox.groupHappens({ groupId: group.id, event: 'joined', customerId: 'ben' });
    await test.sandbox.groupHappens({ groupId: group.id, event: 'left', customerId: 'ben' });
    await test.sandbox.groupHappens({ groupId: group.id, event: 'renamed', subject: 'Fair' });
    await test.sandbox.groupHappens({ groupId: group.id, event: 'suspended' });
    await test.sandbox.groupHappens({ groupId: group.id, event: 'suspension_cleared' });
    await test.sandbox.groupHappens({ groupId: group.id, event: 'deleted' });
    const seen = await told();
    expect(seen.map(({ field, value }) => ({ field, ...Object(value.groups)[0] }))).toMatchObject([
      { field: 'group_lifecycle_update', type: 'group_create', group_id: group.id, subject: 'Market day' },
      { field: 'group_participants_update', added_participants: [{ wa_id: '15550190002', username: 'ben.okafor' }] },
      { field: 'group_participants_update', removed_participants: [{ user_id: 'US.1000000000000002' }] },
      { field: 'group_settings_update', group_subject: { text: 'Fair' } },
      { field: 'group_status_update', type: 'group_suspend' },
      { field: 'group_status_update', type: 'group_suspend_cleared' },
      { field: 'group_lifecycle_update', type: 'group_delete' },
    ]);
  });

  it('has messages with its id, and who wrote them; private chats and their 24 hours stay apart', async () => {
    const { id: groupId } = test.sandbox.addGroup({
      phoneNumberId: acmeNumber,
      subject: 'Market day',
      customerIds: ['ana', 'ben'],
    });
    const content = { type: 'text', body: 'hello all' } as const;
    const wamid = test.sandbox.customerWrites({ ...ana, content, groupId });
    test.sandbox.customerWrites({ ...ana, customerId: 'ben', content, groupId, replyTo: wamid });
    const echo = test.sandbox.phoneAppWrites({ ...ana, content, groupId });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toMatchObject([
      { from: '15550190001', from_user_id: userId, group_id: groupId, id: wamid },
      { from: '15550190002', group_id: groupId, context: { id: wamid, from: '15550190001' } },
    ]);
    expect(test.receiver.listed('contacts')).toMatchObject([{ wa_id: '15550190001' }, { wa_id: '15550190002' }]);
    expect(test.receiver.listed('message_echoes')).toMatchObject([
      { id: echo, to: groupId, group_id: groupId, recipient_type: 'group' },
    ]);
    readSentWamid(await test.sendText('in private'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses')).toMatchObject([{ errors: [{ code: 131047 }] }]);
    expect(() => test.sandbox.customerWrites({ ...ana, customerId: 'noor', content, groupId })).toThrow('not in');
    expect(() => test.sandbox.customerWrites({ ...ana, content, groupId: 'none' })).toThrow('no group none');
  });

  it('has statuses that name the group, and whom they hold for', async () => {
    const { id: groupId } = test.sandbox.addGroup({
      phoneNumberId: acmeNumber,
      subject: 'Market day',
      customerIds: ['ana', 'ben'],
    });
    test.sandbox.groupStatus({ groupId, wamid: 'wamid.1', status: 'sent' });
    test.sandbox.groupStatus({ groupId, wamid: 'wamid.1', status: 'read', customerIds: ['ana', 'ben'] });
    await test.sandbox.webhooksIdle();
    const common = { id: 'wamid.1', recipient_id: groupId, recipient_type: 'group' };
    const statuses = test.receiver.listed('statuses');
    expect(statuses).toMatchObject([
      { ...common, status: 'sent' },
      { ...common, status: 'read', recipient_participant_id: '15550190001', recipient_participant_user_id: userId },
      { ...common, status: 'read', recipient_participant_id: '15550190002' },
    ]);
    expect(statuses[0]).not.toHaveProperty('recipient_participant_id');
  });
});

describe('what a customer can send besides ordinary contents', () => {
  const arrival = async (sample: SampleName) => {
    const wamid = test.sandbox.customerWritesSample({ ...ana, sample });
    await test.sandbox.webhooksIdle();
    return test.receiver.listed('messages').find(({ id }) => id === wamid);
  };

  it.each<[SampleName, Record<string, unknown>]>([
    ['vcard_only', { contacts: [{ vcard: expect.stringContaining('FN:Maya Lindt'), origin: 'other' }] }],
    ['own_number', { contacts: [{ origin: 'contact_request', phones: [{ wa_id: '15550190001' }] }] }],
    ['card_without_name', { contacts: [{ phones: [{ phone: '+1 555-019-0043' }] }] }],
    ['card_with_everything', { contacts: [{ birthday: '1990-04-17', urls: [{}], addresses: [{}] }] }],
    ['call_allowed', { interactive: { call_permission_reply: { response: 'accept', is_permanent: true } } }],
    ['call_refused', { interactive: { call_permission_reply: { response: 'reject' } } }],
    ['address', { interactive: { nfm_reply: { name: 'address_message' } } }],
    ['from_advertisement', { referral: sampleReferral }],
    ['about_product', { context: { referred_product: { product_retailer_id: 'tulips-10' } } }],
    ['voice_type', { type: 'voice', voice: { id: expect.any(String) } }],
    ['request_welcome', { type: 'request_welcome' }],
    ['image_without_id', { type: 'image', image: { mime_type: 'image/jpeg' } }],
    ['text_null', { type: 'text', text: null }],
    ['interactive_empty', { type: 'interactive' }],
    ['order_without_catalogue', { order: { product_items: [{}] } }],
    ['with_problem', { text: { body: 'Does this arrive?' } }],
  ])('arrives as it was seen: %s', async (sample, expected) => {
    expect(await arrival(sample)).toMatchObject({ from: '15550190001', ...expected });
  });

  it('lists every one of them', async () => {
    for (const sample of sampleNames) expect(await arrival(sample)).toBeDefined();
  });

  it('may have an error beside it, and an error may come alone', async () => {
    test.sandbox.customerWritesSample({ ...ana, sample: 'with_problem' });
    await test.sandbox.sendProblem({ phoneNumberId: acmeNumber, code: 130429 });
    const [beside, alone] = await told();
    expect(beside?.value).toMatchObject({ messages: [{}], errors: [{ code: 131000, title: 'Something went wrong' }] });
    expect(alone?.value).toMatchObject({ errors: [{ code: 130429, title: 'Rate limit hit' }] });
    expect(alone?.value).not.toHaveProperty('messages');
  });
});

describe('the address book of a phone', () => {
  it('has people with an id and no number, or an empty one', async () => {
    await test.sandbox.phoneBookChanges({
      phoneNumberId: acmeNumber,
      entries: [
        { fullName: 'Noor Haddad', userId: 'US.1000000000000004', username: 'noor.writes' },
        { fullName: 'Nobody', waId: '', userId: 'US.5', parentUserId: 'US.ENT.5', action: 'remove' },
      ],
    });
    const [change] = await told();
    expect(change).toMatchObject({ field: 'smb_app_state_sync' });
    expect(change?.value.state_sync).toEqual([
      {
        type: 'contact',
        contact: {
          full_name: 'Noor Haddad',
          first_name: 'Noor',
          user_id: 'US.1000000000000004',
          username: 'noor.writes',
        },
        action: 'add',
        metadata: { timestamp: String(test.meta.now / 1000) },
      },
      {
        type: 'contact',
        contact: {
          full_name: 'Nobody',
          first_name: 'Nobody',
          phone_number: '',
          user_id: 'US.5',
          parent_user_id: 'US.ENT.5',
        },
        action: 'remove',
        metadata: { timestamp: expect.any(String) },
      },
    ]);
  });
});

describe('what a message costs', () => {
  const readPricing = async (wamid: string) => {
    await test.sandbox.webhooksIdle();
    return test.receiver
      .listed('statuses')
      .filter(({ id }) => id === wamid)
      .map(({ pricing }) => Object(pricing).type);
  };

  it('is nothing until the free messages of the month are used, each counted once', async () => {
    test.sandbox.setFreeMessages(acmeNumber, 1);
    test.writes('hi');
    expect(await readPricing(readSentWamid(await test.sendText('one')))).toEqual([
      'free_customer_service',
      'free_customer_service',
    ]);
    expect(test.sandbox.freeMessages(acmeNumber)).toEqual({ limit: 1, used: 1 });
    expect(await readPricing(readSentWamid(await test.sendText('two')))).toEqual(['regular', 'regular']);
    expect(test.receiver.listed('statuses').at(-1)).toMatchObject({ pricing: { billable: true, category: 'service' } });
    test.meta.later(10 * 24 * 60 * 60);
    test.token = await test.meta.token();
    test.writes('december');
    expect(await readPricing(readSentWamid(await test.sendText('three')))).toContain('free_customer_service');
  });

  it('is a thousand free ones where nothing else was set', () => {
    expect(test.sandbox.freeMessages(acmeNumber)).toEqual({ limit: 1000, used: 0 });
  });

  it('is nothing for 72 hours after an advertisement', async () => {
    test.sandbox.customerWritesSample({ ...ana, sample: 'from_advertisement' });
    expect(await readPricing(readSentWamid(await test.sendText('Of course')))).toContain('free_entry_point');
    test.meta.later(73 * 60 * 60);
    test.writes('hi');
    expect(await readPricing(readSentWamid(await test.sendText('hello')))).toContain('free_customer_service');
  });

  it('is billed for a template, inside of the 24 hours as well', async () => {
    test.writes('hi');
    const template = { name: 'hello_world', language: { code: 'en_US' } };
    const wamid = readSentWamid(await test.send({ to: '15550190001', type: 'template', template }));
    expect(await readPricing(wamid)).toEqual(['regular', 'regular']);
  });
});
