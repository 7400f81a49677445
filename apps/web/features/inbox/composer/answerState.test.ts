import type { ConversationDto, NumberDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { sampleConversation } from '../state/samples';
import { answerState } from './answerState';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const number = (isActive: boolean) => ({ phoneNumberId: '700', isActive }) as NumberDto;
const conversation = sampleConversation('cnv_1');

describe('what can be sent', () => {
  it('is anything within 24 hours, then templates', () => {
    expect(answerState(conversation, [number(true)], now)).toBe('free');
    expect(answerState({ ...conversation, windowClosesAt: '2026-11-24T11:00:00.000Z' }, [number(true)], now)).toBe(
      'closed',
    );
    expect(answerState({ ...conversation, windowClosesAt: null }, [number(true)], now)).toBe('never');
  });

  it('is nothing from a number that is disconnected, or gone', () => {
    expect(answerState(conversation, [number(false)], now)).toBe('disconnected');
    expect(answerState(conversation, [], now)).toBe('disconnected');
  });

  it('is nothing in a group, which is answered on the phone', () => {
    expect(answerState({ ...conversation, kind: 'group', windowClosesAt: null }, [number(true)], now)).toBe('group');
  });

  it('is a template while somebody else answers, where hand-overs were seen', () => {
    const held: ConversationDto = {
      ...conversation,
      responder: { who: 'meta_agent', role: null, idleAt: '2026-11-25T12:00:00.000Z', backTo: null, summary: null },
    };
    const routed = { ...number(true), handoversSeenAt: '2026-11-20T12:00:00.000Z' };
    expect(answerState(held, [routed], now)).toBe('elsewhere');
    // Answering takes over by itself, or Meta has forgotten who it was.
    expect(answerState(held, [number(true)], now)).toBe('free');
    expect(answerState(held, [routed], Date.parse('2026-11-25T12:00:00.000Z') - 7_300_000)).toBe('elsewhere');
    const idle = { ...held, windowClosesAt: '2026-11-26T12:00:00.000Z' };
    expect(answerState(idle, [routed], Date.parse('2026-11-25T12:00:00.000Z'))).toBe('free');
  });

  it('is left to the API while the numbers are not known', () => {
    expect(answerState(conversation, null, now)).toBe('free');
  });
});
