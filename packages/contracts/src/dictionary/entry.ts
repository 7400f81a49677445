import type { TurnDto } from '../doctor.js';
import type { Fix } from '../numbers.js';

export type DictionaryTone = 'good' | 'info' | 'warn' | 'bad';

export interface DictionaryEntry {
  title: string;
  what: string;
  /** Whose turn it is. Where nothing is to be done, whoever did the last thing. */
  turn: TurnDto;
  /** What to press or to do next: whole sentences. Null where there is nothing to do. */
  press: string | null;
  /** The button of Switchboard that does it. */
  fix?: Fix;
  tone: DictionaryTone;
}

type Rest = [turn: TurnDto, title: string, what: string, press: string | null, fix?: Fix];

const entryWith =
  (tone: DictionaryTone) =>
  (...[turn, title, what, press, fix]: Rest): DictionaryEntry => ({
    title,
    what,
    turn,
    press,
    ...(fix ? { fix } : {}),
    tone,
  });

/** One entry a row, by its tone: `bad('you', title, what, press, fix)`. */
export const good = entryWith('good');
export const info = entryWith('info');
export const warn = entryWith('warn');
export const bad = entryWith('bad');

/**
 * Looks a word of Meta's up. A word comes from outside, and an object knows words of its own (`constructor`): only what
 * was written into the table counts.
 */
export function lookUp<Entry>(table: Readonly<Record<string, Entry>>, word: string): Entry | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
