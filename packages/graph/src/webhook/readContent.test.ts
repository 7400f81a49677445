import { describe, expect, it } from 'vitest';
import { ana, fromAna, metaMessages, readOne, readParts } from '../../test/webhookFixture.js';
import type { WebhookContent } from './webhook.types.js';

const media = (mimeType: string) => ({ id: '800100', mimeType, sha256: 'c2FtcGxl', url: 'https://x.test/1' });
const card = { phones: [], emails: [], organisation: undefined };

const contents: Record<string, WebhookContent> = {
  text: { type: 'text', body: 'Hello' },
  image: { type: 'image', media: media('image/jpeg'), caption: 'hi' },
  video: { type: 'video', media: media('video/mp4') },
  'voice note': { type: 'audio', media: media('audio/ogg; codecs=opus'), voice: true },
  audio: { type: 'audio', media: media('audio/mpeg'), voice: false },
  document: { type: 'document', media: media('application/pdf'), filename: 'bill.pdf', caption: 'The bill' },
  sticker: { type: 'sticker', media: media('image/webp'), animated: true },
  location: { type: 'location', latitude: -33.44, longitude: 0, name: 'Shop', address: '1 Main St' },
  contacts: {
    type: 'contacts',
    contacts: [
      {
        name: 'Ben Doe',
        phones: [
          { phone: '+1 555 010 0002', type: 'CELL', waId: '15550100002' },
          { phone: '15550100003', waId: '15550100003' },
        ],
        emails: ['ben@x.test'],
        organisation: 'Acme',
        origin: 'other',
        urls: ['https://x.test'],
      },
      { ...card, name: 'Cleo' },
    ],
  },
  'button reply': { type: 'button_reply', id: 'yes', title: 'Yes' },
  'list reply': { type: 'list_reply', id: 'row-1', title: 'Roses', description: 'Red ones' },
  'flow reply': {
    type: 'flow_reply',
    name: 'flow',
    body: 'Sent',
    answers: [
      { name: 'flow_token', value: 't' },
      { name: 'size', value: '2' },
      { name: 'gifts', value: '["a",null]' },
    ],
  },
  'template button': { type: 'template_button', payload: 'STOP', text: 'Stop' },
  reaction: { type: 'reaction', target: 'wamid.OURS', emoji: '👍' },
  'removed reaction': { type: 'reaction', target: 'wamid.OURS', emoji: null },
  order: {
    type: 'order',
    catalogId: '600100',
    text: 'Soon please',
    items: [
      { productId: 'rose', quantity: 3, price: 2.5, currency: 'USD' },
      { productId: 'lily', quantity: 1, price: 4, currency: 'USD' },
    ],
  },
  'changed number': {
    type: 'system',
    event: 'number_changed',
    metaType: 'user_changed_number',
    body: 'Ana changed to 15550100009',
    newWaId: '15550100009',
    previousWaId: '15550100001',
    previousUserId: 'US.1000000000001',
  },
  'changed user id': {
    type: 'system',
    event: 'user_id_changed',
    metaType: 'user_changed_user_id',
    body: 'Ana has a new id',
    newUserId: 'US.2',
    previousUserId: 'US.1000000000001',
  },
  edit: { type: 'edit', target: 'wamid.FIRST', content: { type: 'text', body: 'Hallo' } },
  revoke: { type: 'revoke', target: 'wamid.FIRST' },
  unsupported: {
    type: 'unsupported',
    metaType: 'poll',
    code: 131051,
    title: 'Message type unknown',
    details: 'Message type is currently not supported.',
  },
};

const readContent = (parts: Record<string, unknown>): WebhookContent => {
  const update = readOne(parts);
  if (update.kind !== 'message') throw new Error(`Expected a message, got ${JSON.stringify(update)}`);
  return update.message.content;
};

describe('what is in a message', () => {
  it.each(Object.keys(metaMessages))('%s', (name) => {
    expect(readContent(metaMessages[name] ?? {})).toEqual(contents[name]);
  });

  it('keeps the word of a type that came later', () => {
    expect(readContent({ type: 'hologram', hologram: { id: 1 } })).toEqual({
      type: 'unsupported',
      metaType: 'hologram',
    });
  });

  it.each(['__proto__', 'constructor', 'toString'])('is not confused by a type called %s', (type) => {
    expect(readContent({ type })).toEqual({ type: 'unsupported', metaType: type });
  });

  it('says why Meta has no file', () => {
    const errors = [{ code: 131052, title: 'Media download error', error_data: { details: 'Too large' } }];
    expect(readContent({ type: 'video', errors })).toEqual({
      type: 'unsupported',
      metaType: 'video',
      code: 131052,
      title: 'Media download error',
      details: 'Too large',
    });
  });

  it('keeps an unknown kind of interactive answer by its name', () => {
    const interactive = { type: 'palm_reading', palm_reading: { line: 'long' } };
    expect(readContent({ type: 'interactive', interactive })).toEqual({
      type: 'unsupported',
      metaType: 'interactive:palm_reading',
    });
  });

  it('tells whether calls are allowed, and for how long', () => {
    const readReply = (reply: object) =>
      readContent({
        type: 'interactive',
        interactive: { type: 'call_permission_reply', call_permission_reply: reply },
      });
    expect([
      readReply({ response: 'accept', expiration_timestamp: '1768550400', response_source: 'user_action' }),
      readReply({ response: 'accept', is_permanent: true }),
      readReply({ response: 'reject' }),
    ]).toEqual([
      { type: 'call_permission', isAllowed: true, isPermanent: false, expiresAt: new Date(1_768_550_400_000) },
      { type: 'call_permission', isAllowed: true, isPermanent: true },
      { type: 'call_permission', isAllowed: false, isPermanent: false },
    ]);
  });

  it('knows the older word for a voice note', () => {
    const audio = { id: '800100', mime_type: 'audio/ogg' };
    const content = { type: 'audio', voice: true, media: { id: '800100', mimeType: 'audio/ogg' } };
    expect(readContent({ type: 'voice', voice: audio })).toEqual(content);
    expect(readContent({ type: 'voice', audio })).toEqual(content);
  });

  it('has the lines of an address that was asked for', () => {
    const response_json = JSON.stringify({
      saved_address_id: 'a1',
      values: { name: 'Asha', city: 'Mumbai', floor: 8 },
    });
    const nfm_reply = { name: 'address_message', body: 'Asha, Mumbai', response_json };
    expect(readContent({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } })).toEqual({
      type: 'flow_reply',
      name: 'address_message',
      body: 'Asha, Mumbai',
      answers: [
        { name: 'name', value: 'Asha' },
        { name: 'city', value: 'Mumbai' },
        { name: 'floor', value: '8' },
      ],
    });
  });

  it('keeps the word for a customer who opened the chat for the first time', () => {
    expect(readContent({ type: 'request_welcome' })).toEqual({ type: 'unsupported', metaType: 'request_welcome' });
  });

  it('has no new words of an edit whose words cannot be read', () => {
    const edit = { original_message_id: 'wamid.1', message: { type: 'text', text: null } };
    expect(readContent({ type: 'edit', edit })).toEqual({ type: 'edit', target: 'wamid.1' });
  });

  it('is without what Meta left out', () => {
    expect(readContent({ type: 'document', document: { id: 800100 } })).toEqual({
      type: 'document',
      media: { id: '800100', mimeType: 'application/octet-stream' },
    });
    expect(readContent({ type: 'system', system: { type: 'new_rules' } })).toMatchObject({ event: 'other', body: '' });
    expect(readContent({ type: 'edit', edit: { original_message_id: 'wamid.1' } })).toEqual({
      type: 'edit',
      target: 'wamid.1',
    });
  });

  it('does not follow an edit of an edit of an edit', () => {
    const inner = { type: 'edit', edit: { original_message_id: 'wamid.1', message: metaMessages.text } };
    const edit = { original_message_id: 'wamid.2', message: inner };
    expect(readContent({ type: 'edit', edit })).toEqual({ type: 'edit', target: 'wamid.2' });
  });

  it.each([
    ['not JSON', '{"a":'],
    ['a list', '["a"]'],
    ['null', 'null'],
  ])('keeps an answer of a flow that is %s as it is', (_what, response) => {
    const nfm_reply = { name: 'flow', body: 'Sent', response_json: response };
    expect(readContent({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } })).toMatchObject({
      answers: [{ name: 'response', value: response }],
    });
  });

  it('loses nothing of an answer of a flow that is nested 200,000 levels deep', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const response = `{"a":${deep}}`;
    const nfm_reply = { name: 'flow', body: 'Sent', response_json: response };
    const content = readContent({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } });
    const [answer, ...others] = content.type === 'flow_reply' ? content.answers : [];
    // Node writes it again from V8 14.6 (Node 26) on; an older one cannot, and the answer stays one text.
    const whole = answer?.name === 'a' ? deep : response;
    expect([others, answer?.value === whole]).toEqual([[], true]);
  });

  it('gives the answers of a flow as a list, whatever they are called', () => {
    const nfm_reply = { response_json: '{"__proto__":{"isAdmin":true},"constructor":"x"}' };
    expect(readContent({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } })).toMatchObject({
      answers: [
        { name: '__proto__', value: '{"isAdmin":true}' },
        { name: 'constructor', value: 'x' },
      ],
    });
  });

  it('passes texts on as they are: marks, nulls, and a million letters', () => {
    for (const body of ['👍', 'é\u202e\u0000', 'x'.repeat(1_000_000), '']) {
      expect(readContent({ type: 'text', text: { body } })).toEqual({ type: 'text', body });
    }
  });

  it('has a mark in the place of half a surrogate pair, as every database has', () => {
    expect(readContent({ type: 'text', text: { body: 'a\ud83d' } })).toEqual({ type: 'text', body: 'a\ufffd' });
  });

  const unreadable: [string, Record<string, unknown>, metaType?: string][] = [
    ['no type', {}, 'unknown'],
    ['a type that is no text', { type: 1 }, 'unknown'],
    ['a text that is null', { type: 'text', text: null }],
    ['a text whose body is a number', { type: 'text', text: { body: 5 } }],
    ['an order without its catalogue', { type: 'order', order: { product_items: [] } }],
    ['an interactive without its object', { type: 'interactive' }],
    ['cards of nobody', { type: 'contacts', contacts: [] }],
    ['a voice note without its file', { type: 'voice' }],
    [
      'a call permission without an answer',
      { type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: {} } },
    ],
    ['a text without its body', { type: 'text', text: {} }],
    ['a text that is a list', { type: 'text', text: ['Hello'] }],
    ['an image without id', { type: 'image', image: { mime_type: 'image/png' } }],
    ['a location without longitude', { type: 'location', location: { latitude: 1, longitude: 'east' } }],
    ['cards that are no list', { type: 'contacts', contacts: { name: 'Ben' } }],
    ['a card that is a text', { type: 'contacts', contacts: ['Ben'] }],
    ['an answer without a kind', { type: 'interactive', interactive: { button_reply: { id: '1', title: 'Yes' } } }],
    [
      'a reply without title',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '1' } } },
    ],
    [
      'a flow without answers',
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow' } } },
    ],
    ['a button without text', { type: 'button', button: { payload: 'STOP' } }],
    ['a reaction to nothing', { type: 'reaction', reaction: { emoji: '👍' } }],
    ['half an order', { type: 'order', order: { catalog_id: '1', product_items: [{ quantity: 1 }] } }],
    [
      'an order that counts in words',
      { type: 'order', order: { catalog_id: '1', product_items: [{ product_retailer_id: 'a', quantity: 'two' }] } },
    ],
    ['a system message without its object', { type: 'system', system: 'changed' }],
    ['an edit of nothing', { type: 'edit', edit: { message: { type: 'text', text: { body: 'x' } } } }],
    ['a revocation of nothing', { type: 'revoke' }],
  ];
  it.each(unreadable)(
    'that cannot be read is there all the same, beside its siblings: %s',
    (_what, parts, metaType) => {
      const sibling = fromAna({ ...metaMessages.text, id: 'wamid.SIBLING' });
      const updates = readParts({ contacts: [ana], messages: [sibling, fromAna(parts), sibling] });
      expect(updates.map(({ kind }) => kind)).toEqual(['message', 'message', 'message']);
      expect(updates[1]).toMatchObject({
        contact: { waId: ana.wa_id },
        message: { content: { type: 'unsupported', metaType: metaType ?? parts.type, isUnreadable: true } },
      });
    },
  );

  const broken: [string, Record<string, unknown>][] = [
    ['no wamid', { ...metaMessages.text, id: '' }],
    ['a date for a timestamp', { ...metaMessages.text, timestamp: '2026-11-20' }],
    ['a timestamp beyond the calendar', { ...metaMessages.text, timestamp: '99999999999999' }],
    ['a timestamp before it', { ...metaMessages.text, timestamp: -1 }],
    ['a wamid as long as a book', { ...metaMessages.text, id: `wamid.${'A'.repeat(5_000)}` }],
    ['a group without a name', { ...metaMessages.text, group_id: { id: 1 } }],
  ];
  it.each(broken)('is kept as unknown beside its readable siblings: %s', (_what, parts) => {
    const message = fromAna(parts);
    const sibling = fromAna({ ...metaMessages.text, id: 'wamid.SIBLING' });
    const [first, second, third] = readParts({ contacts: [ana], messages: [sibling, message, sibling] });
    expect([first?.kind, third?.kind]).toEqual(['message', 'message']);
    expect(second).toEqual({
      kind: 'unknown',
      entryId: '900100200300',
      field: 'messages',
      phoneNumberId: '700100200300',
      reason: 'malformed',
      value: message,
    });
  });
});
