import type { MessagesReply } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { sampleMessage } from './samples';
import {
  emptyThread,
  latestStretch,
  listMessages,
  refilled,
  stretchWith,
  type Thread,
  withMessages,
  withPage,
} from './threadState';

const key = (number: number) => `k${String(number).padStart(3, '0')}`;
const message = (number: number) => sampleMessage(`msg_${number}`, { sortKey: key(number) });
const page = (from: number, to: number, nextBefore: string | null = key(from)): MessagesReply => ({
  success: true,
  messages: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  nextBefore,
  seq: 1,
});
const latest = withPage(emptyThread, page(90, 100), { kind: 'latest' });
const readNumbers = (thread: Thread, id: string) => {
  const stretch = stretchWith(thread, id);
  return stretch ? listMessages(thread, stretch).map(({ id: name }) => Number(name.slice(4))) : null;
};

describe('a thread that the past of a phone came into', () => {
  const at = (seq: number, answer: MessagesReply): MessagesReply => ({ ...answer, seq });
  const filled = refilled(latest, 7);

  it('stays as it is until it is read again, and has no hole then', () => {
    expect(readNumbers(filled, 'msg_95')).toEqual(Array.from({ length: 11 }, (_, index) => 90 + index));
    const again = withPage(filled, at(7, page(95, 105)), { kind: 'latest' });
    expect(again.isStale).toBe(false);
    expect(again.stretches).toEqual([{ from: key(95), to: null, nextBefore: key(95) }]);
  });

  it('forgets what is no longer there: the echo of a message of ours, kept as one of its own until then', () => {
    const without = page(90, 100);
    const answer = { ...without, messages: without.messages.filter(({ id }) => id !== 'msg_97'), seq: 7 };
    const again = withPage(withMessages(filled, [message(101)]), answer, { kind: 'latest' });
    expect(readNumbers(again, 'msg_95')).toEqual([90, 91, 92, 93, 94, 95, 96, 98, 99, 100, 101]);
  });

  it('takes no answer from before, and asks on', () => {
    const early = withPage(filled, at(6, page(95, 105)), { kind: 'latest' });
    expect(early).toBe(filled);
    const older = withPage(filled, at(6, page(80, 89)), { kind: 'before', before: key(90) });
    expect(older).toBe(filled);
  });
});

describe('a thread', () => {
  it('begins with the latest page and takes what comes after it', () => {
    const thread = withMessages(latest, [message(101)]);
    expect(readNumbers(thread, 'msg_101')?.slice(-2)).toEqual([100, 101]);
  });

  it('reads on towards the beginning', () => {
    const older = withPage(latest, page(80, 89), { kind: 'before', before: key(90) });
    expect(readNumbers(older, 'msg_100')).toEqual(Array.from({ length: 21 }, (_, index) => 80 + index));
    expect(latestStretch(older)).toEqual({ from: key(80), to: null, nextBefore: key(80) });
    const whole = withPage(older, page(1, 79, null), { kind: 'before', before: key(80) });
    expect(whole.stretches).toEqual([{ from: '', to: null, nextBefore: null }]);
  });

  it('ends reading when a page is empty', () => {
    const done = withPage(
      latest,
      { success: true, messages: [], nextBefore: null, seq: 1 },
      { kind: 'before', before: key(90) },
    );
    expect(done.stretches).toEqual([{ from: '', to: null, nextBefore: null }]);
  });

  it('shows a jump far back by itself, without pretending that the rest is between', () => {
    const jumped = withPage(latest, page(10, 20), { kind: 'around' });
    expect(jumped.stretches.length).toBe(2);
    expect(readNumbers(jumped, 'msg_15')).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(readNumbers(jumped, 'msg_95')?.at(0)).toBe(90);
  });

  it('grows together when a jump is read up to what is known', () => {
    const jumped = withPage(latest, page(70, 80), { kind: 'around' });
    const nearer = withPage(jumped, page(75, 85), { kind: 'around' });
    expect(readNumbers(nearer, 'msg_72')?.at(-1)).toBe(85);
    const met = withPage(nearer, page(80, 90), { kind: 'around' });
    expect(met.stretches).toEqual([{ from: key(70), to: null, nextBefore: key(70) }]);
  });

  it('does not show a late message whose surroundings are not known', () => {
    const late = withMessages(latest, [message(5)]);
    expect(stretchWith(late, 'msg_5')).toBeUndefined();
    expect(readNumbers(late, 'msg_95')?.at(0)).toBe(90);
  });

  it('does not change when nothing newer comes', () => {
    expect(withMessages(latest, [message(95)])).toBe(latest);
  });
});
