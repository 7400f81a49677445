import type { HandoverDto, HandoverState } from '@switchboard/contracts';
import { newerAttempt } from '@/lib/attempts';
import { connectedWords } from '../connectedWords';

/** How far a hand-over has come; it never goes back. */
const rank: Record<HandoverState, number> = {
  waiting: 0,
  opened: 1,
  connecting: 2,
  done: 3,
  failed: 3,
  expired: 3,
  cancelled: 3,
};

export const isEnded = (state: HandoverState): boolean => rank[state] === 3;

/** The newer of two versions of a hand-over, in whichever order they came. */
export function newerHandover(known: HandoverDto | undefined, arrived: HandoverDto): HandoverDto {
  if (!known || known.handoverId !== arrived.handoverId) return arrived;
  const newer = rank[arrived.state] >= rank[known.state] ? arrived : known;
  const attempt = arrived.attempt ? newerAttempt(known.attempt, arrived.attempt) : known.attempt;
  return { ...newer, attempt };
}

export const handoverWords: Record<HandoverState, { title: string; text: string }> = {
  waiting: { title: 'Waiting for the link to be opened', text: 'Nobody has opened it yet.' },
  opened: { title: 'Opened on the other device', text: 'The login at Meta has not begun yet.' },
  connecting: { title: 'Connecting on the other device', text: 'The steps move as they are done there.' },
  done: { title: 'Connected', text: 'The other device has finished.' },
  failed: { title: 'It did not work', text: 'The link is used up. Make a new one to try again.' },
  expired: { title: 'The link is too old', text: 'It worked for half an hour. Make a new one.' },
  cancelled: { title: 'Withdrawn', text: 'The link does not work any more.' },
};

/** While the numbers are selected nothing moves by itself. */
export const numberSelectionWords = {
  title: 'The numbers are being chosen',
  text: 'Whoever holds the other device chooses. The last steps follow by themselves.',
};

/** `whole` is false where it ended and a number is not connected. */
export function watchedWords({ state, attempt }: Pick<HandoverDto, 'state' | 'attempt'>): {
  title: string;
  text: string;
  whole: boolean;
} {
  if (attempt?.phase === 'choosing') return { ...numberSelectionWords, whole: true };
  // A number can be unregistered although every step worked.
  if (state === 'done' && attempt) {
    const { whole, ...words } = connectedWords(attempt);
    return whole ? { ...handoverWords.done, whole } : { ...words, whole };
  }
  return { ...handoverWords[state], whole: true };
}

/** "29:05" until a moment; "0:00" after it. */
export function countdown(until: string, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
