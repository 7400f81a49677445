import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../state/samples';
import { deletedWords, heldWords, messageLine, quotedSender } from './messageWords';
import { referralLinks, toSite } from './referralLinks';

describe('a message that was deleted', () => {
  const secret = sampleMessage('msg_1', { content: { kind: 'text', text: 'My PIN is 1234' } });

  it('is not read outside of its place in the thread', () => {
    expect(messageLine(secret)).toBe('My PIN is 1234');
    expect(messageLine({ ...secret, deleted: true })).toBe('Deleted message');
  });

  it('says who deleted it', () => {
    expect(deletedWords({ deletedBy: 'customer' })).toBe('The customer deleted this message');
    expect(deletedWords({ deletedBy: 'business' })).toBe('Your business deleted this message');
    expect(deletedWords({ deletedBy: null })).toBeNull();
  });
});

describe('a quote says who wrote what is answered:', () => {
  const quote = { id: 'msg_1', preview: 'x' };
  const sam = { userId: 'usr_sam', name: 'Sam' };
  it.each([
    ['the customer, also when the customer answers own words', { ...quote, direction: 'in' as const }, 'Maria'],
    ['a colleague', { ...quote, direction: 'out' as const, author: sam }, 'Sam'],
    ['me', { ...quote, direction: 'out' as const, author: { userId: 'usr_me', name: 'Kim' } }, 'You'],
    ['the business, on its phone', { ...quote, direction: 'out' as const }, 'You'],
  ])('%s', (_who, replyTo, name) => {
    expect(quotedSender(replyTo, 'Maria', 'usr_me')).toBe(name);
  });
});

describe('an advertisement', () => {
  const referral = { headline: 'Roses', body: null, url: 'https://fb.me/1' };

  it('leads to its picture, its film and itself, each address once', () => {
    const imageUrl = 'https://scontent.example/a.jpg';
    const all = { ...referral, imageUrl, thumbnailUrl: imageUrl, videoUrl: 'https://video.example/a.mp4' };
    expect(referralLinks(all)).toEqual([
      { href: imageUrl, words: 'Picture of the advertisement' },
      { href: 'https://video.example/a.mp4', words: 'Film of the advertisement' },
      { href: 'https://fb.me/1', words: 'The advertisement' },
    ]);
    expect(toSite(imageUrl)).toBe('scontent.example');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'https://', '', ' https://x.example'])(
    'leads nowhere but to the web: %s',
    (imageUrl) => {
      expect(referralLinks({ ...referral, url: null, imageUrl })).toEqual([]);
    },
  );
});

describe('a message that was written for the address before', () => {
  const held = { from: '+4915550777001', to: '+4915550777002', reason: 'address' as const };
  it('says where it can go', () => {
    expect(heldWords(held, true).send).toBe('Send to +4915550777002');
    expect(heldWords(held, true).text).toMatch(/another phone\.$/);
  });
  it('says why it cannot go yet, where nothing can be written freely', () => {
    expect(heldWords(held, false).text).toMatch(/once you can write freely here again\.$/);
  });
  it('says that it may have been sent, where it waited through an interruption', () => {
    const words = heldWords({ ...held, reason: 'interrupted' }, true);
    expect([words.title, words.send]).toEqual(['Waiting: was this sent already?', 'Send it now']);
    expect(words.text).not.toContain(held.from);
    expect(heldWords({ ...held, reason: 'interrupted' }, false).text).toMatch(
      /once you can write freely here again\.$/,
    );
  });
});
