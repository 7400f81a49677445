import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import type { CustomerContent } from '../index.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const ana = { customerId: 'ana', phoneNumberId: acmeNumber } as const;

/** The message a customer's content becomes. */
async function arrival(content: CustomerContent, more: { replyTo?: string; forwarded?: boolean } = {}) {
  const wamid = test.sandbox.customerWrites({ ...ana, content, ...more });
  await test.sandbox.webhooksIdle();
  return test.receiver.listed('messages').find(({ id }) => id === wamid);
}

describe('what a customer writes', () => {
  const file = { id: expect.stringMatching(/^\d{15,}$/), sha256: expect.any(String) };
  it.each<[string, CustomerContent, Record<string, unknown>]>([
    ['text', { type: 'text', body: 'hi' }, { text: { body: 'hi' } }],
    ['image', { type: 'image', caption: 'Look' }, { image: { ...file, mime_type: 'image/png', caption: 'Look' } }],
    ['video', { type: 'video' }, { video: { ...file, mime_type: 'video/mp4' } }],
    ['audio', { type: 'audio' }, { audio: { ...file, mime_type: 'audio/ogg; codecs=opus', voice: true } }],
    [
      'document',
      { type: 'document', filename: 'a.pdf' },
      { document: { ...file, mime_type: 'application/pdf', filename: 'a.pdf' } },
    ],
    ['sticker', { type: 'sticker' }, { sticker: { ...file, mime_type: 'image/webp', animated: false } }],
    ['location', { type: 'location', latitude: 1.5, longitude: 2 }, { location: { latitude: 1.5, longitude: 2 } }],
    [
      'contacts',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ben' } }] },
      { contacts: [{ name: { formatted_name: 'Ben' } }] },
    ],
    [
      'interactive',
      { type: 'button_reply', id: 'yes', title: 'Yes' },
      { interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } } },
    ],
    [
      'interactive',
      { type: 'list_reply', id: 'r', title: 'Roses', description: 'Red' },
      { interactive: { type: 'list_reply', list_reply: { id: 'r', title: 'Roses', description: 'Red' } } },
    ],
    [
      'interactive',
      { type: 'flow_reply', body: 'Sent', response: { day: 1 } },
      { interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"day":1}' } } },
    ],
    ['button', { type: 'button', payload: 'MORE', text: 'More' }, { button: { payload: 'MORE', text: 'More' } }],
    [
      'reaction',
      { type: 'reaction', messageId: 'wamid.1', emoji: '👍' },
      { reaction: { message_id: 'wamid.1', emoji: '👍' } },
    ],
    ['reaction', { type: 'reaction', messageId: 'wamid.1' }, { reaction: { message_id: 'wamid.1' } }],
    [
      'order',
      {
        type: 'order',
        catalogId: '1',
        items: [{ productRetailerId: 'p', quantity: 2, itemPrice: 3.5, currency: 'USD' }],
      },
      {
        order: {
          catalog_id: '1',
          product_items: [{ product_retailer_id: 'p', quantity: 2, item_price: 3.5, currency: 'USD' }],
        },
      },
    ],
    [
      'system',
      { type: 'system', system: { type: 'user_changed_number', body: 'x' } },
      { system: { type: 'user_changed_number', body: 'x' } },
    ],
    ['unsupported', { type: 'unsupported' }, { errors: [expect.objectContaining({ code: 131051 })] }],
    ['unsupported', { type: 'unsupported', code: 131060 }, { errors: [expect.objectContaining({ code: 131060 })] }],
    ['hologram', { type: 'raw', message: { type: 'hologram', hologram: { depth: 3 } } }, { hologram: { depth: 3 } }],
  ])('arrives as %s: %j', async (type, content, expected) => {
    expect(await arrival(content)).toEqual({
      from: '15550190001',
      from_user_id: 'US.1000000000000001',
      id: expect.stringMatching(/^wamid\./),
      timestamp: String(test.meta.now / 1000),
      type,
      ...expected,
    });
  });

  it('names the customer by what is known of them', async () => {
    test.writes('hi');
    test.writes('hi', 'noor');
    test.writes('hi', 'frank');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('contacts')).toEqual([
      { profile: { name: 'Ana Souza' }, wa_id: '15550190001', user_id: 'US.1000000000000001' },
      { profile: { name: 'Noor', username: 'noor.writes' }, user_id: 'US.1000000000000004' },
      { profile: { name: 'Frank Weber' }, wa_id: '4915550190006' },
    ]);
    const [, noor, frank] = test.receiver.listed('messages');
    expect(noor).not.toHaveProperty('from');
    expect(frank).not.toHaveProperty('from_user_id');
  });

  it('quotes the message it answers, and who wrote that', async () => {
    const own = test.writes('one');
    const businesses = readSentWamid(await test.sendText('two'));
    const text = { type: 'text', body: 'answer' } as const;
    expect(await arrival(text, { replyTo: own })).toMatchObject({ context: { id: own, from: '15550190001' } });
    expect(await arrival(text, { replyTo: businesses })).toMatchObject({
      context: { id: businesses, from: seedNumbers.acmeFlowers.digits },
    });
    expect(await arrival(text, { forwarded: true })).toMatchObject({ context: { forwarded: true } });
  });

  it('can have any time and any id', async () => {
    const at = Date.parse('2026-11-21T09:00:00Z');
    const input = { ...ana, content: { type: 'text', body: 'x' }, at, wamid: 'wamid.same' } as const;
    expect(test.sandbox.customerWrites(input)).toBe('wamid.same');
    test.sandbox.customerWrites(input);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toMatchObject([
      { id: 'wamid.same', timestamp: String(at / 1000) },
      { id: 'wamid.same' },
    ]);
  });

  it('carries an address to download from when that is switched on', async () => {
    test.sandbox.setWebhookDials({ inboundMediaUrls: true });
    const message = await arrival({ type: 'sticker' });
    const headers = { authorization: `Bearer ${test.token}`, 'user-agent': 'Acme-Inbox/1.0' };
    const response = await fetch(Object(message?.sticker).url, { headers });
    expect(response.status).toBe(200);
  });

  it('has to come from somebody, to a number that is there', () => {
    const content = { type: 'text', body: 'x' } as const;
    const write = (change: Partial<typeof ana> | Record<string, string>) => () =>
      test.sandbox.customerWrites({ ...ana, ...change, content });
    expect(write({ customerId: 'nobody' })).toThrow('nobody');
    expect(write({ phoneNumberId: '1' })).toThrow('There is no number 1');
  });
});

describe('customers', () => {
  it('are several, and more can be added until a reset', async () => {
    expect(test.sandbox.customers.map(({ id }) => id)).toEqual(['ana', 'ben', 'chloe', 'noor', 'layla', 'frank']);
    const added = test.sandbox.addCustomer({ name: 'Zoë' });
    expect(added).toMatchObject({ name: 'Zoë', waId: expect.any(String), userId: expect.stringMatching(/^US\./) });
    test.writes('hi', added.id);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('contacts')).toMatchObject([{ profile: { name: 'Zoë' } }]);
    expect(() => test.sandbox.addCustomer({ name: 'Again', waId: added.waId })).toThrow('already');
    test.sandbox.reset();
    expect(test.sandbox.customers).toHaveLength(6);
  });
});

describe('opening the chat', () => {
  it('reads what the business wrote, once', async () => {
    test.writes('hi');
    const wamid = readSentWamid(await test.sendText('hello'));
    await test.sandbox.webhooksIdle();
    test.sandbox.customerOpens(ana);
    test.sandbox.customerOpens(ana);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent', 'delivered', 'read']);
  });

  it('reads at once what comes while it is open', async () => {
    test.writes('hi');
    test.sandbox.customerOpens({ ...ana, stayMs: 60_000 });
    const seen = readSentWamid(await test.sendText('seen'));
    test.sandbox.customerCloses(ana);
    const unseen = readSentWamid(await test.sendText('unseen'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(seen)).toEqual(['sent', 'read']);
    expect(test.receiver.listStatuses(unseen)).toEqual(['sent', 'delivered']);
  });

  it('lets a voice message be played', async () => {
    test.writes('hi');
    const wamid = readSentWamid(
      await test.send({ to: '15550190001', type: 'audio', audio: { link: 'https://a.test/v.ogg', voice: true } }),
    );
    test.sandbox.customerPlays(wamid);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toContain('played');
    expect(() => test.sandbox.customerPlays('wamid.none')).toThrow('wamid.none');
  });
});

describe('the Business app', () => {
  it('writes to the customer, and the app hears of it', async () => {
    const wamid = test.sandbox.phoneAppWrites({ ...ana, content: { type: 'text', body: 'From my phone' } });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes()).toMatchObject([{ field: 'smb_message_echoes' }]);
    expect(test.receiver.listed('message_echoes')).toEqual([
      {
        from: seedNumbers.acmeFlowers.digits,
        to: '15550190001',
        to_user_id: 'US.1000000000000001',
        id: wamid,
        timestamp: expect.any(String),
        type: 'text',
        text: { body: 'From my phone' },
      },
    ]);
    test.sandbox.customerOpens(ana);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses')).toEqual([]);
  });
});
