export interface PressedKey {
  key: string;
  isComposing: boolean;
  keyCode: number;
  shiftKey: boolean;
}

/** The code of a key that an input method has taken (UI Events, 7.3.1). */
const TAKEN = 229;

/**
 * Whether a key belongs to a word that is being composed, as in Japanese, Chinese or Korean and on phone keyboards.
 * Safari ends the composition before the key that ended it, so that only the key code is left (WebKit bug 165004).
 */
export const belongsToComposition = ({ isComposing, keyCode, key }: PressedKey): boolean =>
  isComposing || keyCode === TAKEN || key === 'Process' || key === 'Unidentified';

/** Whether a key sends the text. With Shift it begins a line. */
export const sends = (pressed: PressedKey): boolean =>
  pressed.key === 'Enter' && !pressed.shiftKey && !belongsToComposition(pressed);

/** Whether a key leaves or cancels. While a word is composed, it gives up that word only. */
export const leaves = (pressed: PressedKey): boolean => pressed.key === 'Escape' && !belongsToComposition(pressed);
