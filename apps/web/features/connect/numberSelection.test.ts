import type { AttemptChoice } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { preselected, takeable, timeLeft } from './numberSelection';

const number = (phoneNumberId: string, held: 'free' | 'here' | 'elsewhere', ticked: boolean) => ({
  phoneNumberId,
  displayPhone: `+1 555 ${phoneNumberId}`,
  displayName: 'Acme',
  held,
  preselected: ticked,
});
const choice: AttemptChoice = {
  until: '2026-11-22T11:00:00.000Z',
  wabas: [
    {
      wabaId: '1',
      wabaName: 'One',
      numbers: [number('11', 'free', true), number('12', 'elsewhere', true)],
      problem: null,
    },
    { wabaId: '2', wabaName: null, numbers: [number('21', 'here', false)], problem: null },
  ],
};

describe('the number selection', () => {
  it('begins with what the API ticks, without what another account holds', () => {
    expect([...preselected(choice)]).toEqual(['11']);
  });

  it('can take what is free and what is connected here already', () => {
    expect(takeable(choice)).toEqual(['11', '21']);
  });

  it.each([
    ['2026-11-22T10:00:00.000Z', '60 minutes left'],
    ['2026-11-22T10:58:59.000Z', '2 minutes left'],
    ['2026-11-22T10:59:00.000Z', '1 minute left'],
    ['2026-11-22T10:59:30.000Z', '30 seconds left'],
    ['2026-11-22T10:59:59.500Z', '1 second left'],
    ['2026-11-22T11:00:01.000Z', 'No time left'],
  ])('at %s says %s', (now, words) => {
    expect(timeLeft(choice.until, Date.parse(now))).toBe(words);
  });
});
