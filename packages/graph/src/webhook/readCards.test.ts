import { describe, expect, it } from 'vitest';
import { metaMessages, readOne } from '../../test/webhookFixture.js';
import { readVCard } from './vcard.js';

const readCard = (card: Record<string, unknown>) => {
  const update = readOne({ type: 'contacts', contacts: [card] });
  const content = update.kind === 'message' ? update.message.content : undefined;
  if (content?.type !== 'contacts') throw new Error('Expected cards');
  return content.contacts[0];
};
const vcard = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\r\n');

describe('a shared contact', () => {
  it('that has only a vcard is read from it', () => {
    const text = vcard(
      'N:Souza;Ana;Maria;;',
      'FN:Ana Maria Souza',
      'ORG:Acme\\, Inc.;Sales',
      'item1.TEL;type=CELL;waid=15550100001:+1 555-010-0001',
      'TEL;TYPE="voice,home":+1 555-010-0002',
      'EMAIL;type=INTERNET:ana@x.test',
    );
    expect(readCard({ vcard: text, origin: 'contact_request' })).toEqual({
      name: 'Ana Maria Souza',
      phones: [
        { phone: '+1 555-010-0001', type: 'CELL', waId: '15550100001' },
        { phone: '+1 555-010-0002', type: 'home' },
      ],
      emails: ['ana@x.test'],
      organisation: 'Acme, Inc.',
      origin: 'contact_request',
    });
  });

  it('has its name from the vcard where only its numbers are beside it', () => {
    const phones = [{ phone: '+1 (555) 010-0001', wa_id: '15550100001', type: 'MOBILE' }];
    expect(readCard({ phones, vcard: vcard('FN:Ana'), origin: 'other' })).toMatchObject({
      name: 'Ana',
      phones: [{ phone: '+1 (555) 010-0001', type: 'MOBILE', waId: '15550100001' }],
    });
  });

  it.each([
    ['its whole name', { name: { formatted_name: 'Ana Souza', first_name: 'Ana' } }, 'Ana Souza'],
    ['the parts of its name', { name: { first_name: 'Ana', last_name: 'Souza' } }, 'Ana Souza'],
    ['the name in the order in which it is spoken', { vcard: vcard('N:Souza;Ana;;Dr.;') }, 'Dr. Ana Souza'],
    ['the business on WhatsApp', { vcard: vcard('X-WA-BIZ-NAME:Acme') }, 'Acme'],
    ['the organisation', { org: { company: 'Acme' } }, 'Acme'],
    ['the number where there is nothing else', {}, '+1 555'],
  ])('is called by %s', (_what, card, name) => {
    expect(readCard({ phones: [{ phone: '+1 555' }], ...card })).toMatchObject({ name });
  });

  it('keeps what else is written on it', () => {
    const card = {
      ...{
        name: { formatted_name: 'Ana' },
        urls: [{ url: 'https://x.test', type: 'WORK' }, {}],
        birthday: '2001-02-03',
      },
      addresses: [{ street: '1 Main St', city: 'Porto', zip: '4000', country: 'Portugal', type: 'HOME' }, {}],
    };
    expect(readCard(card)).toMatchObject({
      urls: ['https://x.test'],
      birthday: '2001-02-03',
      addresses: ['1 Main St, 4000, Porto, Portugal'],
    });
  });

  it('is as before where it has its parts', () => {
    expect(readOne(metaMessages.contacts ?? {})).toMatchObject({ message: { content: { type: 'contacts' } } });
  });
});

describe('a vcard', () => {
  it.each([
    ['lines that go on', 'FN:Ana Ma\r\n ria\r\n\tSouza', 'Ana MariaSouza'],
    ['line ends of Unix', 'BEGIN:VCARD\nFN:Ana\nEND:VCARD', 'Ana'],
    ['quoted-printable', 'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=81na=20S', 'Ána S'],
    ['quoted-printable that goes on', 'FN;ENCODING=QUOTED-PRINTABLE:A=\r\nna', 'Ana'],
    ['escaped marks', 'FN:Ana\\, Bo\\; \\\\ Co', 'Ana, Bo; \\ Co'],
    ['a colon inside quotes', 'FN;X="a:b":Ana', 'Ana'],
    ['a group in front', 'item7.fn:Ana', 'Ana'],
    ['the first of two names', 'FN:Ana\nFN:Bea', 'Ana'],
    ['an empty name, and its parts', 'FN:\nN:;Ana;;;', 'Ana'],
    ['no name', 'TEL:+1', undefined],
    ['nothing', '', undefined],
    ['no vcard', 'Ana', undefined],
  ])('is read with %s', (_what, text, name) => {
    expect(readVCard(text).name).toBe(name);
  });

  it('knows where a phone rings, in each of the three versions', () => {
    const text = 'TEL;CELL:1\nTEL;TYPE=work,voice:2\nTEL;VALUE=uri;TYPE="voice,home":tel:+3\nTEL;PREF;WAID=4:4';
    expect(readVCard(text).phones).toEqual([
      { phone: '1', type: 'CELL' },
      { phone: '2', type: 'work' },
      { phone: '+3', type: 'home' },
      { phone: '4', type: undefined, waId: '4' },
    ]);
  });

  it.each([
    ['backslashes', '\\'.repeat(1_000_000)],
    ['semicolons', `FN${';'.repeat(1_000_000)}:x`],
    ['continuations', `FN:${'\n '.repeat(1_000_000)}`],
    ['soft ends', `FN;ENCODING=QUOTED-PRINTABLE:${'=\n'.repeat(1_000_000)}`],
    ['names', `${'N:a;b;c\n'.repeat(200_000)}`],
    ['phones', 'TEL:1\n'.repeat(500_000)],
  ])('of a million %s is read only so far', (_what, text) => {
    const { phones, emails } = readVCard(text);
    expect(phones.length + emails.length).toBeLessThanOrEqual(500);
  });
});
