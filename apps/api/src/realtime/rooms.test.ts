import type { AttemptDto, HandoverDto, InboxChange, MessageDto } from '@switchboard/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDomainEvents, type DomainEvents } from '../platform/domainEvents.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { openRooms, type Push, pushes } from './rooms.js';

const now = new Date('2026-11-24T08:00:00.000Z');
const at = now.toISOString();
const accountId = 'acc_1';
const [attempt, handover, change, message] = [{}, {}, {}, {}] as [AttemptDto, HandoverDto, InboxChange, MessageDto];

let events: DomainEvents;
let pushed: Push[];
beforeEach(() => {
  events = createDomainEvents({ logger: createLogger({ level: 'silent' }), metrics: createMetrics() });
  pushed = [];
  openRooms(events, { now: () => now }, (push) => pushed.push(push));
});

describe('what browsers are told', () => {
  it('goes to the room of its account, one message an event', () => {
    events.emit('attempt.changed', { accountId, attempt });
    events.emit('handover.changed', { accountId, handover });
    events.emit('numbers.changed', { accountId });
    events.emit('numbers.activity', { accountId });
    events.emit('alerts.changed', { accountId });
    events.emit('message.arrived', { accountId, message });
    events.emit('inbox.changed', { accountId, change });
    const rooms = ['account:acc_1'];
    expect(pushed).toEqual([
      { rooms, message: 'connect:attempt', payload: { attempt } },
      { rooms, message: 'connect:handover', payload: { handover } },
      { rooms, message: 'numbers:changed', payload: { at } },
      { rooms, message: 'numbers:changed', payload: { at } },
      { rooms, message: 'alerts:changed', payload: { at } },
      { rooms, message: 'inbox:arrival', payload: { message } },
      { rooms, message: 'inbox:change', payload: change },
    ]);
    expect(Object.keys(pushes)).toHaveLength(new Set(pushed).size + 2);
  });

  it.each(['session.ended', 'session.restricted'] as const)('%s goes to its own sockets, and closes them', (name) => {
    events.emit(name, { sessionIds: ['ses_1', 'ses_2'] });
    expect(pushed).toEqual([
      { rooms: ['session:ses_1', 'session:ses_2'], message: 'session:ended', payload: {}, closes: true },
    ]);
  });

  it('goes to nobody where it names nobody: no room would be every room', () => {
    events.emit('session.ended', { sessionIds: [] });
    expect(pushed).toEqual([]);
  });

  it('has nothing of what stays in this process', () => {
    events.emit('conversation.typing', { accountId, conversationId: 'con_1' });
    events.emit('media.waiting', {});
    expect(pushed).toEqual([]);
  });
});
