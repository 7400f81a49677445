import { describe, expect, it } from 'vitest';
import { ana, delivery, displayPhone, metadata, metaPhoneValues, updatesOf } from '../../test/webhookFixture.js';

const contentsOf = (field: string, value: object) =>
  updatesOf(delivery(field, { metadata, ...value })).filter(({ kind }) => kind !== 'account');
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
    expect(contentsOf('smb_app_state_sync', entry(parts))).toMatchObject([
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
    ['something else than a person', { type: 'label', action: 'add' }],
    ['an act nobody knows', { action: 'merge' }],
    ['without its time, which decides what is newer', { action: 'add', metadata: {} }],
    ['without a phone number', { action: 'add', contact: { full_name: 'Ana' } }],
  ])('keeps what cannot be read: %s', (_what, parts) => {
    expect(contentsOf('smb_app_state_sync', entry(parts))).toMatchObject([{ kind: 'unknown', reason: 'malformed' }]);
  });
});

describe('the past of the phone', () => {
  it('is in the chat of its customer, from both sides, with how far the business’s messages had come', () => {
    expect(contentsOf('history', metaPhoneValues.history ?? {})).toMatchObject([
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
    const [account, ...messages] = updatesOf(delivery('history', metaPhoneValues.history ?? {}));
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
      expect(contentsOf('history', thread(ana.wa_id, ...listed))).toMatchObject(
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
    expect(contentsOf('history', thread(ana.wa_id, message))).toMatchObject([{ direction: 'out', status }]);
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
    expect(contentsOf('history', value)).toMatchObject([{ contact }]);
  });

  it.each([
    ['from a customer', { from: ana.wa_id }, { direction: 'in', contact: { waId: ana.wa_id } }],
    ['to a customer', { from: displayPhone, to: ana.wa_id }, { direction: 'out', contact: { waId: ana.wa_id } }],
    ['of the business, to nobody', { from: displayPhone }, { direction: 'out', contact: undefined }],
  ])('has files that follow: %s', (_what, who, expected) => {
    const file = { type: 'image', image: { id: '800', mime_type: 'image/jpeg' } };
    const content = { type: 'image', media: { id: '800' } };
    for (const list of ['messages', 'message_echoes']) {
      expect(contentsOf('history', { [list]: [past({ ...who, ...file })] })).toMatchObject([
        { kind: 'past', ...expected, message: { content } },
      ]);
    }
  });

  it('keeps what cannot be read, and reads everything else', () => {
    const value = {
      history: [
        7,
        { threads: 'none' },
        { threads: [null, { messages: [first] }, { id: ana.wa_id, messages: [{ id: 'wamid.X' }, ...rest] }] },
      ],
    };
    expect(contentsOf('history', value).map(({ kind }) => kind)).toEqual([
      ...['unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
      'past',
    ]);
  });

  it('of a number that is not named is kept', () => {
    const updates = contentsOf('history', { ...thread(ana.wa_id, first), metadata: {} });
    expect(updates).toMatchObject([{ kind: 'unknown', reason: 'malformed', value: first }]);
  });
});
