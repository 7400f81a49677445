import type { NumberDto, ResponderDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../state/samples';
import { handBackWords, handoverLine, isElsewhere, isRouted, responderName, responderNow } from './responderWords';

const now = Date.parse('2026-11-30T12:00:00.000Z');
const responder = (change: Partial<ResponderDto> = {}): ResponderDto => ({
  who: 'meta_agent',
  role: 'ai_agent',
  idleAt: '2026-12-01T12:00:00.000Z',
  backTo: null,
  summary: null,
  ...change,
});
const agent = { who: 'meta_agent', role: 'ai_agent' } as const;
const us = { who: 'us', role: null } as const;

describe('who answers', () => {
  it('is said by name, and by role where that is known', () => {
    expect(responderName(agent)).toBe('Meta’s agent');
    expect(responderName({ who: 'other_app', role: 'escalation' })).toBe('Another app (escalation)');
    expect(responderName({ who: 'other_app', role: 'something_new' })).toBe('Another app (something new)');
    expect(responderName({ who: 'other_app', role: null })).toBe('Another app');
  });

  it('is nobody once a day has passed', () => {
    expect(isElsewhere(responderNow(responder(), now))).toBe(true);
    const idle = responderNow(responder({ idleAt: '2026-11-30T12:00:00.000Z' }), now);
    expect(idle?.who).toBe('nobody');
    expect(isElsewhere(idle)).toBe(false);
    expect(isElsewhere(responderNow(null, now))).toBe(false);
  });

  it('keeps others from answering only where hand-overs were seen', () => {
    expect(isRouted({ handoversSeenAt: null } as NumberDto)).toBe(false);
    expect(isRouted({ handoversSeenAt: '2026-11-30T12:00:00.000Z' } as NumberDto)).toBe(true);
    expect(isRouted(undefined)).toBe(false);
  });

  it('gets it back by role, or whoever is next', () => {
    expect(handBackWords(responder({ who: 'us', backTo: 'ai_agent' }))).toMatch(/^Meta’s agent/);
    expect(handBackWords(responder({ who: 'us' }))).toMatch(/next message/);
  });
});

describe('a hand-over in the thread', () => {
  const line = (
    from: typeof agent | typeof us,
    to: typeof agent | typeof us | { who: 'nobody'; role: null },
    author?: string,
  ) =>
    handoverLine(
      sampleMessage('a', {
        content: { kind: 'handover', from, to, isOwn: author !== undefined, summary: null },
        author: author ? { userId: author, name: 'Maya' } : null,
      }),
      'me',
    );
  it.each([
    [line(agent, us), 'Meta’s agent handed the conversation over to you'],
    [line(us, agent), 'Meta’s agent took the conversation over'],
    [line(agent, us, 'me'), 'You took over from Meta’s agent'],
    [line(us, agent, 'other'), 'Maya handed back to Meta’s agent'],
    [line(us, { who: 'nobody', role: null }, 'me'), 'You let go of the conversation'],
  ])('says who gave it to whom: %s', (words, expected) => {
    expect(words).toBe(expected);
  });
});
