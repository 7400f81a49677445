import type {
  Fix,
  NumberDto,
  NumberState,
  Quality,
  ReadMark,
  RungDto,
  RungName,
  Verdict,
} from '@switchboard/contracts';
import type { Tone } from '@/components/ui/Badge';

export const stateWords: Record<NumberState, { name: string; tone: Tone }> = {
  connected: { name: 'Connected', tone: 'good' },
  needs_attention: { name: 'Needs attention', tone: 'warn' },
  paused: { name: 'Paused', tone: 'idle' },
  disconnected: { name: 'Disconnected', tone: 'idle' },
};

export const qualityWords: Record<Quality, { name: string; tone: Tone; means: string }> = {
  HIGH: { name: 'High', tone: 'good', means: 'Customers rarely block or report this number.' },
  MEDIUM: { name: 'Medium', tone: 'warn', means: 'Some customers block or report this number.' },
  LOW: { name: 'Low', tone: 'bad', means: 'Many customers block or report this number. Meta may limit it.' },
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
  unknown: { name: 'Not known yet', tone: 'idle' },
};

export const fixWords: Record<Fix, string> = {
  reconnect: 'Reconnect',
  retry_subscription: 'Subscribe again',
  check_again: 'Check again',
  register: 'Register',
  verify_number: 'Verify the number',
  write_to_number: 'Prove it',
  send_test: 'Send a test message',
  resume: 'Resume',
};

/** Meta allows ten tries within 72 hours for registering and deregistering together. */
export const triesWords = (triesLeft: number): string =>
  triesLeft === 0
    ? 'Meta allows ten tries within 72 hours, and all are used.'
    : `${triesLeft} of 10 tries left. Meta allows ten within 72 hours.`;

export const readMarkWords: Record<ReadMark, { name: string; means: string }> = {
  on_open: { name: 'When opened', means: 'As soon as somebody here opens the conversation.' },
  on_reply: { name: 'When answered', means: 'Only when somebody here answers.' },
  never: { name: 'Never', means: 'Customers do not see whether you have read them.' },
};

/** "3 of 5 proven", and what is wrong. */
export function ladderSummary(ladder: readonly RungDto[]): string {
  const proven = ladder.filter((rung) => rung.verdict === 'good').length;
  const broken = ladder.find((rung) => rung.verdict === 'bad');
  const sum = `${proven} of ${ladder.length} proven`;
  return broken ? `${sum}, ${rungWords[broken.rung].broken}` : sum;
}

export const syncTitle = { contacts: 'Contacts', history: 'Chat history' } as const;

/** A word in place of the progress, where nothing comes over. */
export const syncStopped: Partial<Record<NonNullable<NumberDto['sync']>[number]['state'], string>> = {
  refused: 'Not shared',
  too_late: 'Too late',
  failed: 'Not yet',
};

/**
 * "None for 3 h, usually 12 an hour."
 * @param since ISO date.
 * @param usualPerHour Messages an hour at this time of the week.
 * @param nowMs Milliseconds since the epoch.
 */
export function quietWords(since: string, usualPerHour: number, nowMs: number): string {
  const minutes = Math.max(1, Math.floor((nowMs - Date.parse(since)) / 60_000));
  const span = minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  const usual =
    usualPerHour >= 0.95 ? `${Math.round(usualPerHour)} an hour` : `one every ${Math.round(1 / usualPerHour)} h`;
  return `None for ${span}, usually ${usual}.`;
}

export const formatCount = (count: number, thing = 'number'): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
