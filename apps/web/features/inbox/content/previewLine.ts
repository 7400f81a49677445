import { safeLine } from '@switchboard/contracts';
import { withoutSigns } from './formatting';

/** A row, a quote or a notification never shows more characters. */
const LOOKED_AT = 600;
const SHOWN = 300;

/** A message in one line: without formatting signs, and without what turns or hides other text. */
export const previewLine = (text: string): string => safeLine(withoutSigns(text.slice(0, LOOKED_AT)), SHOWN);
