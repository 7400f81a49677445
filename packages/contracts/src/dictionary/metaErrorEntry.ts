import type { TurnDto } from '../doctor.js';
import type { Fix } from '../numbers.js';
import type { DictionaryEntry, DictionaryTone } from './entry.js';

export interface MetaErrorEntry extends DictionaryEntry {
  /** Whether the same again can work, at once or after what `press` asks for. */
  retryHelps: boolean;
}

type Row = [tone: DictionaryTone, turn: TurnDto, title: string, what: string, press: string | null, fix?: Fix];

const entryWith =
  (retryHelps: boolean) =>
  (...[tone, turn, title, what, press, fix]: Row): MetaErrorEntry => ({
    title,
    what,
    turn,
    press,
    ...(fix ? { fix } : {}),
    tone,
    retryHelps,
  });

/** The same can work again. */
export const again = entryWith(true);
/** The same will be refused again. */
export const final = entryWith(false);

/**
 * Meta names the code and does not say what it means.
 *
 * @param about What is known all the same: a whole sentence.
 */
export const undescribed = (about: string): MetaErrorEntry =>
  again(
    'warn',
    'unknown',
    'Meta does not describe this',
    `${about} Meta gives no description that could be found.`,
    'If it stays, give support the time and this number.',
  );

export const reconnectIt = 'Reconnect the number on the WhatsApp page.';
export const askOperator = 'This is for the operator of Switchboard to mend.';
