import { describe, expect, it } from 'vitest';
import { ana, delivery, displayPhone, metadata, metaPhoneValues, readUpdates } from '../../test/webhookFixture.js';

const readContents = (field: string, value: object) =>
  readUpdates(delivery(field, { metadata, ...value })).filter(({ kind }) => kind !== 'account');
const past = (parts: object) => ({
  id: 'wamid.P',
  timestamp: '1794000000',
  type: 'text',
  text: { body: 'Hi' },
  ...parts,
});
const thread = (id: unknown, ...messages: unknown[]) => ({ history: [{ threads: [{ id, messages }] }] });
const [first, ...rest] = [past({ from: ana.wa_id }), past({ from: ana.wa_id, id: 'wamid.Q' })];

describe('the address book of the phone', () => {
  const entry = (parts: object) => ({
    state_sync: [
      { type: 'contact', contact: { phone_number: '+15550100001' }, metadata: { timestamp: '1795000000' }, ...parts },
    ],
  });
  const names = (contact: object) => ({ contact: { phone_number: ana.wa_id, ...contact } });

  it.each([
    ['the whole name', { action: 'add', ...names({ full_name: 'Ana Souza', first_name: 'Ana' }) }, 'Ana Souza'],
    ['the first name where there is no other', { action: 'add', ...names({ first_name: 'Ana' }) }, 'Ana'],
    ['no name', { action: 'add' }, null],
    ['removed', { action: 'remove', ...names({ full_name: 'Ana Souza' }) }, null],
  ])('%s', (_what, parts, name) => {
    expect(readContents('smb_app_state_sync', entry(parts))).toMatchObject([
      {
        kind: 'phone_contact',
        phoneNumberId: '700100200300',
        waId: '15550100001',
        name,
        at: new Date(1_795_000_000_000),
      },
    ]);
  });

  it.each([
    ['an id and no number', { phone_number: '', user_id: 'US.1', username: 'ana' }],
    ['an id in the place of the number', { phone_number: 'US.1', username: 'ana' }],
    ['an id and nothing else', { user_id: 'US.1', username: 'ana' }],
  ])('knows whom it is about by %s', (_what, contact) => {
    const add = { action: 'add', contact: { full_name: 'Ana Souza', ...contact } };
    expect(readContents('smb_app_state_sync', entry(add))).toMatchObject([
      { kind: 'phone_contact', waId: undefined, userId: 'US.1', username: 'ana', name: 'Ana Souza' },
    ]);
  });

  it.each([
    ['something else than a person', { type: 'label', action: 'add' }],
    ['an act nobody knows', { action: 'merge' }],
    ['without its time, which decides what is newer', { action: 'add', metadata: {} }],
    ['without a phone number', { action: 'add', contact: { full_name: 'Ana' } }],
  ])('keeps what cannot be read: %s', (_what, parts) => {
    expect(readContents('smb_app_state_sync', entry(parts))).toMatchObject([{ kind: 'unknown', reason: 'malformed' }]);
  });
});

describe('the past of the phone', () => {
  it('is in the chat of its customer, from both sides, with how far the business’s messages had come', () => {
    expect(readContents('history', metaPhoneValues.history ?? {})).toMatchObject([
      {
        kind: 'past',
        direction: 'in',
        contact: { waId: ana.wa_id },
        message: { id: 'wamid.PAST1', content: { type: 'media_placeholder' } },
        status: undefined,
      },
      {
        kind: 'past',
        direction: 'out',
        contact: { waId: ana.wa_id },
        message: {
          id: 'wamid.PAST2',
          timestamp: new Date(1_794_000_060_000),
          content: { type: 'text', body: 'We do' },
        },
        status: 'read',
      },
    ]);
  });

  it('is told beside its progress, which does not hold it a second time', () => {
    const [account, ...messages] = readUpdates(delivery('history', metaPhoneValues.history ?? {}));
    expect(account).toMatchObject({
      kind: 'account',
      value: { history: [{ metadata: { phase: 0, chunk_order: 1, progress: 55 } }] },
    });
    expect(JSON.stringify(account)).not.toContain('wamid');
    expect(messages).toHaveLength(2);
  });

  it('keeps the order of messages of one second, from whichever end Meta lists them', () => {
    const at = (id: string, timestamp: string) => past({ from: ana.wa_id, id, timestamp });
    const said = [at('wamid.1', '1794000000'), at('wamid.2', '1794000000'), at('wamid.3', '1794000001')];
    for (const listed of [said, said.toReversed()]) {
      expect(readContents('history', thread(ana.wa_id, ...listed))).toMatchObject(
        ['wamid.1', 'wamid.2', 'wamid.3'].map((id) => ({ message: { id } })),
      );
    }
  });

  it.each([
    ['READ', 'read'],
    ['delivered', 'delivered'],
    ['ERROR', 'failed'],
    ['pending', 'pending'],
    ['something new', undefined],
  ])('has a message of the business that is %s', (word, status) => {
    const message = past({ from: displayPhone, history_context: { status: word } });
    expect(readContents('history', thread(ana.wa_id, message))).toMatchObject([{ direction: 'out', status }]);
  });

  it.each([
    ['a phone number', '15550100001', undefined, { waId: '15550100001', userId: undefined }],
    ['a business-scoped id', 'US.1000000000001', undefined, { waId: undefined, userId: 'US.1000000000001' }],
    [
      'both',
      '15550100001',
      { user_id: 'US.1000000000001', username: 'ana' },
      { waId: '15550100001', userId: 'US.1000000000001', username: 'ana' },
    ],
  ])('knows its customer by %s', (_what, id, context, contact) => {
    const value = { history: [{ threads: [{ id, context, messages: [first] }] }] };
    expect(readContents('history', value)).toMatchObject([{ contact }]);
  });

  it.each([
    ['is named so', { from: ana.wa_id, history_context: { from_me: true } }, 'out'],
    ['is named otherwise', { from: displayPhone, history_context: { from_me: false } }, 'in'],
    ['is from the number, with its plus', { from: `+${displayPhone}` }, 'out'],
    ['is from neither of the two', { from: '15550100088' }, 'out'],
    ['is to the customer', { from: '15550100088', to: ana.wa_id }, 'out'],
    ['is to the customer, and from nobody', { to: ana.wa_id }, 'out'],
    ['is to the business', { from: ana.wa_id, to: displayPhone }, 'in'],
    [
      'is from the number, beside the id of the customer, as in Meta’s example',
      { from: displayPhone, from_user_id: ana.user_id, to: ana.wa_id },
      'out',
    ],
    ['is from the customer', { from: `+${ana.wa_id}` }, 'in'],
    ['is from nobody', {}, 'in'],
  ])('is of the business or of the customer: it %s', (_how, who, direction) => {
    expect(readContents('history', thread(ana.wa_id, past(who)))).toMatchObject([
      { direction, contact: { waId: ana.wa_id } },
    ]);
  });

  it.each([
    ['Brazil', '551187654321', '5511987654321', '5511912345678'],
    ['Mexico', '5215512345678', '525512345678', '5215587654321'],
    ['Argentina', '541123456789', '5491123456789', '5491187654321'],
    ['the Ivory Coast', '22507123456', '2250707123456', '2250505123456'],
  ])('tells own from foreign where numbers are written in two ways: %s', (_where, own, written, customer) => {
    const metadataOfOwn = { ...metadata, display_phone_number: written };
    const messages = [past({ from: own }), past({ from: customer, id: 'wamid.Q' })];
    for (const id of [customer, 'XX.1']) {
      const value = { metadata: metadataOfOwn, ...thread(id, ...messages) };
      expect(readUpdates(delivery('history', value)).slice(1)).toMatchObject([
        { direction: 'out' },
        { direction: 'in' },
      ]);
    }
  });

  it('never gives a number of a message to a customer who is known by an id', () => {
    const [update] = readContents('history', thread('US.1', past({ from: '15550100088' })));
    expect(update).toMatchObject({ kind: 'past', contact: { userId: 'US.1', waId: undefined } });
  });

  it('is of whoever wrote it where the number has passed to another person', () => {
    const context = { wa_id: ana.wa_id, user_id: 'US.1', parent_user_id: 'US.ENT.1', username: 'ana' };
    const messages = [past({ from: ana.wa_id, from_user_id: 'US.1' }), past({ from: ana.wa_id, from_user_id: 'US.9' })];
    const updates = readContents('history', { history: [{ threads: [{ id: ana.wa_id, context, messages }] }] });
    expect(updates.map((update) => update.kind === 'past' && update.contact)).toEqual([
      { waId: ana.wa_id, userId: 'US.1', parentUserId: 'US.ENT.1', username: 'ana' },
      { waId: ana.wa_id, userId: 'US.9' },
    ]);
  });

  it('has a thread that names nobody by its messages', () => {
    expect(readContents('history', thread('?', first))).toMatchObject([{ contact: { waId: ana.wa_id } }]);
  });

  it('is kept apart where it was said in a group', () => {
    expect(readContents('history', thread(ana.wa_id, { ...first, group_id: 'g' }))).toMatchObject([
      { kind: 'unknown' },
    ]);
  });

  it.each([
    ['from a customer', { from: ana.wa_id }, { direction: 'in', contact: { waId: ana.wa_id } }],
    ['to a customer', { from: displayPhone, to: ana.wa_id }, { direction: 'out', contact: { waId: ana.wa_id } }],
    ['of the business, to nobody', { from: displayPhone }, { direction: 'out', contact: undefined }],
  ])('has files that follow: %s', (_what, who, expected) => {
    const file = { type: 'image', image: { id: '800', mime_type: 'image/jpeg' } };
    const content = { type: 'image', media: { id: '800' } };
    for (const list of ['messages', 'message_echoes']) {
      expect(readContents('history', { [list]: [past({ ...who, ...file })] })).toMatchObject([
        { kind: 'past', ...expected, message: { content } },
      ]);
    }
  });

  it('keeps what cannot be read, and reads everything else', () => {
    const value = {
      history: [
        7,
        { threads: 'none' },
        { threads: [null, { messages: [past({})] }, { id: ana.wa_id, messages: [{ id: 'wamid.X' }, ...rest] }] },
      ],
    };
    expect(readContents('history', value).map(({ kind }) => kind)).toEqual([
      ...['unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
      'past',
    ]);
  });

  it('of a number that is not named is kept', () => {
    const updates = readContents('history', { ...thread(ana.wa_id, first), metadata: {} });
    expect(updates).toMatchObject([{ kind: 'unknown', reason: 'malformed', value: first }]);
  });
});
