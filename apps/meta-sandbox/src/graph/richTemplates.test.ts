import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GraphAnswer, readError } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { sampleFile } from '../index.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const text = (value: unknown) => ({ type: 'text', text: value });
const body = (...parameters: unknown[]) => ({ type: 'body', parameters });
const header = (...parameters: unknown[]) => ({ type: 'header', parameters });
const button = (sub_type: string, index: unknown, ...parameters: unknown[]) => ({
  type: 'button',
  sub_type,
  index,
  ...(parameters.length > 0 ? { parameters } : {}),
});
const to = '+15550190001';
const sendTemplate = (name: string, components: unknown[], envelope: Record<string, unknown> = { to }) =>
  test.send({ ...envelope, type: 'template', template: { name, language: { code: 'en_US' }, components } });

const coupon = { type: 'coupon_code', coupon_code: 'AUTUMN5' };
const action = (value: unknown) => ({ type: 'action', action: value });
const offerEnds = { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_795_000_400_000 } };
const card = (card_index: unknown) => ({
  card_index,
  components: [
    header({ type: 'image', image: { link: 'https://media.acme.test/bouquet.jpg' } }),
    body(text(`EUR ${card_index}`)),
    button('quick_reply', 0, { type: 'payload', payload: `bouquet-${card_index}` }),
    button('url', '1', text(`bouquet-${card_index}`)),
  ],
});
const sections = [{ title: 'Best', product_items: [{ product_retailer_id: 'tulips-20' }] }];

/** One of each kind a business can send, as Meta's pages write them. */
const kinds: [string, string, unknown[]][] = [
  [
    'a picture by link',
    'new_catalogue',
    [header({ type: 'image', image: { link: 'https://a.test/b.jpg' } }), body(text('Ana'))],
  ],
  ['a film', 'arrangement_film', [header({ type: 'video', video: { link: 'https://a.test/b.mp4' } })]],
  [
    'a document with its name',
    'invoice_ready',
    [
      header({ type: 'document', document: { link: 'https://a.test/b.pdf', filename: 'invoice-77.pdf' } }),
      body(text('77')),
    ],
  ],
  [
    'a place',
    'pickup_point',
    [
      header({
        type: 'location',
        location: { latitude: '52.52', longitude: 13.4, name: 'Corner shop', address: 'Street 1' },
      }),
      body(text('Ana')),
    ],
  ],
  ['a coupon code', 'autumn_coupon', [body(text('5 %')), button('copy_code', 0, coupon)]],
  [
    'a button kind in capitals, its place as text',
    'autumn_coupon',
    [{ type: 'BODY', parameters: [text('5 %')] }, button('COPY_CODE', '0', coupon)],
  ],
  [
    'an amount and a date',
    'payment_received',
    [
      body(
        text('Ana'),
        { type: 'currency', currency: { fallback_value: '€49.90', code: 'EUR', amount_1000: 49_900 } },
        {
          type: 'date_time',
          date_time: { fallback_value: 'November 30', day_of_week: 1, year: 2026, calendar: 'GREGORIAN' },
        },
      ),
    ],
  ],
  ['a Flow', 'feedback_form', [button('flow', '0', action({ flow_token: 'f-1', flow_action_data: { order: '77' } }))]],
  ['a Flow without a token', 'feedback_form', []],
  ['a catalogue', 'browse_catalogue', [button('CATALOG', 0, action({ thumbnail_product_retailer_id: 'tulips-20' }))]],
  [
    'several products',
    'bestsellers',
    [button('mpm', 0, action({ thumbnail_product_retailer_id: 'tulips-20', sections }))],
  ],
  [
    'an offer with its end',
    'weekend_offer',
    [
      header({ type: 'image', image: { link: 'https://a.test/b.jpg' } }),
      body(text('Ana')),
      { type: 'limited_time_offer', parameters: [offerEnds] },
      button('copy_code', 0, coupon),
      button('url', 1, text('n3mtql')),
    ],
  ],
  ['cards', 'bouquet_cards', [body(text('Ana')), { type: 'carousel', cards: [card(0), card('1')] }]],
  ['a code to log in with', 'login_code', [body(text('482913')), button('url', '0', text('482913'))]],
];

describe('a template', () => {
  it.each(kinds)('with %s is taken: %s', async (_what, name, components) => {
    readSentWamid(await sendTemplate(name, components));
    await test.sandbox.webhooksIdle();
    expect(test.sandbox.sentMessages()).toMatchObject([{ type: 'template', statuses: ['sent', 'delivered'] }]);
  });

  it.each(kinds)('with %s is taken from a form as well: %s', async (_what, name, components) => {
    const template = JSON.stringify({ name, language: { code: 'en_US' }, components });
    const form = { messaging_product: 'whatsapp', to, type: 'template', template };
    readSentWamid(await test.meta.post(`${acmeNumber}/messages`, { token: test.token, form }));
  });

  it('takes a picture that was uploaded, and no other id', async () => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new Blob([Buffer.from(sampleFile('image').bytes)], { type: 'image/png' }), 'sky.png');
    const uploaded = await fetch(`${test.sandbox.url}/v26.0/${acmeNumber}/media?access_token=${test.token}`, {
      method: 'POST',
      body: form,
    });
    const { id } = Object(await uploaded.json());
    const withPicture = (mediaId: unknown) =>
      sendTemplate('new_catalogue', [header({ type: 'image', image: { id: mediaId } }), body(text('Ana'))]);
    readSentWamid(await withPicture(id));
    readSentWamid(await withPicture(Number(id)));
    expect(readError(await withPicture('123'))).toMatchObject({ code: 131009 });
  });

  it.each([
    ['a newline', 'Ana\nBanana'],
    ['a carriage return', 'Ana\rBanana'],
    ['a tab', 'Ana\tBanana'],
    ['more than four spaces', 'Ana     Banana'],
  ])('is refused with 132018 when a value has %s', async (_what, value) => {
    expect(
      readError(
        await sendTemplate('new_catalogue', [
          header({ type: 'image', image: { link: 'https://a.test/b.jpg' } }),
          body(text(value)),
        ]),
      ),
    ).toMatchObject({ status: 400, code: 132018 });
    const named = [{ ...text(value), parameter_name: 'customer_name' }];
    expect(readError(await sendTemplate('appointment_reminder', [body(...named, ...named, ...named)]))).toMatchObject({
      code: 132018,
    });
    expect(test.sandbox.sentMessages()).toEqual([]);
  });

  it('takes four spaces, and a value of any kind of JSON', async () => {
    for (const value of ['Ana    Banana', 5, true])
      readSentWamid(await sendTemplate('autumn_coupon', [body(text(value)), button('copy_code', 0, coupon)]));
  });

  const refused: [number, string, string, unknown[]][] = [
    [131008, 'no coupon code', 'autumn_coupon', [body(text('5 %'))]],
    [
      132012,
      'a text where the coupon code belongs',
      'autumn_coupon',
      [body(text('5 %')), button('copy_code', 0, text('A'))],
    ],
    [132012, 'another kind of button', 'autumn_coupon', [body(text('5 %')), button('url', 0, coupon)]],
    [132012, 'a button that the template does not have', 'feedback_form', [button('flow', 3)]],
    [132012, 'no place in the header', 'pickup_point', [body(text('Ana'))]],
    [
      132012,
      'a picture where a film belongs',
      'arrangement_film',
      [header({ type: 'image', image: { link: 'https://a.test/b.jpg' } })],
    ],
    [
      131009,
      'a picture by both id and link',
      'new_catalogue',
      [header({ type: 'image', image: { id: '1', link: 'https://a.test/b.jpg' } })],
    ],
    [132000, 'a header that the template does not have', 'feedback_form', [header(text('x'))]],
    [131008, 'no products', 'bestsellers', []],
    [
      131008,
      'no end of the offer',
      'weekend_offer',
      [
        header({ type: 'image', image: { link: 'https://a.test/b.jpg' } }),
        body(text('Ana')),
        button('copy_code', 0, coupon),
        button('url', 1, text('n3mtql')),
      ],
    ],
    [
      132012,
      'an offer that the template does not have',
      'feedback_form',
      [{ type: 'limited_time_offer', parameters: [offerEnds] }],
    ],
    [132012, 'a card too few', 'bouquet_cards', [body(text('Ana')), { type: 'carousel', cards: [card(0)] }]],
    [132012, 'no cards at all', 'bouquet_cards', [body(text('Ana'))]],
    [
      131008,
      'a card without its link',
      'bouquet_cards',
      [
        body(text('Ana')),
        { type: 'carousel', cards: [card(0), { card_index: 1, components: card(1).components.slice(0, 3) }] },
      ],
    ],
    [131009, 'a component nobody knows', 'feedback_form', [{ type: 'hologram', parameters: [] }]],
    [
      131008,
      'an amount without its words',
      'payment_received',
      [body({ type: 'currency', currency: { code: 'EUR', amount_1000: 1 } })],
    ],
  ];
  it.each(refused)('is refused with %d for %s', async (code, _why, name, components) => {
    expect(readError(await sendTemplate(name, components))).toMatchObject({ code });
    expect(test.sandbox.sentMessages()).toEqual([]);
  });

  it('with a code to log in with does not go to a business-scoped id', async () => {
    const components = [body(text('482913')), button('url', '0', text('482913'))];
    const answer = await sendTemplate('login_code', components, { recipient: 'US.1000000000000004' });
    expect(readError(answer)).toMatchObject({ code: 131062 });
    readSentWamid(await sendTemplate('hello_world', [], { recipient: 'US.1000000000000004' }));
  });
});

describe('the list of templates', () => {
  const listComponents = async (name: string) => {
    const { body: page } = await test.meta.get(`${acme}/message_templates`, { token: test.token, query: { name } });
    const [template] = Array.isArray(page.data) ? page.data : [];
    return Object(template).components;
  };

  it('describes offers, cards, Flows and coupon codes as Meta does', async () => {
    expect(await listComponents('weekend_offer')).toEqual(
      expect.arrayContaining([
        { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: expect.any(String), has_expiration: true } },
      ]),
    );
    expect(await listComponents('bouquet_cards')).toEqual(
      expect.arrayContaining([
        {
          type: 'CAROUSEL',
          cards: [
            expect.anything(),
            { components: expect.arrayContaining([expect.objectContaining({ type: 'HEADER' })]) },
          ],
        },
      ]),
    );
    expect(JSON.stringify(await listComponents('feedback_form'))).toContain('"type":"FLOW"');
    expect(JSON.stringify(await listComponents('autumn_coupon'))).toContain('"type":"COPY_CODE"');
    expect(await listComponents('pickup_point')).toEqual(
      expect.arrayContaining([{ type: 'HEADER', format: 'LOCATION' }]),
    );
  });
});

describe('on the customer’s phone', () => {
  const shown = async (answer: GraphAnswer) => {
    const wamid = readSentWamid(answer);
    const page = await (await fetch(`${test.sandbox.url}/__sandbox/phone/ana?number=${acmeNumber}`)).text();
    const [, message = ''] = page.split(`data-wamid="${wamid}"`);
    return message.split('</article>')[0] ?? '';
  };
  const listComponents = (name: string) => kinds.find(([, each]) => each === name)?.[2] ?? [];
  const show = async (name: string) => shown(await sendTemplate(name, listComponents(name)));

  it('stand the name of a document, and a place', async () => {
    expect(await show('invoice_ready')).toContain('invoice-77.pdf');
    const place = await show('pickup_point');
    expect(place).toContain('Corner shop');
    expect(place).toContain('52.52');
  });

  it('stand amounts and dates in their own words', async () => {
    const words = await show('payment_received');
    expect(words).toContain('€49.90');
    expect(words).toContain('November 30');
  });

  it('stands a code to copy, and an offer with its end', async () => {
    expect(await show('autumn_coupon')).toMatch(/data-testid="phone-copy-code"[^>]*>.*AUTUMN5/);
    const offer = await show('weekend_offer');
    expect(offer).toMatch(/data-testid="phone-offer"/);
    expect(offer).toContain('<time datetime="2026-11-18T11:13:20.000Z"');
    expect(await show('login_code')).toContain('482913');
  });

  it('stand cards side by side, each with its own picture, text and buttons', async () => {
    const cards = await show('bouquet_cards');
    expect(cards).toContain('data-testid="phone-cards"');
    expect(cards.split('data-testid="phone-card"')).toHaveLength(3);
    expect(cards).toContain('EUR 1');
    expect(cards).toContain('https://shop.acme.test/bouquets/bouquet-1');
  });

  const act = async (wamid: string, choice: string) => {
    const form = new URLSearchParams({ act: 'choose', wamid, choice });
    const url = `${test.sandbox.url}/__sandbox/phone/ana/act?number=${acmeNumber}`;
    const { status } = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
    await test.sandbox.webhooksIdle();
    return [status, test.receiver.listed('messages').at(-1)] as const;
  };

  it('is a Flow to open, whose answer comes back with its token', async () => {
    const answer = await sendTemplate('feedback_form', listComponents('feedback_form'));
    expect(await shown(answer)).toContain('Rate your bouquet');
    const [, reply] = await act(readSentWamid(answer), '0');
    expect(reply).toMatchObject({ type: 'interactive', interactive: { type: 'nfm_reply' } });
    expect(JSON.stringify(reply)).toContain('f-1');
  });

  it('is a quick reply on a card, which comes back with the payload of that card', async () => {
    const wamid = readSentWamid(await sendTemplate('bouquet_cards', listComponents('bouquet_cards')));
    const [, reply] = await act(wamid, '1.0');
    expect(reply).toMatchObject({ type: 'button', button: { payload: 'bouquet-1' }, context: { id: wamid } });
  });

  it('are products and a catalogue, by the names of their buttons', async () => {
    expect(await show('browse_catalogue')).toContain('View catalog');
    expect(await show('bestsellers')).toContain('View items');
  });

  it('stays foreign text text', async () => {
    const nasty = { type: 'coupon_code', coupon_code: '<b>x</b>' };
    const page = await shown(
      await sendTemplate('autumn_coupon', [body(text('<i>5</i>')), button('copy_code', 0, nasty)]),
    );
    expect(page).not.toContain('<b>x</b>');
    expect(page).not.toContain('<i>5</i>');
  });
});
