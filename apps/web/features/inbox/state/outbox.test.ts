import { describe, expect, it } from 'vitest';
import {
  isWorthWaiting,
  type OutboxItem,
  queuedMessage,
  takenUp,
  withOutbox,
  withoutArrived,
  withReaction,
} from './outbox';
import { sampleMessage } from './samples';

const CLIENT_ID = '0e6d1c1e-7c5f-4a58-9d3c-1f1f3f6f9a01';

function item(at = '2026-11-24T10:00:00.000Z'): OutboxItem {
  const request = { clientId: CLIENT_ID, type: 'text', text: 'Hello' } as const;
  const message = queuedMessage({
    request,
    conversationId: 'cnv_1',
    phoneNumberId: '700',
    author: { userId: 'usr_1', name: 'Ada' },
    at,
    content: { kind: 'text', text: 'Hello' },
    replyTo: null,
  });
  return { clientId: CLIENT_ID, conversationId: 'cnv_1', request, state: 'sending', problem: null, message };
}

describe('a message on its way', () => {
  it('stands at the end, as queued', () => {
    const shown = withOutbox([sampleMessage('msg_1')], [item()]);
    expect(shown.map(({ id, status }) => [id, status])).toEqual([
      ['msg_1', 'received'],
      [`new_${CLIENT_ID}`, 'queued'],
    ]);
    expect(item().message.sortKey > '2099').toBe(true);
  });

  it('becomes the server’s own as soon as that is there, whichever way it came', () => {
    const arrived = sampleMessage('msg_2', { direction: 'out', clientId: CLIENT_ID });
    expect(withOutbox([arrived], [item()])).toEqual([arrived]);
    expect(withoutArrived([item()], [arrived])).toEqual([]);
  });

  it('stays while only others arrive', () => {
    const outbox = [item()];
    expect(withoutArrived(outbox, [sampleMessage('msg_3')])).toBe(outbox);
  });
});

describe('a message that was left behind', () => {
  const hours = (count: number) => Date.parse('2026-11-24T10:00:00.000Z') + count * 3_600_000;

  it('waits to be sent, as long as it is likely to be meant', () => {
    expect([1, 23, 25].map((count) => takenUp(item(), hours(count)).state)).toEqual(['waiting', 'waiting', 'failed']);
  });

  it('that was refused stays so', () => {
    expect(takenUp({ ...item(), state: 'failed' }, hours(1)).state).toBe('failed');
  });
});

describe('a request that did not succeed', () => {
  it.each([
    [true, null, true],
    [true, 502, true],
    [false, 503, true],
    [false, 429, true],
    [false, 401, true],
    [false, 409, false],
    [false, 500, false],
    // Something answered that is not the API.
    [true, 413, false],
    [true, 200, false],
  ])('lost %s, status %s: is tried again by itself %s', (isTransport, status, worth) => {
    expect(isWorthWaiting({ isTransport, status })).toBe(worth);
  });
});

describe('a reaction of ours', () => {
  it('replaces the one before and leaves the customer’s', () => {
    const message = sampleMessage('msg_1', {
      reactions: [
        { by: 'customer', emoji: '😀' },
        { by: 'business', emoji: '👍' },
      ],
    });
    expect(withReaction(message, '❤️').reactions).toEqual([
      { by: 'customer', emoji: '😀' },
      { by: 'business', emoji: '❤️' },
    ]);
    expect(withReaction(message, null).reactions).toEqual([{ by: 'customer', emoji: '😀' }]);
  });
});
