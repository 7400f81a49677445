import { describe, expect, it } from 'vitest';
import { mailText } from './mailText.js';

const at = new Date('2026-11-24T10:00:00.000Z');
const mail = (names: { name: string; accountName: string }) =>
  mailText({
    ...names,
    alerts: [{ title: 'Quality changed', text: 'It is low now.', at }],
    pageUrl: 'https://switchboard.test/status',
  });

describe('a mail about numbers', () => {
  it('takes nothing from a name but the name: no lines, no turned words, no hidden signs', () => {
    const { subject, text } = mail({ name: 'Ann\u200ba\r\nBcc: x@y.z', accountName: 'Acme\u202E\u0000\nFlowers' });
    expect(subject).toBe('Quality changed – Acme Flowers');
    expect(text.startsWith('Hello Anna Bcc: x@y.z,\n\nQuality changed (2026-11-24 10:00 UTC)\nIt is low now.')).toBe(
      true,
    );
  });

  it('keeps a name that runs from right to left apart from its own words', () => {
    const { subject, text } = mail({ name: 'שרה', accountName: 'פרחים' });
    expect(subject).toBe('Quality changed – \u2068פרחים\u2069');
    expect(text).toContain('Hello \u2068שרה\u2069,');
  });

  it('about signing in leads to where that is changed, and does not offer to be switched off', () => {
    const { subject, text } = mailText({
      ...{ name: 'Ann', accountName: 'Acme', pageUrl: 'https://switchboard.test/security', isPersonal: true },
      alerts: [1, 2].map(() => ({ title: 'A recovery code was used', text: 'It was.', at })),
    });
    expect(subject).toBe('2 changes to how people sign in – Acme');
    expect(text).toContain('https://switchboard.test/security');
    expect(text).not.toMatch(/numbers|switch them off/);
  });

  it('speaks to people whose name cannot be seen', () => {
    const { subject, text } = mail({ name: 'ㅤ', accountName: '\u200b' });
    expect(subject).toBe('Quality changed – your business');
    expect(text).toContain('Hello there,');
  });
});
