import type { CallUpdate } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { later, seconds } from '../../platform/clock.js';
import { type CallFacts, callContent, withEvent } from './call.js';
import { callPreview } from './callWords.js';

const noon = new Date('2026-11-30T12:00:00Z');
const event = (over: Partial<CallUpdate>): CallUpdate => ({
  kind: 'call',
  entryId: '900',
  field: 'calls',
  phoneNumberId: '700',
  contact: { waId: '15550190077' },
  id: 'wacid.1',
  direction: 'in',
  event: 'connect',
  at: noon,
  ...over,
});
const told = (...events: CallUpdate[]) =>
  events.reduce<CallFacts | undefined>((facts, one) => withEvent(facts, one), undefined);
const shown = (...events: CallUpdate[]) => {
  const facts = told(...events);
  return facts && callContent(facts, events[0]?.direction ?? 'in');
};

const connect = event({});
const hungUp = event({ event: 'terminate', at: later(noon, seconds(40)), status: 'FAILED' });
const talked = event({
  event: 'terminate',
  at: later(noon, seconds(200)),
  status: 'COMPLETED',
  startedAt: later(noon, seconds(12)),
  endedAt: later(noon, seconds(198)),
  durationSeconds: 186,
});

describe('a call', () => {
  it('rings, is missed, or was taken and took so long', () => {
    expect(shown(connect)).toEqual({ kind: 'call', state: 'ringing', durationSeconds: null });
    expect(shown(connect, hungUp)).toEqual({ kind: 'call', state: 'missed', durationSeconds: null });
    expect(shown(connect, talked)).toEqual({ kind: 'call', state: 'answered', durationSeconds: 186 });
  });

  it('to a customer is not answered, declined, or did not come about', () => {
    const out = { direction: 'out' } as const;
    const created = event({ ...out, event: 'call_created' });
    expect(shown(created, event({ ...out, event: 'terminate', status: 'COMPLETED' }))?.state).toBe('unanswered');
    expect(shown(created, event({ ...out, event: 'terminate', status: 'FAILED' }))?.state).toBe('failed');
    expect(shown(created, event({ ...out, event: 'status', status: 'REJECTED' }))?.state).toBe('unanswered');
    const accepted = event({ ...out, event: 'status', status: 'ACCEPTED' });
    expect(shown(created, accepted)?.state).toBe('ringing');
    expect(shown(accepted, event({ ...out, event: 'terminate', status: 'COMPLETED' }))?.state).toBe('answered');
  });

  it('is the same in every order of its events, and however often they come', () => {
    const created = event({ event: 'call_created', at: later(noon, seconds(-1)) });
    const events = [created, connect, talked];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ].map((order) => order.flatMap((index) => events[index] ?? []));
    for (const order of orders) {
      expect(told(...order)).toEqual(told(...events));
      expect(told(...order, ...order)).toEqual(told(...events));
    }
    expect(told(...events)?.at).toEqual(created.at);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 1e12])('has no duration of %s seconds', (durationSeconds) => {
    expect(shown(event({ event: 'terminate', durationSeconds }))?.durationSeconds).toBeNull();
  });

  it.each([
    ['missed', null, 'Missed call'],
    ['answered', 186, 'Call, 3 min'],
    ['answered', 40, 'Call, 40 s'],
    ['unanswered', null, 'Call, not answered'],
  ] as const)('that was %s (%s) is one line of the list: %s', (state, durationSeconds, words) => {
    expect(callPreview({ kind: 'call', state, durationSeconds })).toBe(words);
  });
});
