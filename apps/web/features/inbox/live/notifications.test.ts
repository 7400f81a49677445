import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../state/samples';
import { newsIn, notificationWords } from './notifications';

const now = Date.parse('2026-11-24T10:01:00.000Z');

describe('a notification', () => {
  it('is for what a customer wrote just now, once', () => {
    const messages = [
      sampleMessage('msg_new'),
      sampleMessage('msg_told'),
      sampleMessage('msg_old', { at: '2026-11-23T10:00:00.000Z' }),
      sampleMessage('msg_ours', { direction: 'out' }),
      sampleMessage('msg_deleted', { deleted: true, deletedBy: 'customer' }),
      sampleMessage('msg_system', { content: { kind: 'system', event: 'other', text: 'x' } }),
    ];
    expect(newsIn(messages, new Set(['msg_told']), now).map(({ id }) => id)).toEqual(['msg_new']);
  });

  it('keeps to itself what was written, unless that was chosen', () => {
    const message = sampleMessage('msg_1', { content: { kind: 'text', text: 'My PIN is 1234' } });
    expect(JSON.stringify(notificationWords('Maria', message, false))).not.toContain('1234');
    expect(notificationWords('Maria', message, true)).toEqual({ title: 'Maria', body: 'My PIN is 1234' });
  });

  it('of a message that was deleted meanwhile has none of its words', () => {
    const message = sampleMessage('msg_1', { content: { kind: 'text', text: 'My PIN is 1234' }, deleted: true });
    expect(notificationWords('Maria', message, true)).toEqual({ title: 'Maria', body: 'Deleted message' });
  });

  it('is short', () => {
    const message = sampleMessage('msg_1', { content: { kind: 'text', text: 'a\n'.repeat(5_000) } });
    expect(notificationWords('Maria', message, true).body.length).toBe(140);
  });
});
