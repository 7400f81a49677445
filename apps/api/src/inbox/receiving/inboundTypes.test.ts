import type { MessageContent } from '@switchboard/contracts';
import type { CustomerContent } from '@switchboard/meta-sandbox';
import { buildDelivery, echoChange } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, became, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';

let business: Business;
let meta: ReturnType<typeof metaFor>;
/** Somebody who has not written before. */
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  who = newPerson();
  business.api.sandbox.addCustomer(who);
});

const only = () => business.with(who);
const earlyEvents = () => business.api.connection.collection('strays').countDocuments();
const file = (kind: string, over: object = {}) => ({
  mediaId: expect.stringMatching(/^med_/),
  kind,
  state: 'waiting',
  mimeType: expect.stringMatching(/^[a-z]+\/[a-z0-9.+-]+/),
  size: null,
  filename: null,
  animated: false,
  ...over,
});
const vcard = {
  name: { formatted_name: 'Bo Florist', first_name: 'Bo' },
  phones: [{ phone: '+1 555 019 4000', type: 'WORK', wa_id: '15550194000' }, { phone: '+1 555 019 4001' }],
  emails: [{ email: 'bo@flowers.example', type: 'WORK' }],
  org: { company: 'Flowers & Co' },
};

const kinds: [what: string, CustomerContent, MessageContent | { kind: string }, preview: string][] = [
  ['a text', { type: 'text', body: 'Hi there' }, { kind: 'text', text: 'Hi there' }, 'Hi there'],
  [
    'a photo with words',
    { type: 'image', caption: 'My garden' },
    { kind: 'media', media: file('image'), caption: 'My garden' } as never,
    'My garden',
  ],
  ['a photo', { type: 'image' }, { kind: 'media', media: file('image'), caption: null } as never, 'Photo'],
  [
    'a film',
    { type: 'video', caption: 'Look' },
    { kind: 'media', media: file('video'), caption: 'Look' } as never,
    'Look',
  ],
  [
    'a voice message',
    { type: 'audio', voice: true },
    { kind: 'media', media: file('voice'), caption: null } as never,
    'Voice message',
  ],
  [
    'a piece of music',
    { type: 'audio', voice: false },
    { kind: 'media', media: file('audio'), caption: null } as never,
    'Audio',
  ],
  [
    'a document',
    { type: 'document', filename: 'offer.pdf' },
    { kind: 'media', media: file('document', { filename: 'offer.pdf' }), caption: null } as never,
    'offer.pdf',
  ],
  [
    'a document with words',
    { type: 'document', filename: 'offer.pdf', caption: 'Our offer' },
    { kind: 'media', media: file('document', { filename: 'offer.pdf' }), caption: 'Our offer' } as never,
    'Our offer',
  ],
  ['a sticker', { type: 'sticker' }, { kind: 'media', media: file('sticker'), caption: null } as never, 'Sticker'],
  [
    'a sticker that moves',
    { type: 'sticker', animated: true },
    { kind: 'media', media: file('sticker', { animated: true }), caption: null } as never,
    'Sticker',
  ],
  [
    'a place with a name',
    { type: 'location', latitude: 52.5, longitude: 13.4, name: 'Shop', address: 'Main Street 1' },
    { kind: 'location', latitude: 52.5, longitude: 13.4, name: 'Shop', address: 'Main Street 1' },
    'Shop',
  ],
  [
    'a place south and west of everything, without a name',
    { type: 'location', latitude: -33.45, longitude: -70.66 },
    { kind: 'location', latitude: -33.45, longitude: -70.66, name: null, address: null },
    'Location',
  ],
  [
    'two contacts',
    { type: 'contacts', contacts: [vcard, { name: { formatted_name: 'Cy' } }] },
    {
      kind: 'contacts',
      contacts: [
        {
          name: 'Bo Florist',
          phones: [
            { phone: '+1 555 019 4000', type: 'WORK' },
            { phone: '+1 555 019 4001', type: null },
          ],
          emails: ['bo@flowers.example'],
          organisation: 'Flowers & Co',
        },
        { name: 'Cy', phones: [], emails: [], organisation: null },
      ],
    },
    'Bo Florist, Cy',
  ],
  [
    'a tap on a button',
    { type: 'button_reply', id: 'yes', title: 'Yes, please' },
    { kind: 'choice', source: 'button', title: 'Yes, please', description: null },
    'Yes, please',
  ],
  [
    'a row of a list',
    { type: 'list_reply', id: 'tue', title: 'Tuesday', description: 'From nine' },
    { kind: 'choice', source: 'list', title: 'Tuesday', description: 'From nine' },
    'Tuesday',
  ],
  [
    'a quick reply of a template',
    { type: 'button', payload: 'STOP', text: 'No more of this' },
    { kind: 'choice', source: 'template_button', title: 'No more of this', description: null },
    'No more of this',
  ],
  [
    'a form that was filled in',
    { type: 'flow_reply', body: 'Sent', response: { size: 'L', gifts: ['card'], wrapped: true } },
    {
      kind: 'flow',
      text: 'Sent',
      answers: [
        { name: 'size', value: 'L' },
        { name: 'gifts', value: '["card"]' },
        { name: 'wrapped', value: 'true' },
      ],
    },
    'Sent',
  ],
  [
    'an order',
    {
      type: 'order',
      catalogId: '600100',
      text: 'For Friday',
      items: [{ productRetailerId: 'rose', quantity: 12, itemPrice: 2.5, currency: 'EUR' }],
    },
    { kind: 'order', text: 'For Friday', items: [{ productId: 'rose', quantity: 12, price: 2.5, currency: 'EUR' }] },
    'For Friday',
  ],
  [
    'something that Meta itself cannot show',
    { type: 'unsupported', kind: 'poll' },
    { kind: 'unsupported', type: 'poll', reason: 'Message type is currently not supported.' },
    'Something Switchboard cannot show yet',
  ],
  [
    'something that is no longer there',
    { type: 'unsupported', code: 131060 },
    { kind: 'unsupported', type: 'unsupported', reason: 'This message is currently unavailable.' },
    'Something Switchboard cannot show yet',
  ],
  [
    'a type that nobody knows yet',
    { type: 'raw', message: { type: 'hologram', hologram: { depth: 3 } } },
    { kind: 'unsupported', type: 'hologram', reason: null },
    'Something Switchboard cannot show yet',
  ],
  [
    'a type with a hostile name',
    { type: 'raw', message: { type: '__proto__', constructor: { prototype: 1 } } },
    { kind: 'unsupported', type: '__proto__', reason: null },
    'Something Switchboard cannot show yet',
  ],
];

describe('what a customer sends is shown in the thread, and counted:', () => {
  it.each(kinds)('%s', async (_what, content, shown, preview) => {
    business.writes(who, content);
    await business.settle();
    const conversation = await only();
    expect(conversation.messages).toMatchObject([{ direction: 'in', origin: 'customer', status: 'received' }]);
    expect(conversation.messages[0]?.content).toEqual(shown);
    expect(conversation).toMatchObject({ unread: 1, lastMessage: { direction: 'in', preview, status: 'received' } });
    expect(conversation.customer.phone).toBe(`+${who.waId}`);
  });

  it.each([
    ['a text whose body is none', { type: 'text', text: 'no object' }, 'text'],
    ['an image without its id', { type: 'image', image: { mime_type: 'image/png' } }, 'image'],
    ['an answer without its object', { type: 'interactive' }, 'interactive'],
    ['an order without its catalogue', { type: 'order', order: { product_items: [] } }, 'order'],
    ['a type without a word', { type: '' }, 'unknown'],
  ])('%s: as something that cannot be shown, beside everything else', async (_what, message, type) => {
    const broken = said('', { from: who.waId, name: who.name, message });
    await meta.deliver(broken, said('still here', { from: who.waId, name: who.name }));
    const { messages, unread } = await only();
    expect(messages.map(({ content }) => content)).toEqual([
      { kind: 'unsupported', type, reason: null, isUnreadable: true },
      { kind: 'text', text: 'still here' },
    ]);
    expect(unread).toBe(2);
    expect(await business.api.connection.collection('quarantine').countDocuments()).toBe(0);
  });

  it('without a time: it waits, counted, and nothing beside it is lost', async () => {
    const broken = said('', {
      from: who.waId,
      name: who.name,
      message: { type: 'text', text: { body: 'hello' }, timestamp: 'yesterday' },
    });
    await meta.deliver(broken, said('still here', { from: who.waId, name: who.name }));
    expect((await only()).messages.map(readText)).toEqual(['still here']);
    const [kept] = await business.api.connection.collection('quarantine').find({ reason: 'not_understood' }).toArray();
    expect(Buffer.from(kept?.update.value.buffer).toString()).toContain('yesterday');
  });
});

describe('a reaction', () => {
  const reactions = async () => (await only()).messages[0]?.reactions;

  it('stands at its message, changes, and is taken back; it is no message of its own', async () => {
    const target = business.writes(who, 'Are you open?');
    business.writes(who, { type: 'reaction', messageId: target, emoji: '👍' });
    await business.settle();
    expect(await only()).toMatchObject({ unread: 1, lastMessage: { preview: 'Are you open?' } });
    expect(await reactions()).toEqual([{ by: 'customer', emoji: '👍' }]);
    business.api.clock.advance(2_000);
    business.writes(who, { type: 'reaction', messageId: target, emoji: '❤️' });
    await business.settle();
    expect(await reactions()).toEqual([{ by: 'customer', emoji: '❤️' }]);
    business.api.clock.advance(2_000);
    business.writes(who, { type: 'reaction', messageId: target });
    await business.settle();
    expect(await reactions()).toEqual([]);
  });

  it('of the owner on the phone stands beside the customer’s', async () => {
    const target = business.writes(who, 'Are you open?');
    business.writes(who, { type: 'reaction', messageId: target, emoji: '👍' });
    business.api.sandbox.phoneAppWrites({
      customerId: who.id,
      phoneNumberId: acmeNumber.id,
      content: { type: 'reaction', messageId: target, emoji: '😂' },
    });
    await business.settle();
    expect((await reactions())?.toSorted((a, b) => (a.by < b.by ? -1 : 1))).toEqual([
      { by: 'business', emoji: '😂' },
      { by: 'customer', emoji: '👍' },
    ]);
  });
});

describe('what is said about a message before the message itself', () => {
  const about = (fields: { type: string } & Record<string, unknown>, at?: number) =>
    said('', { message: fields, from: who.waId, name: who.name, ...(at === undefined ? {} : { at }) });

  it.each([
    ['in a new conversation', false],
    ['in a conversation that goes on', true],
  ])('is there when it comes, %s', async (_where, isKnown) => {
    if (isKnown) await meta.deliver(said('Hello', { from: who.waId, name: who.name }));
    const wamid = newWamid();
    await meta.deliver(about({ type: 'reaction', reaction: { message_id: wamid, emoji: '🌷' } }));
    await meta.deliver(about({ type: 'revoke', revoke: { original_message_id: wamid } }));
    const changed = { type: 'text', text: { body: 'Two roses' } };
    await meta.deliver(about({ type: 'edit', edit: { original_message_id: wamid, message: changed } }));
    await meta.deliver(said('One rose', { wamid, from: who.waId, name: who.name }));
    const conversation = await only();
    expect(conversation.messages.at(-1)).toMatchObject({
      content: { kind: 'text', text: 'Two roses' },
      edited: true,
      deleted: true,
      reactions: [{ by: 'customer', emoji: '🌷' }],
    });
    expect(conversation.lastMessage?.preview).toBe('Deleted message');
    expect(await earlyEvents()).toBe(0);
  });

  it('is a status of what the owner wrote on the phone: the echo comes last and is read all the same', async () => {
    const wamid = newWamid();
    await meta.deliver(became(wamid, 'read', { to: who.waId }));
    await meta.deliver(became(wamid, 'sent', { to: who.waId }), became(wamid, 'read', { to: who.waId }));
    await meta.deliver(
      echoChange({
        number: acmeNumber,
        echoes: [{ to: who.waId, id: wamid, timestamp: '1795000000', type: 'text', text: { body: 'From the phone' } }],
      }),
    );
    const conversation = await only();
    expect(conversation.messages).toMatchObject([{ status: 'read', origin: 'phone_app', direction: 'out' }]);
    expect(conversation).toMatchObject({ unread: 0, lastMessage: { status: 'read' }, windowClosesAt: null });
    // And what comes afterwards goes to the message itself.
    await meta.deliver(became(wamid, 'played', { to: who.waId }), became(wamid, 'delivered', { to: who.waId }));
    expect((await only()).messages[0]?.status).toBe('played');
    expect(await earlyEvents()).toBe(0);
  });

  it('stands before it in the same POST', async () => {
    const wamid = newWamid();
    await meta.deliver(
      became(wamid, 'delivered', { to: who.waId }),
      about({ type: 'reaction', reaction: { message_id: wamid, emoji: '🌷' } }),
      echoChange({
        number: acmeNumber,
        echoes: [{ to: who.waId, id: wamid, timestamp: '1795000000', type: 'text', text: { body: 'From the phone' } }],
      }),
    );
    expect((await only()).messages).toMatchObject([{ status: 'delivered', reactions: [{ emoji: '🌷' }] }]);
  });
});

describe('a message that the customer', () => {
  it('edited shows the new text, here and in the list, and is found by it', async () => {
    const target = business.writes(who, 'Thirteen tulips');
    business.api.clock.advance(2_000);
    business.writes(who, { type: 'edit', messageId: target, body: 'Twenty tulips' });
    await business.settle();
    const conversation = await only();
    expect(conversation.messages).toMatchObject([{ edited: true, content: { text: 'Twenty tulips' } }]);
    expect(conversation).toMatchObject({ unread: 1, lastMessage: { preview: 'Twenty tulips' } });
    expect(await business.inbox.conversations('?search=twenty')).toHaveLength(1);
    expect(await business.inbox.conversations('?search=thirteen')).toHaveLength(0);
  });

  it('deleted stays, and says so', async () => {
    const target = business.writes(who, 'My address is…');
    business.writes(who, { type: 'revoke', messageId: target });
    await business.settle();
    expect((await only()).messages).toMatchObject([{ deleted: true, content: { text: 'My address is…' } }]);
  });

  it('wrote as an answer shows what it answers', async () => {
    const first = business.writes(who, 'Roses or tulips?');
    business.writes(who, 'The red ones', { replyTo: first });
    business.writes(who, 'And this?', { replyTo: 'wamid.nobody-knows-it' });
    await business.settle();
    const { messages } = await only();
    expect(messages.map((message) => message.replyTo)).toEqual([
      null,
      { id: messages[0]?.id, preview: 'Roses or tulips?', direction: 'in' },
      { id: null, preview: '', direction: 'out' },
    ]);
  });

  it.each([
    ['once', { forwarded: true }],
    ['often', { frequentlyForwarded: true }],
  ] as const)('passed on says so: %s', async (forwarded, context) => {
    business.writes(who, 'Have you heard?', context);
    await business.settle();
    expect((await only()).messages).toMatchObject([{ forwarded }]);
  });

  it('asks about a product with says which', async () => {
    business.writes(who, 'Is it in stock?', { referredProduct: { catalogId: '600100', productRetailerId: 'ROSE-12' } });
    await business.settle();
    expect((await only()).messages[0]?.product).toEqual({ catalogId: '600100', productId: 'ROSE-12' });
  });

  it('wrote after an advertisement with pictures and a greeting says which', async () => {
    const pictures = {
      image_url: 'https://scontent.example/a.jpg',
      video_url: 'https://scontent.example/a.mp4',
      thumbnail_url: 'https://scontent.example/t.jpg',
    };
    const referral = { headline: 'Roses', ...pictures, welcome_message: { text: 'Ask us anything' } };
    business.writes(who, 'Is it still on?', { referral });
    await business.settle();
    expect((await only()).messages[0]?.referral).toEqual({
      headline: 'Roses',
      body: null,
      url: null,
      imageUrl: pictures.image_url,
      videoUrl: pictures.video_url,
      thumbnailUrl: pictures.thumbnail_url,
      welcomeText: 'Ask us anything',
      picture: file('image'),
    });
  });

  it('wrote after an advertisement whose picture is nowhere that is asked leads there all the same', async () => {
    const referral = { headline: 'Roses', image_url: 'http://127.0.0.1/a.jpg' };
    business.writes(who, 'Is it still on?', { referral });
    await business.settle();
    const shown = { headline: 'Roses', body: null, url: null, imageUrl: 'http://127.0.0.1/a.jpg' };
    expect((await only()).messages[0]?.referral).toEqual(shown);
    expect(await business.api.connection.collection('media').countDocuments({ sourceUrl: /127/ })).toBe(0);
  });

  it('wrote after an advertisement says which', async () => {
    const referral = { headline: 'Roses', body: 'Half price', source_url: 'https://fb.test/ad', source_type: 'ad' };
    business.writes(who, 'Is it still on?', { referral });
    await business.settle();
    expect((await only()).messages[0]?.referral).toEqual({
      headline: 'Roses',
      body: 'Half price',
      url: 'https://fb.test/ad',
    });
  });
});

describe('a customer', () => {
  const from = (text: string, as: { waId?: string; userId?: string }) =>
    said(text, { from: as.waId ?? '', userId: as.userId ?? null, name: who.name });

  it('who hides the phone number has a conversation like everybody', async () => {
    const hidden = {
      id: `${who.id}-hidden`,
      name: `${who.name} hidden`,
      userId: `${who.userId}1`,
      username: 'nobody.knows',
    };
    who = { ...who, ...business.api.sandbox.addCustomer(hidden) };
    business.writes(who, 'Nobody knows my number');
    await business.settle();
    business.writes(who, 'Still nobody');
    await business.settle();
    const conversation = await only();
    expect(conversation.customer).toEqual({ savedName: null, name: who.name, phone: null, username: 'nobody.knows' });
    expect(conversation.unread).toBe(2);
  });

  it('who is known by phone, then by both, then by the id alone, has one conversation', async () => {
    await meta.deliver(from('by phone', { waId: who.waId }));
    await meta.deliver(from('by both', who));
    await meta.deliver(from('by id', { userId: who.userId }));
    expect((await only()).messages.map(readText)).toEqual(['by phone', 'by both', 'by id']);
  });

  it('who is known by all of it in one POST has one conversation', async () => {
    await meta.deliver(
      from('by phone', { waId: who.waId }),
      from('by both', who),
      from('by id', { userId: who.userId }),
    );
    expect((await only()).messages.map(readText)).toEqual(['by phone', 'by both', 'by id']);
  });

  it('who gets a new number goes on in the same conversation, under the new one', async () => {
    await meta.deliver(from('Hello', who));
    const newNumber = `${who.waId}9`;
    const system = { type: 'user_changed_number', body: 'Ana changed from 1 to 2', wa_id: newNumber };
    await meta.deliver(said('', { from: who.waId, name: who.name, message: { type: 'system', system } }));
    await meta.deliver(from('It is me', { waId: newNumber }));
    const conversation = await only();
    expect(conversation.messages.map(({ content }) => content)).toEqual([
      { kind: 'text', text: 'Hello' },
      { kind: 'system', event: 'number_changed', text: 'Ana changed from 1 to 2' },
      { kind: 'text', text: 'It is me' },
    ]);
    // What WhatsApp says itself is nothing to be answered.
    expect(conversation).toMatchObject({ unread: 2, customer: { phone: `+${newNumber}` } });
    expect(await business.inbox.conversations(`?search=${newNumber}`)).toHaveLength(1);
  });

  it('who gets a new business-scoped id goes on in the same conversation', async () => {
    await meta.deliver(from('Hello', { userId: who.userId }));
    const system = {
      type: 'user_changed_user_id',
      body: '',
      user_id: `${who.userId}9`,
      previous_user_id: who.userId,
    };
    await meta.deliver(said('', { from: '', userId: who.userId, message: { type: 'system', system } }));
    await meta.deliver(from('It is me', { userId: `${who.userId}9` }));
    expect((await only()).messages.map(({ content }) => content.kind)).toEqual(['text', 'system', 'text']);
  });

  it('who is given the old phone number of another one stays who he or she is', async () => {
    await meta.deliver(from('I am the first with this number', who));
    const next = newPerson();
    const by = (text: string, phone: string) => said(text, { from: phone, userId: next.userId, name: next.name });
    await meta.deliver(by('I hide mine', ''));
    await meta.deliver(by('and now have that one', who.waId ?? ''));
    expect((await business.with({ name: next.name })).messages.map(readText)).toEqual([
      'I hide mine',
      'and now have that one',
    ]);
    expect((await business.with({ name: who.name })).messages.map(readText)).toEqual([
      'I am the first with this number',
    ]);
  });

  it('who writes to two numbers of the business has a conversation with each', async () => {
    business.writes(who, 'to the first');
    business.writes(who, 'to the second', { phoneNumberId: seedNumbers.acmeSecond.id });
    await business.settle();
    const all = await business.inbox.conversations('?limit=100');
    const found = all.filter((one) => one.customer.name === who.name);
    expect(found.map((one) => one.phoneNumberId).sort()).toEqual([acmeNumber.id, seedNumbers.acmeSecond.id]);
  });
});

describe('what the owner writes in the Business app', () => {
  it('is in the thread as ours, needs no reading and opens no window', async () => {
    business.api.sandbox.phoneAppWrites({
      customerId: who.id,
      phoneNumberId: acmeNumber.id,
      content: { type: 'text', body: 'Your flowers are ready' },
    });
    await business.settle();
    const conversation = await only();
    expect(conversation.messages).toMatchObject([
      { direction: 'out', origin: 'phone_app', author: null, status: 'sent', content: { kind: 'text' } },
    ]);
    expect(conversation).toMatchObject({ unread: 0, windowClosesAt: null, customer: { phone: `+${who.waId}` } });
  });

  it('comes once, however often Meta says it', async () => {
    business.api.sandbox.setWebhookDials({ duplicate: 3 });
    business.api.sandbox.phoneAppWrites({
      customerId: who.id,
      phoneNumberId: acmeNumber.id,
      content: { type: 'image', caption: 'Ready' },
    });
    await business.settle();
    business.api.sandbox.setWebhookDials({ duplicate: 1 });
    expect((await only()).messages).toMatchObject([{ content: { kind: 'media', caption: 'Ready' } }]);
  });
});

describe('a text', () => {
  it.each([
    ['with markup in it', '<script>alert(1)</script> & <b>"x"</b> \'y\' {{z}}'],
    ['in every script', 'שלום 你好 नमस्ते 👩‍👩‍👧‍👦 Zürich'],
    ['of white space', '  \n\t '],
    ['with a null character', 'a\u0000b'],
    ['with operators', '{"$ne": null} $where __proto__'],
    ['that is empty', ''],
    ['of 100,000 characters', 'long words '.repeat(9_091).slice(0, 100_000)],
  ])('%s is what it was', async (_what, body) => {
    await meta.deliver(said(body, { from: who.waId, name: who.name }));
    const conversation = await only();
    expect(conversation.messages[0]?.content).toEqual({ kind: 'text', text: body });
    expect([...(conversation.lastMessage?.preview ?? '')].length).toBeLessThanOrEqual(140);
  });

  it('with half a character in it is shown with a mark in its place, and holds nothing up', async () => {
    const text = JSON.stringify(buildDelivery([said('half <here>', { from: who.waId, name: who.name })])).replace(
      '<here>',
      '\\ud83d',
    );
    expect((await meta.postRaw(Buffer.from(text))).status).toBe(200);
    await meta.deliver(said('after it', { from: who.waId, name: who.name }));
    expect((await only()).messages.map(readText)).toEqual(['half \ufffd', 'after it']);
  });
});
