import type { DictionaryItem, DictionaryKind, TurnDto } from '@switchboard/contracts';

export interface EntryChoice {
  /** Words or a code; every word has to be found. */
  search: string;
  kind: DictionaryKind | null;
  turn: TurnDto | null;
}

export const everything: EntryChoice = { search: '', kind: null, turn: null };

/** "200–299" contains 230. */
function isInRange(code: string, word: string): boolean {
  const [first, last] = code.split('–').map(Number);
  const asked = Number(word);
  return first !== undefined && last !== undefined && /^\d+$/.test(word) && asked >= first && asked <= last;
}

/** The entries that fit, in the dictionary's order; those whose code begins with the search come first. */
export function findEntries(items: readonly DictionaryItem[], { search, kind, turn }: EntryChoice): DictionaryItem[] {
  const words = search.toLowerCase().replaceAll('’', "'").split(/\s+/).filter(Boolean);
  const fits = ({ code, field, entry }: DictionaryItem) => {
    const text = [code, code.replaceAll('_', ' '), field, entry.title, entry.what, entry.press]
      .join(' ')
      .toLowerCase()
      .replaceAll('’', "'");
    return words.every((word) => text.includes(word) || isInRange(code, word));
  };
  const found = items.filter(
    (item) => (kind === null || item.kind === kind) && (turn === null || item.entry.turn === turn) && fits(item),
  );
  const [first] = words;
  if (first === undefined) return found;
  const isNamed = ({ code }: DictionaryItem) => code.toLowerCase().startsWith(first) || isInRange(code, first);
  return [...found.filter(isNamed), ...found.filter((item) => !isNamed(item))];
}
