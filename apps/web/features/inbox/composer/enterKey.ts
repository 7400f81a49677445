/** What is read of a press of a key; the browser's own event has it all. */
export interface PressedKey {
  key: string;
  isComposing: boolean;
  /** Says what `isComposing` does not: see {@link belongsToComposition}. */
  keyCode: number;
  shiftKey: boolean;
}

/** What browsers give for a key that an input method has taken for itself (UI Events, 7.3.1). */
const TAKEN = 229;

/**
 * Whether a key was pressed to choose or to leave a word that is being composed, as in Japanese, Chinese or Korean, and on
 * keyboards of phones. Safari tells the end of a composition before the key that ended it: `isComposing` is false by then,
 * and only the key code is left (WebKit bug 165004).
 */
export const belongsToComposition = ({ isComposing, keyCode, key }: PressedKey): boolean =>
  isComposing || keyCode === TAKEN || key === 'Process' || key === 'Unidentified';

/** Whether a key sends what is written. With Shift it begins a line. */
export const sends = (pressed: PressedKey): boolean =>
  pressed.key === 'Enter' && !pressed.shiftKey && !belongsToComposition(pressed);

/** Whether a key leaves or cancels something. While a word is composed, it gives up that word and nothing else. */
export const leaves = (pressed: PressedKey): boolean => pressed.key === 'Escape' && !belongsToComposition(pressed);
