import type { NumberDto } from '@switchboard/contracts';
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

  it('is left to the API while the numbers are not known', () => {
    expect(answerState(conversation, null, now)).toBe('free');
  });
});
