import type { MetaErrorKind, RetryAdvice, Turn } from './errorKinds.js';
import type { ErrorWords, ShownTurn, Words } from './words.js';
import { warn } from './words.js';

/** One of Meta's error codes: what the product decides by it, and what people read. */
export interface MetaError {
  /** Meta's `error.code`. With `lastCode` the first of a range, both ends included. */
  code: number;
  lastCode?: number;
  /** Meta's `error.error_subcode`: goes before the bare code. */
  subcode?: number;
  /**
   * What Meta's message says where the code alone is ambiguous. Goes before the subcode: Meta sends 36009 ("used") for
   * malformed codes too, and is taking subcodes away.
   */
  says?: RegExp;
  /** Null for a code that Meta does not describe: nothing is decided by it. */
  judgement: Judgement | null;
  /** Null where a message is told apart for the product alone: people read the words of the bare code. */
  words: ErrorWords | null;
}

export interface Judgement {
  kind: MetaErrorKind;
  turn: Turn;
  retry: RetryAdvice;
}

interface Exceptions extends Pick<MetaError, 'lastCode' | 'subcode' | 'says'> {
  /** Whom people are told to wait for, where it is not who has to act by `turn`. */
  shownTurn?: ShownTurn;
  /** As it is the call is refused for good, but it works after what `press` asks for. */
  worksAfterPress?: true;
}

/** Where Switchboard itself has to act, people see what they can do. */
const shownTurnOf: Record<Turn, ShownTurn> = {
  business: 'you',
  operator: 'operator',
  meta: 'meta',
  switchboard: 'you',
};

/** One row of a table. Whose turn people see, and whether a retry helps, follow from `turn` and `retry` if not said. */
export function code(
  number: number,
  kind: MetaErrorKind,
  turn: Turn,
  retry: RetryAdvice,
  words: Words | null,
  { shownTurn = shownTurnOf[turn], worksAfterPress, ...only }: Exceptions = {},
): MetaError {
  const retryHelps = worksAfterPress === true || retry !== 'no';
  return {
    code: number,
    ...only,
    judgement: { kind, turn, retry },
    words: words && { ...words, turn: shownTurn, retryHelps },
  };
}

/**
 * Words for codes that Meta names without saying what they mean.
 *
 * @param about What is known all the same: a whole sentence.
 */
export const undescribedWords = (about: string): ErrorWords => ({
  ...warn(
    'Meta does not describe this',
    `${about} Meta gives no description that could be found.`,
    'If it stays, give support the time and this number.',
  ),
  turn: 'unknown',
  retryHelps: true,
});

/** A row for one such code; {@link undescribedWords} says what `about` is. */
export const undescribed = (number: number, about: string): MetaError => ({
  code: number,
  judgement: null,
  words: undescribedWords(about),
});
