import { seedWabas } from '@switchboard/meta-sandbox/seeds';
import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../platform/clock.js';
import { createMetrics } from '../platform/metrics.js';
import { type CallBudget, createCallBudget } from './callBudget.js';

const waba = seedWabas.acmeFlowers.id;
let now: number;
let budget: CallBudget;

beforeEach(() => {
  now = Date.parse('2026-11-24T09:30:00Z');
  budget = createCallBudget({ now: () => new Date(now) });
});
const used = (percent: number, more: Partial<Parameters<CallBudget['note']>[0]> = {}) =>
  budget.note({
    subject: 'app',
    callCountPercent: percent,
    cpuTimePercent: 0,
    totalTimePercent: 0,
    minutesToRegainAccess: 0,
    ...more,
  });

describe('the pace', () => {
  it.each([
    [0, 'go'],
    [74, 'go'],
    [75, 'slow'],
    [94, 'slow'],
    [95, 'stop'],
    [100, 'stop'],
  ])('with %i %% of the app’s limit used is: %s', (percent, pace) => {
    used(percent);
    expect(budget.pace()).toBe(pace);
  });

  it('is of the counter that is used most', () => {
    used(10, { cpuTimePercent: 80 });
    expect(budget.pace()).toBe('slow');
    used(10, { totalTimePercent: 96 });
    expect(budget.pace()).toBe('stop');
  });

  it('goes again as soon as Meta says that less is used', () => {
    used(99);
    used(40);
    expect(budget.pace()).toBe('go');
  });

  it('asks again after five minutes, one by one, as nobody says so otherwise', () => {
    used(100);
    now += minutes(5);
    expect(budget.pace()).toBe('slow');
    used(100);
    expect(budget.pace()).toBe('stop');
  });

  it('waits as long as Meta says', () => {
    used(100, { minutesToRegainAccess: 19 });
    now += minutes(18);
    expect(budget.pace()).toBe('stop');
    now += minutes(1);
    expect(budget.pace()).toBe('slow');
  });

  it('is not slowed by what was said an hour ago', () => {
    used(80);
    now += hours(1) + 1;
    expect(budget.pace()).toBe('go');
  });
});

describe('the figures for the operator', () => {
  const ofWaba = (wabaId: string) => ({ subject: `${wabaId}:whatsapp_business_management` });

  it('are of the business that uses most, whichever answered last', () => {
    used(12);
    used(97, ofWaba(waba));
    used(80, ofWaba(seedWabas.acmeEvents.id));
    used(3, ofWaba('900100200399'));
    expect(budget.figures()).toEqual({ app: 12, business: 97 });
    used(3, ofWaba(waba));
    expect(budget.figures()).toEqual({ app: 12, business: 80 });
  });

  it('go down by themselves: a limit that was reached until it is asked again, others within an hour', () => {
    used(80);
    used(97, ofWaba(waba));
    now += minutes(5);
    expect(budget.figures()).toEqual({ app: 80, business: 0 });
    now += hours(1);
    expect(budget.figures()).toEqual({ app: 0, business: 0 });
  });

  it('are what is scraped', async () => {
    const metrics = createMetrics();
    metrics.onUsageAsked(budget.figures);
    used(97, ofWaba(waba));
    expect(await metrics.registry.metrics()).toContain('switchboard_graph_usage_percent{subject="business"} 97');
    used(3, ofWaba(waba));
    expect(await metrics.registry.metrics()).toContain('switchboard_graph_usage_percent{subject="business"} 0');
  });
});

describe('the calls about one WABA', () => {
  it('are a hundred in any hour, and another WABA has its own', () => {
    for (let call = 0; call < 50; call += 1) expect(budget.take(waba, 2)).toBe(true);
    expect(budget.take(waba, 1)).toBe(false);
    expect(budget.take(seedWabas.acmeEvents.id, 2)).toBe(true);
    now += hours(1);
    expect(budget.take(waba, 2)).toBe(true);
  });

  it('are none while Meta says that its limit is reached, and fewer when it is near', () => {
    const subject = `${waba}:whatsapp_business_management`;
    used(100, { subject });
    expect(budget.take(waba, 2)).toBe(false);
    expect(budget.pace()).toBe('go');
    expect(budget.take(seedWabas.acmeEvents.id, 2)).toBe(true);
    used(80, { subject });
    expect(budget.take(waba, 25)).toBe(true);
    expect(budget.take(waba, 1)).toBe(false);
    used(10, { subject });
    expect(budget.take(waba, 75)).toBe(true);
  });

  it('that a person waits for count, but are stopped by Meta’s word alone', () => {
    expect(budget.takeForPerson(waba, 120)).toBe(true);
    expect(budget.take(waba, 1)).toBe(false);
    expect(budget.takeForPerson(waba, 10)).toBe(true);
    now += hours(1);
    expect(budget.take(waba, 100)).toBe(true);

    used(96, { subject: `${waba}:whatsapp_business_management` });
    expect(budget.takeForPerson(waba, 1)).toBe(false);
    expect(budget.takeForPerson(seedWabas.acmeEvents.id, 1)).toBe(true);
    used(96);
    expect(budget.takeForPerson(seedWabas.acmeEvents.id, 1)).toBe(false);
  });

  it('are forgotten when they no longer count', () => {
    for (let call = 0; call < 100; call += 1) budget.take(waba, 1);
    now += minutes(59);
    budget.sweep();
    expect(budget.take(waba, 1)).toBe(false);
    now += minutes(1);
    budget.sweep();
    expect(budget.take(waba, 100)).toBe(true);
  });
});
