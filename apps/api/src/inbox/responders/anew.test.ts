import { describe, expect, it } from 'vitest';
import type { MessageRecord } from '../message.model.js';
import { deriveResponder } from './anew.js';
import { decideResponder } from './responder.js';

const second = (at: number) => new Date(Date.UTC(2026, 10, 18, 12, 0, at));
const text = { kind: 'text', text: 'Hello' } as const;
type Told = Parameters<typeof deriveResponder>[0][number];
const message = (at: number, over: Partial<MessageRecord> = {}): Told => ({
  ...{ at: second(at), content: text, direction: 'in', origin: 'customer', status: 'received' },
  ...over,
});
const us = { who: 'us', role: null } as const;
const agent = { who: 'meta_agent', role: 'ai_agent' } as const;
const handover = (at: number, over: object): Told =>
  message(at, { content: { kind: 'handover', from: agent, to: us, isOwn: false, summary: null, ...over } });

describe('who answers, by the messages of a thread alone', () => {
  it('is nothing that is kept where nobody else was ever seen', () => {
    expect(deriveResponder([message(1), message(2, { direction: 'out', origin: 'switchboard' })])).toBeUndefined();
  });

  it('is whoever the latest of them names', () => {
    const shown = message(2, { isStandby: true });
    expect(decideResponder(deriveResponder([message(1), shown]) ?? { handovers: [] }).who).toBe('other_app');
    expect(decideResponder(deriveResponder([message(3), shown]) ?? { handovers: [] }).who).toBe('us');
    const sent = message(4, {
      ...{ direction: 'out', origin: 'switchboard', status: 'sent', statusTimes: { sent: second(4) } },
    });
    expect(decideResponder(deriveResponder([shown, sent]) ?? { handovers: [] }).who).toBe('us');
    const failed = { ...sent, status: 'failed' } as const;
    expect(decideResponder(deriveResponder([shown, failed]) ?? { handovers: [] }).who).toBe('other_app');
  });

  it('has the summary of a hand-over, and knows our own acts again', () => {
    const state = deriveResponder([
      handover(1, { summary: 'Wants a person' }),
      handover(2, { from: us, to: agent, isOwn: true }),
      handover(3, { isOwn: true }),
      handover(4, { from: us, to: { who: 'nobody', role: null }, isOwn: true }),
    ]);
    expect(state?.handovers.map(({ own }) => own)).toEqual([undefined, 'pass', 'take', 'release']);
    expect(decideResponder(state ?? { handovers: [] })).toMatchObject({
      who: 'nobody',
      summary: { text: 'Wants a person', at: second(1) },
    });
  });
});
