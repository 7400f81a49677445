import { describe, expect, it } from 'vitest';
import type { MessageRecord } from '../message.model.js';
import { settledMessage } from './messageSettlement.js';
import type { Outcome } from './outbox.types.js';
import { ourProblems } from './sendProblems.js';

const at = new Date('2026-11-24T10:00:00Z');
const now = new Date('2026-11-24T10:00:05Z');
const record = (over: Partial<MessageRecord> = {}): MessageRecord => ({
  _id: 'msg_x',
  accountId: 'acc_x',
  phoneNumberId: '700',
  conversationId: 'cnv_x',
  direction: 'out',
  origin: 'switchboard',
  at,
  arrivedAt: at,
  sortKey: '1',
  content: { kind: 'text', text: 'Hi' },
  status: 'queued',
  outbox: { dueAt: at, attempts: 0, claimedUntil: now, startedAt: at },
  revision: 3,
  ...over,
});
const accepted: Outcome = { kind: 'accepted', wamid: 'wamid.1', isHeld: false };
const failed: Outcome = { kind: 'failed', problem: ourProblems.waitedTooLong };
const unclear: Outcome = { kind: 'unclear' };
const waiting: Outcome = { kind: 'waiting', until: new Date('2026-11-24T10:01:00Z'), attempts: 2 };
const over = { outbox: undefined, nextTryAt: undefined };

describe('what an outcome makes of a message', () => {
  it('accepted: one tick, with Meta’s id', () => {
    expect(settledMessage(record(), accepted, now)).toEqual({
      ...over,
      wamid: 'wamid.1',
      status: 'sent',
      statusTimes: { sent: now },
    });
  });

  it('accepted and held back by Meta: no tick yet', () => {
    expect(settledMessage(record(), { ...accepted, isHeld: true }, now)).toEqual({ ...over, wamid: 'wamid.1' });
  });

  it.each(['delivered', 'read', 'played', 'failed'] as const)(
    'accepted after the webhook has said “%s”: that stays',
    (status) => {
      const statusTimes = { sent: at };
      const webhookWasFirst = record({ status, statusTimes, outbox: undefined, wamid: 'wamid.0' });
      expect(settledMessage(webhookWasFirst, accepted, now)).toEqual({ ...over, wamid: 'wamid.0' });
    },
  );

  it('accepted after it was taken for unclear: it was sent after all', () => {
    expect(settledMessage(record({ status: 'unclear', outbox: undefined }), accepted, now)).toMatchObject({
      status: 'sent',
      wamid: 'wamid.1',
    });
  });

  it('failed: with its problem and its time', () => {
    expect(settledMessage(record(), failed, now)).toEqual({
      ...over,
      status: 'failed',
      problem: ourProblems.waitedTooLong,
      statusTimes: { failed: now },
    });
  });

  it('failed or unclear after the webhook has proved more: only the errand is over', () => {
    for (const status of ['sent', 'delivered', 'read', 'failed'] as const) {
      for (const outcome of [failed, unclear]) {
        expect(settledMessage(record({ status }), outcome, now)).toEqual(over);
        expect(settledMessage(record({ status, outbox: undefined }), outcome, now)).toBeNull();
      }
    }
  });

  it('waiting: its next try, unclaimed', () => {
    expect(settledMessage(record(), waiting, now)).toEqual({
      outbox: { dueAt: new Date('2026-11-24T10:01:00Z'), attempts: 2 },
      nextTryAt: new Date('2026-11-24T10:01:00Z'),
    });
  });

  it('waiting: its next try belongs to the same trace', () => {
    const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const traced = record({ outbox: { dueAt: at, attempts: 0, trace } });
    expect(settledMessage(traced, waiting, now)?.outbox).toMatchObject({ attempts: 2, trace });
  });

  it('waiting after the webhook has settled it: nothing is queued again', () => {
    expect(settledMessage(record({ status: 'sent', outbox: undefined }), waiting, now)).toBeNull();
    expect(settledMessage(record({ outbox: undefined }), waiting, now)).toBeNull();
  });
});
