import type { Fix, NumberDto, RungName, Verdict } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { needsReconnect, numberTrouble } from './numberTrouble';

type Rung = { rung: RungName; verdict: Verdict; fix?: Fix | null };
const number = (rungs: Rung[], over: Partial<NumberDto> = {}): NumberDto =>
  ({
    isActive: true,
    pausedAt: null,
    displayPhone: '+1 555-010-0000',
    ladder: rungs.map(({ rung, verdict, fix = null }) => ({
      rung,
      verdict,
      fix,
      at: null,
      evidence: `${rung}.`,
      next: 'Do it.',
    })),
    ...over,
  }) as NumberDto;

describe('what keeps a number from its work', () => {
  it('is nothing where nothing is broken: waiting and unknown are no proof', () => {
    expect(
      numberTrouble(
        number([
          { rung: 'authorised', verdict: 'good' },
          { rung: 'registered', verdict: 'waiting' },
        ]),
      ),
    ).toBeNull();
    expect(numberTrouble(number([{ rung: 'sendable', verdict: 'unknown' }]))).toBeNull();
  });

  it('is the lost access before what follows from it', () => {
    const dead = number([
      { rung: 'subscribed', verdict: 'bad', fix: 'retry_subscription' },
      { rung: 'sendable', verdict: 'bad', fix: 'check_again' },
      { rung: 'authorised', verdict: 'bad', fix: 'reconnect' },
    ]);
    expect(numberTrouble(dead)).toEqual({
      blocksSending: true,
      title: 'Nothing can be sent from +1 555-010-0000',
      text: 'authorised. Do it.',
      fix: 'reconnect',
    });
    expect(needsReconnect(dead)).toBe(true);
  });

  it('may be that nothing arrives, while answers still go out', () => {
    const deaf = number([{ rung: 'subscribed', verdict: 'bad', fix: 'retry_subscription' }]);
    expect(numberTrouble(deaf)).toMatchObject({ blocksSending: false, fix: 'retry_subscription' });
    expect(needsReconnect(deaf)).toBe(false);
  });

  it('may be a pause by choice, and is said elsewhere of a disconnected number', () => {
    const rungs: Rung[] = [{ rung: 'authorised', verdict: 'bad', fix: 'reconnect' }];
    const paused = number(rungs, { pausedAt: '2026-11-24T10:00:00.000Z' });
    expect(numberTrouble(paused)).toMatchObject({ title: '+1 555-010-0000 is paused', fix: 'resume' });
    expect(numberTrouble(number(rungs, { isActive: false }))).toBeNull();
  });
});
