export const LONG_TEXT = 2_000;

/** The start of a long text, cut between words where possible and never inside a character. */
export function shortened(text: string): string {
  if (text.length <= LONG_TEXT) return text;
  const gap = text.lastIndexOf(' ', LONG_TEXT);
  const end = gap > LONG_TEXT * 0.9 ? gap : LONG_TEXT;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, isHalf ? end - 1 : end)}…`;
}
