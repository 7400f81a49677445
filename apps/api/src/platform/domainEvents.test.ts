import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDomainEvents, type DomainEvents } from './domainEvents.js';
import { createMetrics, type Metrics } from './metrics.js';

const warn = vi.fn();
let metrics: Metrics;
let events: DomainEvents;
beforeEach(() => {
  warn.mockReset();
  metrics = createMetrics();
  events = createDomainEvents({ logger: { warn }, metrics });
});

const failures = async () =>
  (await metrics.eventHandlerFailures.get()).values.map(({ labels, value }) => ({ ...labels, value }));
const never = () => new Promise<void>(() => undefined);
const happened = { accountId: 'acc_1' };

describe('when something has happened', () => {
  it('is heard at once by everybody who subscribed to it, in that order, and by nobody else', () => {
    const heard: string[] = [];
    events.on('numbers.changed', ({ accountId }) => void heard.push(`first ${accountId}`));
    events.on('numbers.changed', ({ accountId }) => void heard.push(`second ${accountId}`));
    events.on('alerts.changed', () => void heard.push('alerts'));
    events.emit('numbers.changed', happened);
    expect(heard).toEqual(['first acc_1', 'second acc_1']);
  });

  it.each([
    [
      'throws',
      'threw',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', 'rejected', async () => Promise.reject(new Error('broken'))],
  ])('is heard by others although a handler %s, which is logged and counted by name', async (_, how, broken) => {
    const heard = vi.fn();
    events.on('numbers.changed', broken);
    events.on('numbers.changed', heard);
    events.emit('numbers.changed', happened);
    await events.drain();
    expect(heard).toHaveBeenCalledWith(happened);
    expect(warn.mock.calls).toEqual([
      [{ err: new Error('broken'), event: 'numbers.changed', ...happened, how }, 'a handler of an event failed'],
    ]);
    expect(await failures()).toEqual([{ event: 'numbers.changed', how, value: 1 }]);
  });

  it('holds nobody up although a handler never ends, which is logged and counted by name', async () => {
    const heard = vi.fn();
    events = createDomainEvents({ logger: { warn }, metrics, unfinishedAfterMs: 1 });
    events.on('numbers.changed', never);
    events.on('numbers.changed', heard);
    events.emit('numbers.changed', happened);
    expect(heard).toHaveBeenCalledWith(happened);
    await events.drain();
    const failure = { event: 'numbers.changed', how: 'unfinished' };
    expect(await failures()).toEqual([{ ...failure, value: 1 }]);
    expect(warn).toHaveBeenCalledWith({ ...failure, ...happened }, 'a handler of an event failed');
  });

  it('is over when its handlers have ended, and what they emit is heard as well', async () => {
    const heard: string[] = [];
    events.on('numbers.changed', async ({ accountId }) => {
      await new Promise(setImmediate);
      heard.push('numbers');
      events.emit('alerts.changed', { accountId });
    });
    events.on('alerts.changed', async () => {
      await new Promise(setImmediate);
      heard.push('alerts');
    });
    events.emit('numbers.changed', happened);
    await events.drain();
    expect(heard).toEqual(['numbers', 'alerts']);
  });

  it('has a name and a payload of the map, or does not compile', () => {
    // @ts-expect-error there is no such event
    events.emit('numbers.vanished', happened);
    // @ts-expect-error there is no such event
    events.on('numbers.vanished', () => undefined);
    // @ts-expect-error the account is missing
    events.emit('numbers.changed', {});
    // @ts-expect-error the event tells nothing of a number
    events.emit('numbers.changed', { ...happened, phoneNumberId: '1' });
    // @ts-expect-error the payload has no number
    events.on('numbers.changed', ({ phoneNumberId }) => void phoneNumberId);
  });
});
