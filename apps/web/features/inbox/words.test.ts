import { describe, expect, it } from 'vitest';
import { downloadName, sizeWords } from './content/fileWords';
import { avatarLetters, customerDetail, customerName, readablePhone } from './customerWords';
import { dayWords, rowTime, secondsUntil } from './inboxTime';
import { caughtUpWords, missedMessages } from './live/caughtUpWords';
import { titleWithUnread } from './live/unreadTitle';
import { sampleChange, sampleMessage } from './state/samples';
import { continues } from './thread/messageWords';
import { windowLeft } from './windowLeft';

const customer = (
  name: string | null,
  phone: string | null,
  username: string | null,
  savedName: string | null = null,
) => ({ savedName, name, phone, username });

describe('a phone number', () => {
  it.each([
    ['+15550100001', '+1 555 010 0001'],
    ['+4915112345678', '+49 151 123 456 78'],
    ['+33700190003', '+33 700 190 003'],
    ['+971500190005', '+971 500 190 005'],
    ['not a number', 'not a number'],
  ])('%s is read in groups: %s', (phone, words) => {
    expect(readablePhone(phone)).toBe(words);
  });
});

describe('a customer', () => {
  it('is called by what is known, in this order', () => {
    expect(customerName(customer(' Maria ', '+15550100001', 'maria'))).toBe('Maria');
    expect(customerName(customer(' ', '+15550100001', 'maria'))).toBe('+1 555 010 0001');
    expect(customerName(customer(null, null, 'maria'))).toBe('@maria');
    expect(customerName(customer(null, null, null))).toBe('Hidden number');
  });

  it('is called as the phone’s address book has it, and the customer’s own name stands beside it', () => {
    const saved = customer('Maria', '+15550100001', null, 'Florist, side door');
    expect([customerName(saved), customerDetail(saved)]).toEqual(['Florist, side door', '~Maria · +1 555 010 0001']);
    const same = customer('Maria', '+15550100001', null, ' Maria ');
    expect([customerName(same), customerDetail(same)]).toEqual(['Maria', '+1 555 010 0001']);
    expect(customerName(customer('Maria', null, null, ' '))).toBe('Maria');
  });

  it('has initials where there is a name, not from signs beside it', () => {
    expect([avatarLetters('Chloé Dubois 🌷'), avatarLetters('🌷 1'), avatarLetters(null)]).toEqual([
      'Chloé Dubois',
      '',
      '',
    ]);
  });

  it('has a second line that does not repeat the first', () => {
    expect(customerDetail(customer('Maria', '+15550100001', 'maria'))).toBe('+1 555 010 0001 · @maria');
    expect(customerDetail(customer(null, '+15550100001', null))).toBe('WhatsApp customer');
    expect(customerDetail(customer('Maria', null, null))).toBe('Keeps the phone number hidden');
  });
});

describe('the 24 hours', () => {
  const now = Date.parse('2026-11-24T10:00:00.000Z');
  const left = (minutes: number) => windowLeft(new Date(now + minutes * 60_000).toISOString(), now);
  it('are counted down and never rounded up', () => {
    expect(left(24 * 60 - 1)).toMatchObject({ words: '23 h left', tone: 'calm' });
    expect(left(239)).toMatchObject({ words: '3 h left', tone: 'soon' });
    expect(left(40.9)).toMatchObject({ words: '40 min left', tone: 'urgent' });
    expect(left(0.5)).toMatchObject({ words: 'less than 1 min left' });
  });
  it('are over at their end, and may never have begun', () => {
    expect(left(0)).toEqual({ state: 'closed' });
    expect(windowLeft('nonsense', now)).toEqual({ state: 'closed' });
    expect(windowLeft(null, now)).toEqual({ state: 'never' });
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 24, 12, 0).getTime();
  const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
  it('on a row are as short as the day allows', () => {
    expect(rowTime(local(2026, 10, 24, 9, 5), now)).toBe('09:05');
    expect(rowTime(local(2026, 10, 23, 23, 59), now)).toBe('Yesterday');
    expect(rowTime(local(2026, 10, 20, 9, 0), now)).toBe('Fri');
    expect(rowTime(local(2026, 10, 12, 9, 0), now)).toBe('12 Nov');
    expect(rowTime(local(2025, 10, 12, 9, 0), now)).toBe('12 Nov 2025');
  });
  it('between days name the day', () => {
    expect(dayWords(local(2026, 10, 24, 0, 1), now)).toBe('Today');
    expect(dayWords(local(2026, 10, 22, 0, 1), now)).toBe('Sunday 22 November');
  });
  it('until a next try are never negative', () => {
    expect(secondsUntil(new Date(now + 19_100).toISOString(), now)).toBe(20);
    expect(secondsUntil(new Date(now - 5_000).toISOString(), now)).toBe(0);
  });
});

describe('a file', () => {
  it('has a size people can read', () => {
    expect([900, 1_536, 5 * 1024 * 1024, 25_000_000].map(sizeWords)).toEqual(['900 bytes', '1.5 KB', '5 MB', '24 MB']);
  });
  it('is saved under a name without tricks', () => {
    const media = {
      mediaId: 'med_1',
      kind: 'document',
      state: 'ready',
      mimeType: 'application/pdf',
      size: 1,
      animated: false,
    } as const;
    expect(downloadName({ ...media, filename: '../../.bash\u202Erc' })).toBe('bash rc');
    expect(downloadName({ ...media, filename: 'Offer 3.pdf' })).toBe('Offer 3.pdf');
    expect(downloadName({ ...media, filename: null })).toBe('document.pdf');
  });
});

describe('the title of a page', () => {
  it('begins with what is unread, once', () => {
    expect(titleWithUnread('Chat · Switchboard', 3)).toBe('(3) Chat · Switchboard');
    expect(titleWithUnread('(3) Chat · Switchboard', 120)).toBe('(99+) Chat · Switchboard');
    expect(titleWithUnread('(99+) Chat · Switchboard', 0)).toBe('Chat · Switchboard');
  });
});

describe('coming back', () => {
  it('counts what others wrote in the meantime, once each', () => {
    const old = sampleMessage('msg_1', { at: '2026-11-24T09:00:00.000Z', status: 'read' });
    const fresh = sampleMessage('msg_2', { at: '2026-11-24T11:00:00.000Z' });
    const mine = { ...fresh, id: 'msg_3', author: { userId: 'usr_me', name: 'Me' } };
    const changes = [sampleChange(1, { messages: [old, fresh] }), sampleChange(2, { messages: [fresh, mine] })];
    expect(missedMessages({ changes, since: '2026-11-24T10:00:00.000Z', myUserId: 'usr_me' })).toBe(1);
    expect([0, 1, 4].map(caughtUpWords)).toEqual([
      'Back online',
      'Back online, 1 message caught up',
      'Back online, 4 messages caught up',
    ]);
  });

  it('counts what was written in the second of the last change: Meta tells no parts of seconds', () => {
    const changes = [sampleChange(1, { messages: [sampleMessage('msg_1', { at: '2026-11-24T10:00:00.000Z' })] })];
    const missed = (since: string) => missedMessages({ changes, since, myUserId: 'usr_me' });
    expect([missed('2026-11-24T10:00:00.400Z'), missed('2026-11-24T10:00:01.000Z')]).toEqual([1, 0]);
  });
});

describe('messages of one person', () => {
  it('stand together for five minutes', () => {
    const first = sampleMessage('msg_1');
    expect(continues(first, sampleMessage('msg_2', { at: '2026-11-24T10:04:00.000Z' }))).toBe(true);
    expect(continues(first, sampleMessage('msg_2', { at: '2026-11-24T10:06:00.000Z' }))).toBe(false);
    expect(continues(first, sampleMessage('msg_2', { direction: 'out', origin: 'switchboard' }))).toBe(false);
    expect(continues(undefined, first)).toBe(false);
  });
});
