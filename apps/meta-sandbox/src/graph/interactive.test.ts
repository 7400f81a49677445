import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const to = '+15550190001';
const send = (interactive: Record<string, unknown>) => test.send({ to, type: 'interactive', interactive });
const body = { text: 'Have a look' };
const header = { type: 'text', text: 'Flowers' };
const sections = [{ title: 'Best', product_items: [{ product_retailer_id: 'tulips-20' }] }];
const flow = { flow_message_version: '3', flow_cta: 'Book a day', flow_token: 't-1' };
const card = (card_index: number) => ({
  card_index,
  type: 'cta_url',
  header: { type: 'image', image: { link: 'https://media.acme.test/a.jpg' } },
  body: { text: `Bouquet ${card_index}` },
  action: { name: 'cta_url', parameters: { display_text: 'Buy', url: `https://shop.acme.test/${card_index}` } },
});

/** One of each kind, and what the customer sees of it. */
const kinds: [Record<string, unknown> & { type: string }, string][] = [
  [
    {
      type: 'cta_url',
      header: { type: 'document', document: { link: 'https://a.test/b.pdf', filename: 'b.pdf' } },
      body,
      action: { name: 'cta_url', parameters: { display_text: 'See the shop', url: 'https://shop.acme.test/' } },
    },
    'href="https://shop.acme.test/"',
  ],
  [{ type: 'location_request_message', body, action: { name: 'send_location' } }, 'Send location'],
  [{ type: 'request_contact_info', body, action: { name: 'request_contact_info' } }, 'Share phone number'],
  [
    { type: 'address_message', body, action: { name: 'address_message', parameters: { country: 'IN' } } },
    'Provide address',
  ],
  [{ type: 'call_permission_request', action: { name: 'call_permission_request' } }, 'whether they may call'],
  [{ type: 'voice_call', body, action: { name: 'voice_call', parameters: { display_text: 'Ring us' } } }, 'Ring us'],
  [{ type: 'flow', header, body, action: { name: 'flow', parameters: { ...flow, flow_id: '68' } } }, 'Book a day'],
  [
    {
      type: 'flow',
      body,
      action: {
        name: 'flow',
        parameters: {
          ...flow,
          flow_name: 'booking',
          mode: 'draft',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'FIRST', data: { day: 1 } },
        },
      },
    },
    'Book a day',
  ],
  [{ type: 'product', action: { catalog_id: '36', product_retailer_id: 'tulips-20' } }, 'tulips-20'],
  [
    { type: 'product_list', header, body, footer: { text: 'Fresh' }, action: { catalog_id: '36', sections } },
    'View items',
  ],
  [
    {
      type: 'catalog_message',
      body,
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 't' } },
    },
    'View catalog',
  ],
  [{ type: 'carousel', body, action: { cards: [card(0), card(1)] } }, 'https://shop.acme.test/1'],
  [
    {
      type: 'order_details',
      body,
      action: { name: 'review_and_pay', parameters: { reference_id: 'r', currency: 'INR' } },
    },
    'Review and pay',
  ],
  [{ type: 'order_status', body, action: { name: 'review_order', parameters: { reference_id: 'r' } } }, 'View order'],
];

const phonePage = async () => (await fetch(`${test.sandbox.url}/__sandbox/phone/ana?number=${acmeNumber}`)).text();

describe('an interactive message', () => {
  it.each(kinds)('is taken and shown: $type', async (interactive, seen) => {
    test.writes('hi');
    const wamid = readSentWamid(await send(interactive));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent', 'delivered']);
    expect(await phonePage()).toContain(seen);
  });

  it('that asks for a place or opens a Flow is answered with a tap', async () => {
    test.writes('hi');
    const tap = async (interactive: Record<string, unknown>) => {
      const form = new URLSearchParams({ act: 'choose', wamid: readSentWamid(await send(interactive)), choice: '0' });
      const url = `${test.sandbox.url}/__sandbox/phone/ana/act?number=${acmeNumber}`;
      await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
      await test.sandbox.webhooksIdle();
      return test.receiver.listed('messages').at(-1);
    };
    const asking = { type: 'location_request_message', body, action: { name: 'send_location' } };
    expect(await tap(asking)).toMatchObject({ type: 'location', context: { id: expect.any(String) } });
    const form = { type: 'flow', body, action: { name: 'flow', parameters: { ...flow, flow_id: '68' } } };
    expect(JSON.stringify(await tap(form))).toContain('t-1');
  });

  it('of a kind that Meta does not have is refused in Meta’s words', async () => {
    const answer = await send({ type: 'hologram', body, action: {} });
    expect(readError(answer)).toMatchObject({
      code: 131009,
      message: '(#131009) Parameter value is not valid',
      error_data: {
        details: expect.stringMatching(
          /^Param interactive\['type'\] must be one of \{button, list, .*\} - got "hologram"\.$/,
        ),
      },
    });
  });

  it.each([
    [131008, 'no text', { type: 'cta_url', action: kinds[0]?.[0].action }],
    [131008, 'no header above products', { type: 'product_list', body, action: { catalog_id: '36', sections } }],
    [
      131009,
      'both a Flow’s id and its name',
      { type: 'flow', body, action: { name: 'flow', parameters: { ...flow, flow_id: '1', flow_name: 'x' } } },
    ],
    [
      131009,
      'a link that is none',
      {
        type: 'cta_url',
        body,
        action: { name: 'cta_url', parameters: { display_text: 'x', url: 'javascript:alert(1)' } },
      },
    ],
    [131009, 'an action of another name', { type: 'location_request_message', body, action: { name: 'send_money' } }],
    [131009, 'one card', { type: 'carousel', body, action: { cards: [card(0)] } }],
    [131008, 'no type', { body, action: {} }],
  ])('is refused with %d for %s', async (code, _why, interactive) => {
    expect(readError(await send(interactive))).toMatchObject({ code });
  });
});

describe('a message without a type', () => {
  it('is what it holds', async () => {
    test.writes('hi');
    const action = { button: 'Show', sections: [{ title: 'Flowers', rows: [{ id: 'a', title: 'Roses' }] }] };
    readSentWamid(await test.send({ to, interactive: { type: 'list', body, action } }));
    expect(test.sandbox.sentMessages()).toMatchObject([{ type: 'interactive' }]);
  });
});

describe('a business-scoped id in the place of a phone number', () => {
  it('is accepted and reaches nobody, as at Meta', async () => {
    test.writes('hi', 'noor');
    const wamid = readSentWamid(await test.send({ to: 'US.1000000000000004', type: 'text', text: { body: 'Hello?' } }));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses')).toEqual([]);
    expect(test.sandbox.sentMessages()).toMatchObject([{ wamid, customerId: null, statuses: [] }]);
  });
});
