import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ana,
  delivery,
  fromAna,
  messagesValue,
  metaMessages,
  readParts,
  readUpdates,
} from '../../test/webhookFixture.js';
import { asDigits, asMoment } from './jsonReaders.js';

const text = metaMessages.text ?? {};
const nobody = { from: undefined, from_user_id: undefined };
const readContact = (who: Record<string, unknown>, contacts?: unknown) => {
  const [update] = readParts({ contacts, messages: [{ ...fromAna(text), ...nobody, ...who }] });
  return update?.kind === 'message' ? update.contact : update?.kind;
};

describe('an id in the place of a phone number', () => {
  it.each([
    ['from', { from: 'US.2084' }, { userId: 'US.2084' }],
    ['from, a parent', { from: 'US.ENT.7' }, { userId: 'US.ENT.7', parentUserId: 'US.ENT.7' }],
    ['from, beside the id itself', { from: 'US.2084', from_user_id: 'US.2084' }, { userId: 'US.2084' }],
    [
      'a parent in the place of the id',
      { from: 'US.2084', from_user_id: 'US.ENT.7' },
      { userId: 'US.2084', parentUserId: 'US.ENT.7' },
    ],
    [
      'the parent in its own place',
      { from: '15550100001', from_user_id: 'US.2084', from_parent_user_id: 'US.ENT.7' },
      { waId: '15550100001', userId: 'US.2084', parentUserId: 'US.ENT.7' },
    ],
  ])('is never a phone number: %s', (_where, who, contact) => {
    expect(readContact(who)).toEqual(contact);
  });

  it('is none in contacts, either', () => {
    const contacts = [{ profile: { name: 'Ana' }, wa_id: 'US.2084', parent_user_id: 'US.ENT.7' }];
    expect(readContact({ from: 'US.2084' }, contacts)).toEqual({
      userId: 'US.2084',
      parentUserId: 'US.ENT.7',
      name: 'Ana',
    });
  });

  it('is none of whom a status is about', () => {
    const statuses = [
      { id: 'wamid.1', status: 'read', timestamp: '1795000000', recipient_id: 'US.2084', recipient_type: 'individual' },
      {
        ...{ id: 'wamid.1', status: 'read', timestamp: '1795000000', recipient_id: '15550100001' },
        ...{ recipient_user_id: 'US.2084', recipient_parent_user_id: 'US.ENT.7' },
      },
    ];
    expect(readParts({ statuses })).toMatchObject([
      { recipientWaId: undefined, recipientUserId: 'US.2084' },
      { recipientWaId: '15550100001', recipientUserId: 'US.2084', recipientParentUserId: 'US.ENT.7' },
    ]);
  });

  it('is none of whom the owner wrote to', () => {
    const echo = { ...fromAna(text), ...nobody, to: 'US.2084', to_parent_user_id: 'US.ENT.7' };
    expect(readUpdates(delivery('smb_message_echoes', messagesValue({ message_echoes: [echo] })))).toMatchObject([
      { kind: 'echo', contact: { waId: undefined, userId: 'US.2084', parentUserId: 'US.ENT.7' } },
    ]);
  });

  it('is none on a card', () => {
    const contacts = [{ name: { formatted_name: 'Ben' }, phones: [{ phone: '+1 555', wa_id: 'US.2084' }] }];
    const [update] = readParts({ messages: [fromAna({ type: 'contacts', contacts })] });
    expect(update).toMatchObject({ message: { content: { contacts: [{ phones: [{ phone: '+1 555' }] }] } } });
    expect(JSON.stringify(update)).not.toContain('2084');
  });

  it('has no digits, whatever follows', () => {
    const id = fc.stringMatching(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,40}$/);
    fc.assert(
      fc.property(id, (userId) => {
        expect(asDigits(userId)).toBeUndefined();
        expect(readContact({ from: userId })).toMatchObject({ userId });
        expect(readContact({ from: userId })).not.toHaveProperty('waId', expect.anything());
      }),
    );
  });
});

describe('a phone number', () => {
  it.each([
    ['+15550100001', '15550100001'],
    [' +1 555-010 (0001) ', '15550100001'],
    ['\u202a+1 555‑010‑0001\u202c', '15550100001'],
    [15550100001, '15550100001'],
  ])('is its digits, however it is written: %j', (written, digits) => {
    expect(readContact({ from: written })).toEqual({ waId: digits });
  });

  it.each([
    ...['', '+', 'Ana', '-15550100001', '15550100001.0', '1.5e10', '1e99', 'us.2084', '15550100001@s.whatsapp.net'],
    ...[
      '1'.repeat(21),
      `+${' '.repeat(200_000)}1`,
      '1+2',
      '15550100001 x5',
      null,
      true,
      [],
      {},
      -15550100001,
      1.5,
      1e300,
    ],
  ])('is nothing else: %j', (wrong) => {
    expect(asDigits(wrong)).toBeUndefined();
    expect(readContact({ from: wrong })).toBe('unknown');
    expect(readContact({ from: wrong, from_user_id: 'US.2084' })).toEqual({ userId: 'US.2084' });
  });
});

it.each(['', ' ', 'US.2 084', `US.${'1'.repeat(300)}`, 5, null, {}])('%j is no id of a person', (wrong) => {
  expect(readContact({ from_user_id: wrong })).toBe('unknown');
  expect(readContact({ from: '15550100001', from_user_id: wrong })).toEqual({ waId: '15550100001' });
});

describe('a message that names nobody', () => {
  it('is from the only contact beside it', () => {
    expect(readContact({ from: '' }, [ana])).toEqual({ waId: ana.wa_id, userId: ana.user_id, name: 'Ana' });
  });

  it.each([
    ['no contact', undefined],
    ['two contacts', [ana, { ...ana, user_id: 'US.3' }]],
    ['a contact without any address', [{ profile: { name: 'Ana' } }]],
  ])('is kept as unknown beside %s', (_what, contacts) => {
    expect(readContact({ from: '' }, contacts)).toBe('unknown');
  });
});

it('the ids of a contact complete a number that is written in another way', () => {
  const contacts = [{ profile: { name: 'Caio' }, wa_id: '5511987654321', user_id: 'BR.1' }];
  expect(readContact({ from: '551187654321' }, contacts)).toEqual({
    waId: '551187654321',
    userId: 'BR.1',
    name: 'Caio',
  });
});

describe('a time of Meta’s', () => {
  it.each([
    ['1795000000', 1_795_000_000_000],
    [1795000000, 1_795_000_000_000],
    ['1795000000.9', 1_795_000_000_000],
    ['1795000000123', 1_795_000_000_000],
    [0, 0],
  ])('is read from %j, in whole seconds', (given, milliseconds) => {
    expect(asMoment(given)?.getTime()).toBe(milliseconds);
  });

  it.each(['', 'now', '-1', -1, '99999999999999', 1e99, Number.NaN, null, {}, '2026-11-20'])(
    'is not in %j',
    (wrong) => {
      expect(asMoment(wrong)).toBeUndefined();
    },
  );
});
