import type { Page } from './graphAnswers.js';
import type { GraphResult } from './graphFailure.js';
import { unexpectedAnswer } from './unexpectedAnswer.js';

/** 5,000 items at 100 a page: far above what any account has, and an end for a list that never ends. */
const maxPages = 50;

/**
 * Reads a list edge to its end by cursor. Meta's ready-made `next` address is not followed: it comes from outside and
 * would be sent our token.
 */
export async function readAllPages<T>(
  readPage: (after: string | undefined) => Promise<GraphResult<Page<T>>>,
): Promise<GraphResult<T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await readPage(after);
    if (!result.ok) return result;
    items.push(...result.value.items);
    if (!result.value.hasNext) return { ok: true, value: items };
    after = result.value.after;
    if (after === undefined)
      return unexpectedAnswer('There is a next page, but no "paging.cursors.after" to ask for it.');
    if (seen.has(after)) return unexpectedAnswer('The list repeats itself: "paging.cursors.after" came twice.');
    seen.add(after);
  }
  return unexpectedAnswer(`The list has more than ${maxPages} pages.`);
}
