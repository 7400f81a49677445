import { z } from 'zod';
import { safeLine } from './foreignText.js';

/**
 * A name that somebody gives: to themselves, their business, a file. What turns the text around it, breaks its line or is not
 * seen is taken out (`safeLine`), so that it is stored, mailed and logged as what it looks like.
 *
 * @param missing what to say where nothing is left.
 * @param most characters; a longer one is refused, not cut.
 */
export const plainName = (missing: string, most: number) =>
  z
    .string()
    .max(most * 4)
    .transform((name) => safeLine(name, most * 4))
    .pipe(z.string().min(1, missing).max(most));
