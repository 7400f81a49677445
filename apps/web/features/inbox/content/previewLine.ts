import { safeLine } from '@switchboard/contracts';
import { withoutSigns } from './formatting';

/** More is never seen of a text in a row, a quote or a notification. */
const LOOKED_AT = 600;
const SHOWN = 300;

/** A message in one line among our own words: without the signs that format it, and without what turns or hides. */
export const previewLine = (text: string): string => safeLine(withoutSigns(text.slice(0, LOOKED_AT)), SHOWN);
