/** The one thing to press next. `none`: there is nothing to press, the words say what to do. */
export type NextStep =
  | 'connect_again'
  | 'retry'
  | 'sign_in'
  | 'open_status'
  | 'ask_owner'
  | 'ask_operator'
  | 'fix_input'
  | 'none';

/** What a person reads for a code: what happened, whose turn it is, what to press. */
export interface CatalogueEntry {
  title: string;
  message: string;
  next: NextStep;
}

/** The codes of one kind, each with its words. */
export type CatalogueEntries = Readonly<Record<string, CatalogueEntry>>;
