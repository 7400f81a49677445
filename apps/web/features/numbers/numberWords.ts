import type { NumberState, Quality, RungDto, RungName, Verdict } from '@switchboard/contracts';
import type { Tone } from '@/components/ui/Badge';

export const stateWords: Record<NumberState, { name: string; tone: Tone }> = {
  connected: { name: 'Connected', tone: 'good' },
  needs_attention: { name: 'Needs attention', tone: 'warn' },
  disconnected: { name: 'Disconnected', tone: 'idle' },
};

/** Meta's judgement of what customers think of the messages, as Meta's own pages call it. */
export const qualityWords: Record<Quality, { name: string; tone: Tone; means: string }> = {
  HIGH: { name: 'HIGH', tone: 'good', means: 'Customers rarely block or report this number.' },
  MEDIUM: { name: 'MEDIUM', tone: 'warn', means: 'Some customers block or report this number.' },
  LOW: { name: 'LOW', tone: 'bad', means: 'Many customers block or report this number. Meta may limit it.' },
  NOT_RATED: { name: 'Not rated', tone: 'idle', means: 'Meta has not rated this number yet.' },
};

export const rungWords: Record<RungName, { name: string; broken: string }> = {
  authorised: { name: 'Authorised', broken: 'access lost' },
  registered: { name: 'Registered', broken: 'not registered' },
  subscribed: { name: 'Subscribed', broken: 'not subscribed' },
  heard: { name: 'Heard from Meta', broken: 'nothing heard' },
  sendable: { name: 'Able to send', broken: 'cannot send' },
};

export const verdictWords: Record<Verdict, { name: string; tone: Tone }> = {
  good: { name: 'Proven', tone: 'good' },
  bad: { name: 'Broken', tone: 'bad' },
  waiting: { name: 'Waiting', tone: 'warn' },
  unknown: { name: 'Not known', tone: 'idle' },
};

/** "3 of 5 proven", and what is wrong when something is. */
export function ladderSummary(ladder: readonly RungDto[]): string {
  const proven = ladder.filter((rung) => rung.verdict === 'good').length;
  const broken = ladder.find((rung) => rung.verdict === 'bad');
  const sum = `${proven} of ${ladder.length} proven`;
  return broken ? `${sum}, ${rungWords[broken.rung].broken}` : sum;
}

/** "1 number", "2 numbers". */
export const countOf = (count: number, thing = 'number'): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
