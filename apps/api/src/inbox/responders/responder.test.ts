import type { HandoverUpdate } from '@switchboard/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours, later, seconds } from '../../platform/clock.js';
import {
  decideResponder,
  isOwnAct,
  mergedResponders,
  otherAt,
  ownHandover,
  type ResponderSign,
  type ResponderState,
  responderAt,
  toHandover,
  withSign,
} from './responder.js';

const noon = new Date('2026-11-30T12:00:00Z');
const at = (second: number) => later(noon, seconds(second));
const heard = (...signs: ResponderSign[]): ResponderState =>
  signs.reduce<ResponderState>((state, sign) => withSign(state, sign), { handovers: [] });

const told = (over: Partial<HandoverUpdate> = {}): HandoverUpdate => ({
  kind: 'handover',
  entryId: '900',
  field: 'messaging_handovers',
  phoneNumberId: '700',
  contact: { waId: '15550190077' },
  action: 'passed',
  at: noon,
  previousRole: 'ai_agent',
  newRole: 'customer_service',
  previousAppRole: 'meta_business_agent',
  ...over,
});
const handover = (over: Partial<HandoverUpdate> = {}): ResponderSign => ({
  kind: 'handover',
  handover: toHandover(told(over)),
});
const ours = (second: number): ResponderSign => ({ kind: 'ours', at: at(second) });
const theirs = (second: number): ResponderSign => ({ kind: 'theirs', at: at(second) });

describe('who answers a conversation', () => {
  it('is we, once Meta’s agent has passed it on, with the agent’s summary and the way back', () => {
    const state = heard(theirs(-60), handover({ summary: 'Asks about order 77' }));
    expect(decideResponder(state)).toMatchObject({
      who: 'us',
      role: 'customer_service',
      backTo: 'ai_agent',
      summary: { text: 'Asks about order 77', at: noon },
    });
  });

  it('is Meta’s agent while its messages are only shown to us', () => {
    expect(decideResponder(heard(handover(), theirs(30))).who).toBe('meta_agent');
    expect(decideResponder(heard(theirs(-30), handover({ action: 'passed', newRole: 'ai_agent' }))).who).toBe(
      'meta_agent',
    );
  });

  it('is another app where nothing says that it is the agent', () => {
    expect(decideResponder(heard(theirs(0)))).toMatchObject({ who: 'other_app', role: null });
    const taken = handover({ action: 'taken', previousRole: 'customer_service', newRole: 'escalation' });
    expect(decideResponder(heard(taken))).toMatchObject({ who: 'other_app', role: 'escalation', backTo: null });
  });

  it('is we again when a message comes to us, or Meta takes one of ours', () => {
    expect(decideResponder(heard(theirs(0), ours(1))).who).toBe('us');
  });

  it('is whom a hand-over names, for what happened in the same second', () => {
    expect(decideResponder(heard(theirs(0), handover())).who).toBe('us');
    expect(decideResponder(heard(handover(), theirs(0))).who).toBe('us');
  });

  it('is a message’s owner rather than one who was shown it, in the same second', () => {
    expect(decideResponder(heard(ours(0), theirs(0))).who).toBe('us');
  });

  it('is nobody after 24 hours without anything', () => {
    const state = heard(handover());
    expect(responderAt(state, later(noon, hours(24) - 1)).who).toBe('us');
    expect(responderAt(state, later(noon, hours(24)))).toMatchObject({ who: 'nobody', backTo: null });
  });

  it('was known to be the agent also of what came before the hand-over was told', () => {
    const state = heard(theirs(-90), handover());
    expect(otherAt(state, at(-90))).toEqual({ who: 'meta_agent', role: 'ai_agent' });
    expect(otherAt(state, noon)).toEqual({ who: 'meta_agent', role: 'ai_agent' });
    expect(otherAt(heard(), noon)).toEqual({ who: 'other_app', role: null });
  });
});

describe('what is done from here', () => {
  it('takes it, and hands it back to the role that had it', () => {
    const held = heard(handover({ action: 'taken', previousRole: 'customer_service', newRole: 'marketing' }));
    const taken = withSign(held, { kind: 'handover', handover: ownHandover('take', held, at(60)) });
    expect(decideResponder(taken)).toMatchObject({ who: 'us', backTo: 'marketing' });
    const passed = withSign(taken, { kind: 'handover', handover: ownHandover('pass', taken, at(120), 'marketing') });
    expect(decideResponder(passed)).toMatchObject({ who: 'other_app', role: 'marketing', backTo: null });
  });

  it('lets it go, which no webhook tells', () => {
    const state = heard(handover());
    const released = withSign(state, { kind: 'handover', handover: ownHandover('release', state, at(60)) });
    expect(decideResponder(released).who).toBe('nobody');
    // Whoever is to answer shows with the customer's next message.
    expect(decideResponder(withSign(released, theirs(90))).who).toBe('meta_agent');
    expect(decideResponder(withSign(released, ours(90))).who).toBe('us');
  });

  it('is no news when Meta tells of it as well', () => {
    const state = heard({ kind: 'handover', handover: ownHandover('take', undefined, noon) });
    expect(isOwnAct(state, told({ action: 'taken', newRole: 'escalation', at: at(2) }))).toBe(true);
    expect(isOwnAct(state, told({ action: 'taken', newRole: 'escalation', at: at(600) }))).toBe(false);
    expect(isOwnAct(state, told({ at: at(2) }))).toBe(false);
    const passed = heard({ kind: 'handover', handover: ownHandover('pass', state, noon, 'ai_agent') });
    expect(isOwnAct(passed, told({ newRole: 'ai_agent', at: at(2) }))).toBe(true);
  });
});

describe('whatever the order', () => {
  const sign = fc.oneof(
    fc.record({
      kind: fc.constant('handover' as const),
      handover: fc
        .record({
          action: fc.constantFrom('passed' as const, 'taken' as const),
          at: fc.integer({ min: 0, max: 6 }).map(at),
          previousRole: fc.constantFrom('ai_agent', 'customer_service', 'escalation', undefined),
          newRole: fc.constantFrom('ai_agent', 'customer_service', 'escalation', undefined),
          summary: fc.constantFrom('Order 77', undefined),
        })
        .map((over) => toHandover(told({ previousAppRole: undefined, ...over }))),
    }),
    fc.record({
      kind: fc.constantFrom('ours' as const, 'theirs' as const),
      at: fc.integer({ min: 0, max: 6 }).map(at),
    }),
  );

  it('the same one answers, also when events come twice or in two threads that become one', () => {
    fc.assert(
      fc.property(fc.array(sign, { minLength: 1, maxLength: 10 }), fc.infiniteStream(fc.nat()), (signs, random) => {
        const keyed = signs.map((one) => ({ one, key: random.next().value as number }));
        const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ one }) => one);
        const end = decideResponder(heard(...signs));
        expect(decideResponder(heard(...shuffled, ...signs))).toEqual(end);
        const half = Math.floor(signs.length / 2);
        const merged = mergedResponders(heard(...shuffled.slice(half)), heard(...shuffled.slice(0, half)));
        expect(merged && decideResponder(merged)).toEqual(end);
      }),
      { numRuns: 500 },
    );
  });
});
