import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../state/samples';
import { filterIncoming, firstUnread, readBySeeing, threadRows } from './threadRows';

const at = (hours: number) => new Date(2026, 10, 24, hours).toISOString();

describe('the rows of a thread', () => {
  it('begin a day where one begins, and join what belongs together', () => {
    const messages = [
      sampleMessage('msg_1', { at: at(-2) }),
      sampleMessage('msg_2', { at: at(9) }),
      sampleMessage('msg_3', { at: at(9) }),
    ];
    expect(threadRows(messages, null).map(({ startsDay, joined }) => [startsDay, joined])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
  });

  it('keep their key when the server has taken a message of ours', () => {
    const clientId = '0e6d1c1e-7c5f-4a58-9d3c-1f1f3f6f9a01';
    const [before] = threadRows([sampleMessage(`new_${clientId}`, { clientId })], null);
    const [after] = threadRows([sampleMessage('msg_1', { clientId })], null);
    expect(before?.rowKey).toBe(after?.rowKey);
  });

  it('know which failed message has a newer attempt', () => {
    const rows = threadRows([sampleMessage('msg_1'), sampleMessage('msg_2', { retryOf: 'msg_1' })], null);
    expect(rows.map(({ retried }) => retried)).toEqual([true, false]);
  });
});

describe('the first unread message', () => {
  const messages = [
    sampleMessage('msg_1'),
    sampleMessage('msg_2'),
    sampleMessage('msg_3', { direction: 'out' }),
    sampleMessage('msg_4'),
  ];
  it('is counted back over what the customer wrote', () => {
    expect([0, 1, 2, 9].map((unread) => firstUnread(messages, unread))).toEqual([null, 'msg_4', 'msg_2', null]);
  });

  it('is none that has only arrived: it is not counted yet, and cannot be said to be read', () => {
    const arriving = [...messages, sampleMessage('msg_5', { revision: 0 })];
    expect(firstUnread(arriving, 1)).toBe('msg_4');
    expect(filterIncoming(arriving).map(({ id }) => id)).toEqual(['msg_1', 'msg_2', 'msg_4']);
  });
});

describe('what is read by seeing a part of a thread', () => {
  const messages = ['msg_1', 'msg_2', 'msg_3', 'msg_4'].map((id) =>
    sampleMessage(id, { direction: id === 'msg_3' ? 'out' : 'in' }),
  );
  const read = (seenId: string | null, unread: number, isLatest = true) =>
    readBySeeing(messages, { seenId, unread, isLatest })?.id ?? null;

  it('goes up to the last message of the customer that was in sight', () => {
    expect([read('msg_1', 3), read('msg_2', 3), read('msg_3', 3), read('msg_4', 3)]).toEqual([
      'msg_1',
      'msg_2',
      'msg_2',
      'msg_4',
    ]);
  });

  it('is nothing where nothing is in sight, nothing is unread, or what is unread stands further down', () => {
    expect([read(null, 3), read('msg_4', 0), read('msg_2', 1), read('msg_gone', 1)]).toEqual([null, null, null, null]);
  });

  it('is told as well where the end is not loaded: how much stands below is not known', () => {
    expect(read('msg_2', 1, false)).toBe('msg_2');
  });
});
