/** A text as part of a regular expression of MongoDB's that finds exactly it. MongoDB takes no null character in one. */
export const literalPattern = (text: string): string =>
  text.replaceAll('\u0000', ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
