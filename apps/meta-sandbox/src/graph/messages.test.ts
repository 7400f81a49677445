import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { faultOn } from '../index.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const ana = '+15550190001';
const hour = 60 * 60 * 1000;

describe('sending a message', () => {
  it('is accepted, and followed by its statuses', async () => {
    test.writes('hi');
    const answer = await test.send({
      to: ana,
      type: 'text',
      text: { body: 'Hello Ana', preview_url: false },
      biz_opaque_callback_data: 'our-id-1',
    });
    const wamid = readSentWamid(answer);
    expect(answer.body).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: ana, wa_id: '15550190001' }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
    await test.sandbox.webhooksIdle();
    const common = {
      id: wamid,
      timestamp: String(test.meta.now / 1000),
      recipient_id: '15550190001',
      recipient_user_id: 'US.1000000000000001',
      biz_opaque_callback_data: 'our-id-1',
    };
    const pricing = { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };
    expect(test.receiver.listed('statuses')).toEqual([
      { ...common, status: 'sent', pricing },
      { ...common, status: 'delivered', pricing },
    ]);
    expect(test.sandbox.sentMessages()).toMatchObject([
      {
        wamid,
        customerId: 'ana',
        to: ana,
        type: 'text',
        bizOpaqueCallbackData: 'our-id-1',
        statuses: ['sent', 'delivered'],
      },
    ]);
  });

  it('takes digits without the plus, and a business-scoped id', async () => {
    test.writes('hi');
    test.writes('hi', 'noor');
    readSentWamid(await test.sendText('Hello', '15550190001'));
    const answer = await test.send({ recipient: 'US.1000000000000004', type: 'text', text: { body: 'Hello Noor' } });
    expect(answer.body.contacts).toEqual([{ input: 'US.1000000000000004', user_id: 'US.1000000000000004' }]);
    await test.sandbox.webhooksIdle();
    const [sent] = test.receiver.listed('statuses').filter(({ id }) => id === readSentWamid(answer));
    expect(sent).toMatchObject({ status: 'sent', recipient_user_id: 'US.1000000000000004' });
    expect(sent).not.toHaveProperty('recipient_id');
  });

  const row = (id: string) => ({ id, title: `Row ${id}` });
  it.each([
    ['image', { image: { link: 'https://acme.test/rose.jpg', caption: 'A rose' } }],
    ['video', { video: { link: 'https://acme.test/rose.mp4' } }],
    ['audio', { audio: { link: 'https://acme.test/rose.ogg', voice: true } }],
    ['document', { document: { link: 'https://acme.test/bill.pdf', filename: 'bill.pdf', caption: 'Bill' } }],
    ['sticker', { sticker: { link: 'https://acme.test/rose.webp' } }],
    ['location', { location: { latitude: 52.5, longitude: '13.4', name: 'Shop', address: 'Street 1' } }],
    ['contacts', { contacts: [{ name: { formatted_name: 'Ben' }, phones: [{ phone: '+1555' }] }] }],
    [
      'interactive',
      {
        interactive: {
          type: 'button',
          header: { type: 'text', text: 'Choose' },
          body: { text: 'Roses or tulips?' },
          footer: { text: 'Today only' },
          action: { buttons: ['r', 't'].map((id) => ({ type: 'reply', reply: row(id) })) },
        },
      },
    ],
    [
      'interactive',
      {
        interactive: {
          type: 'list',
          body: { text: 'Pick one' },
          action: { button: 'Show', sections: [{ title: 'Flowers', rows: [{ ...row('a'), description: 'Fresh' }] }] },
        },
      },
    ],
  ])('takes %s', async (type, content) => {
    test.writes('hi');
    readSentWamid(await test.send({ to: ana, type, ...content }));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses').map(({ status }) => status)).toEqual(['sent', 'delivered']);
  });

  const buttons = (count: number, title = 'Title') =>
    ({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'b' },
        action: {
          buttons: Array.from({ length: count }, (_, index) => ({
            type: 'reply',
            reply: { id: `${index}`, title: `${title}${index}` },
          })),
        },
      },
    }) as const;
  it.each([
    [131008, {}, 'no recipient'],
    [131008, { to: ana, type: 'text' }, 'no text'],
    [131008, { to: ana, type: 'text', text: {} }, 'no body'],
    [131008, { to: ana, type: 'reaction', reaction: { emoji: '👍' } }, 'no message to react to'],
    [131009, { to: 'Ana', type: 'text', text: { body: 'x' } }, 'a name instead of a number'],
    [131009, { to: ana, type: 'text', text: { body: '' } }, 'an empty text'],
    [131009, { to: ana, type: 'text', text: { body: 'x'.repeat(4097) } }, 'a text that is too long'],
    [131009, { to: ana, type: 'image', image: { id: '1', link: 'https://a.test/b.png' } }, 'id and link'],
    [131009, { to: ana, type: 'image', image: {} }, 'neither id nor link'],
    [131009, { to: ana, type: 'image', image: { id: '12345' } }, 'a file that is not there'],
    [131009, { to: ana, type: 'image', image: { link: 'ftp://a.test/b.png' } }, 'a link that is none'],
    [131009, { to: ana, ...buttons(4) }, 'four buttons'],
    [131009, { to: ana, ...buttons(1, 'A title that is too long') }, 'a long title'],
    [131009, { to: ana, type: 'location', location: { latitude: 91, longitude: 0 } }, 'a place off the map'],
    [131009, { to: ana, type: 'reaction', reaction: { message_id: 'wamid.no', emoji: '👍' } }, 'an unknown message'],
    [131009, { to: ana, type: 'reaction', reaction: { message_id: 'wamid.no', emoji: 'ok' } }, 'not an emoji'],
    [131021, { to: `+${seedNumbers.acmeFlowers.digits}`, type: 'text', text: { body: 'x' } }, 'itself'],
    [131051, { to: ana, type: 'poll', poll: {} }, 'an unknown type'],
    [100, { to: ana, type: 'text', text: { body: 'x', colour: 'red' } }, 'an unknown key inside'],
    [100, { to: ana, type: 'text', text: { body: 'x' }, image: { id: '1' } }, 'another type’s object'],
    [100, { to: ana, type: 'text', text: { body: 'x' }, messaging_product: 'sms' }, 'another product'],
  ])('is refused with %d for %j (%s)', async (code, body, _why) => {
    test.writes('hi');
    expect(readError(await test.send(body))).toMatchObject({ status: 400, code });
    expect(test.sandbox.sentMessages()).toEqual([]);
  });

  it('says in details what is wrong', async () => {
    const { body } = await test.send({ to: ana, type: 'text' });
    expect(body.error).toMatchObject({
      message: '(#131008) Required parameter is missing',
      error_data: { messaging_product: 'whatsapp', details: 'The parameter text is required' },
    });
  });

  it('needs a registered number, the permission and a living token', async () => {
    const text = { to: ana, type: 'text', text: { body: 'x' } };
    test.sandbox.world.updateNumber(acmeNumber, { platformType: 'NOT_APPLICABLE', status: 'PENDING' });
    expect(readError(await test.send(text))).toMatchObject({ code: 133010, status: 400 });
    test.sandbox.world.updateNumber(acmeNumber, { platformType: 'CLOUD_API', status: 'BANNED' });
    expect(readError(await test.send(text))).toMatchObject({ code: 131031, status: 403 });
    test.sandbox.world.updateNumber(acmeNumber, { status: 'CONNECTED' });
    expect(readError(await test.send(text, seedNumbers.blueBicycle.id))).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
    test.sandbox.revokeToken(test.token);
    expect(readError(await test.send(text))).toMatchObject({ code: 190, error_subcode: 458 });
    await test.restart({ scopes: ['whatsapp_business_management'] });
    expect(readError(await test.send(text))).toMatchObject({ code: 10, status: 403 });
  });

  it('can lose its answer although the message goes out', async () => {
    test.writes('hi');
    const edge = faultOn('{phone}/messages', { kind: 'reset' }, { afterProcessing: true });
    test.sandbox.faults.add(edge);
    await expect(test.sendText('Lost')).rejects.toThrow();
    await test.sandbox.webhooksIdle();
    const [sent] = test.sandbox.sentMessages();
    expect(test.receiver.listStatuses(sent?.wamid ?? '')).toEqual(['sent', 'delivered']);
  });

  it('does not count as a management call', async () => {
    test.writes('hi');
    const { headers } = await test.sendText('x');
    expect(headers.get('x-business-use-case-usage')).toBeNull();
  });
});

describe('a message that cannot arrive', () => {
  it('is accepted and then fails with 131026 when nobody has that number', async () => {
    const wamid = readSentWamid(await test.sendText('Hello?', '+15559999999'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses')).toEqual([
      {
        id: wamid,
        status: 'failed',
        timestamp: expect.any(String),
        recipient_id: '15559999999',
        errors: [
          {
            code: 131026,
            title: 'Message undeliverable',
            message: 'Message undeliverable',
            error_data: { details: expect.any(String) },
            href: expect.stringContaining('https://'),
          },
        ],
      },
    ]);
    expect(test.receiver.listed('contacts')).toEqual([]);
  });

  it('fails with 131047 outside of the 24 hours, later or at once', async () => {
    const failsWith = async () => {
      const wamid = readSentWamid(await test.sendText('Hello'));
      await test.sandbox.webhooksIdle();
      return test.receiver.listed('statuses').find(({ id }) => id === wamid);
    };
    expect(await failsWith()).toMatchObject({ status: 'failed', errors: [{ code: 131047 }] });
    expect(await failsWith()).not.toHaveProperty('recipient_user_id');
    test.writes('hi');
    expect(await failsWith()).toMatchObject({ status: 'sent' });
    test.sandbox.closeWindow({ customerId: 'ana', phoneNumberId: acmeNumber });
    expect(await failsWith()).toMatchObject({ status: 'failed' });
    test.sandbox.setWebhookDials({ windowError: 'sync' });
    expect(readError(await test.sendText('Hello'))).toMatchObject({ status: 400, code: 131047 });
  });

  it('is decided by when the customer wrote, and not by a reaction', async () => {
    const at = test.meta.now - 25 * hour;
    const old = { customerId: 'ana', phoneNumberId: acmeNumber, at } as const;
    const wamid = test.sandbox.customerWrites({ ...old, content: { type: 'text', body: 'yesterday' } });
    test.sandbox.customerWrites({
      ...old,
      at: test.meta.now,
      content: { type: 'reaction', messageId: wamid, emoji: '👍' },
    });
    test.sandbox.setWebhookDials({ windowError: 'sync' });
    expect(readError(await test.sendText('Hello'))).toMatchObject({ code: 131047 });
    test.writes('today');
    readSentWamid(await test.sendText('Hello'));
  });
});

describe('a reaction', () => {
  it('is only ever sent, and shows on the message', async () => {
    const message_id = test.writes('hi');
    const react = (emoji: string) => test.send({ to: ana, type: 'reaction', reaction: { message_id, emoji } });
    const wamid = readSentWamid(await react('❤️'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent']);
    readSentWamid(await react(''));
  });
});

describe('marking as read', () => {
  const read = (message_id: string, more = {}) => test.send({ status: 'read', message_id, ...more });

  it('marks earlier messages, too, and can show that somebody types', async () => {
    test.writes('one');
    const two = test.writes('two');
    expect((await read(two, { typing_indicator: { type: 'text' } })).body).toEqual({ success: true });
  });

  it('refuses a message that is not there, not inbound or too old', async () => {
    const inbound = test.writes('hi');
    const outbound = readSentWamid(await test.sendText('hello'));
    for (const wamid of ['wamid.none', outbound]) expect(readError(await read(wamid))).toMatchObject({ code: 131009 });
    expect(readError(await test.send({ status: 'read' }))).toMatchObject({ code: 131008 });
    expect(readError(await test.send({ status: 'seen', message_id: inbound }))).toMatchObject({ code: 131009 });
    expect(readError(await read(inbound, { typing_indicator: { type: 'voice' } }))).toMatchObject({ code: 131009 });
    test.meta.later(31 * 24 * 60 * 60);
    expect(readError(await read(inbound))).toMatchObject({ code: 131009 });
  });
});

describe('the limits on sending', () => {
  beforeEach(() => test.sandbox.setDials({ enforceRateLimits: true }));

  it('allow 45 messages to one person at once, then one every 6 seconds', async () => {
    test.writes('hi');
    for (let index = 0; index < 45; index += 1) readSentWamid(await test.sendText('x'));
    expect(readError(await test.sendText('x'))).toMatchObject({ code: 131056 });
    test.meta.later(6);
    readSentWamid(await test.sendText('x'));
    expect(readError(await test.sendText('x'))).toMatchObject({ code: 131056 });
  });

  it('allow 20 messages a second from a number of the Business app', async () => {
    test.sandbox.world.updateNumber(acmeNumber, { isOnBizApp: true });
    for (let index = 0; index < 20; index += 1) readSentWamid(await test.sendText('x', `+1555888${1000 + index}`));
    expect(readError(await test.sendText('x', '+15558882000'))).toMatchObject({ code: 130429 });
    test.meta.later(1);
    readSentWamid(await test.sendText('x', '+15558882000'));
  });
});
