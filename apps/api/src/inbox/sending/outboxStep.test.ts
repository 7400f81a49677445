import type { GraphFailure } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { hours, later, minutes, seconds } from '../../platform/clock.js';
import type { QueuedRecord } from './outbox.types.js';
import { decideFailure, decideOutcome, decideStep } from './outboxStep.js';

const at = new Date('2026-11-24T10:00:00Z');
const record = (over: Partial<QueuedRecord> = {}): QueuedRecord => ({
  _id: 'msg_x',
  accountId: 'acc_x',
  phoneNumberId: '700',
  conversationId: 'cnv_x',
  sortKey: '1',
  at,
  status: 'queued',
  outbox: { dueAt: at, attempts: 0 },
  revision: 1,
  ...over,
});

describe('what is to be done about the first message of a queue', () => {
  it('is to send it when it is due and nobody is at it', () => {
    expect(decideStep(record(), at)).toEqual({ kind: 'send' });
    const left = record({ outbox: { dueAt: at, attempts: 0, claimedUntil: at } });
    expect(decideStep(left, at)).toEqual({ kind: 'send' });
  });

  it('is to wait until it is due, or somebody else is done with it', () => {
    expect(decideStep(record({ outbox: { dueAt: later(at, 1), attempts: 1 } }), at)).toEqual({ kind: 'wait' });
    const claimed = record({ outbox: { dueAt: at, attempts: 0, claimedUntil: later(at, 1), startedAt: at } });
    expect(decideStep(claimed, at)).toEqual({ kind: 'busy' });
  });

  it('is to call it unclear when a call was begun and its process is gone', () => {
    const left = record({ outbox: { dueAt: at, attempts: 0, claimedUntil: at, startedAt: at } });
    expect(decideStep(left, at)).toEqual({ kind: 'settle', outcome: { kind: 'unclear' } });
  });

  it('is to put the errand away when Meta has settled it meanwhile', () => {
    for (const status of ['sent', 'failed', 'delivered', 'read', 'unclear'] as const) {
      const left = record({ status, outbox: { dueAt: at, attempts: 0, claimedUntil: at, startedAt: at } });
      expect(decideStep(left, at)).toEqual({ kind: 'drop' });
    }
  });

  it('is to give up after a day, not a moment before', () => {
    expect(decideStep(record(), later(at, hours(24) - 1)).kind).toBe('send');
    expect(decideStep(record(), later(at, hours(24)))).toMatchObject({ kind: 'settle', outcome: { kind: 'failed' } });
  });
});

describe('what an answer of Meta means', () => {
  const context = { record: record(), windowClosesAt: null, now: at, random: 0 };
  const failure = (over: Partial<GraphFailure>): GraphFailure => ({
    kind: 'meta_unavailable',
    turn: 'meta',
    retry: 'backoff',
    outcome: 'refused',
    message: '',
    ...over,
  });

  it('taken, or held back for a look', () => {
    const answer = (messageStatus?: string) =>
      decideOutcome({ ok: true, value: { id: 'wamid.1', ...(messageStatus ? { messageStatus } : {}) } }, context);
    expect(answer()).toEqual({ kind: 'accepted', wamid: 'wamid.1', isHeld: false });
    expect(answer('accepted')).toMatchObject({ isHeld: false });
    expect(answer('held_for_quality_assessment')).toMatchObject({ isHeld: true });
    expect(answer('paused')).toMatchObject({ isHeld: true });
  });

  it('unclear, whatever advice comes with it', () => {
    for (const retry of ['backoff', 'few', 'later', 'no'] as const) {
      expect(decideFailure(failure({ outcome: 'unknown', retry }), context)).toEqual({ kind: 'unclear' });
    }
  });

  it('later: counted, with its time', () => {
    const second = { ...context, record: record({ outbox: { dueAt: at, attempts: 1 } }) };
    expect(decideFailure(failure({ code: 131056 }), second)).toEqual({
      kind: 'waiting',
      attempts: 2,
      until: later(at, seconds(16)),
    });
  });

  it('later than the window or the day allows: failed instead', () => {
    const untilSoon = { ...context, windowClosesAt: later(at, seconds(30)) };
    expect(decideFailure(failure({ code: 4 }), untilSoon)).toMatchObject({ kind: 'failed' });
    expect(decideFailure(failure({ code: 2 }), untilSoon)).toMatchObject({ kind: 'waiting' });
    const lastMinute = { ...context, now: later(at, hours(24) - minutes(1)) };
    expect(decideFailure(failure({ code: 4 }), lastMinute)).toMatchObject({ kind: 'failed' });
  });
});
