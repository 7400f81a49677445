import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.js';
import type { Binding, Sealer } from '../platform/sealer.js';

/**
 * What a sealed token is for. The purpose and the ids are bound into the ciphertext, so that one moved to another row
 * does not open there.
 */
export type TokenPlace =
  | { purpose: 'number'; accountId: string; wabaId: string; phoneNumberId: string }
  /** Of the number itself, whatever WhatsApp account it is in. */
  | { purpose: 'pin'; accountId: string; phoneNumberId: string }
  | { purpose: 'attempt'; accountId: string; attemptId: string }
  | { purpose: 'unsubscribe'; accountId: string; wabaId: string }
  | { purpose: 'undo'; accountId: string; wabaId: string; phoneNumberId: string };

function bindingOf(place: TokenPlace): Binding {
  switch (place.purpose) {
    case 'number':
    case 'undo':
      return ['meta-token', place.purpose, place.accountId, place.wabaId, place.phoneNumberId];
    case 'pin':
      return ['two-step-pin', place.purpose, place.accountId, place.phoneNumberId];
    case 'attempt':
      return ['meta-token', place.purpose, place.accountId, place.attemptId];
    case 'unsubscribe':
      return ['meta-token', place.purpose, place.accountId, place.wabaId];
  }
}

/** What people are told was sealed. */
export type SealedKind = 'token' | 'pin';
/** Told of each sealed text that was moved to the active key, with its account. */
export type OnMoved = (accountId: string, kind: SealedKind) => void;

export interface TokenVault {
  seal(token: string, place: TokenPlace): string;
  /**
   * @throws AppError `token_unreadable` when the text was changed or moved: never a wrong token. `key_missing` when its key
   *   is not here, which says nothing about the token: another process may have it, or this one after a restart.
   */
  open(sealed: string, place: TokenPlace): string;
  /**
   * Seals the tokens of these rows again under the active key. One that does not open is left as it is: it is reported
   * where somebody uses it, and must not hold up the others.
   *
   * @param swap stores the new text only where the old one still stands, so that a reconnect at that moment wins.
   * @param onMoved told of each that was moved.
   * @returns how many were moved.
   */
  resealEach<Row extends { accessToken?: string | undefined }>(
    rows: AsyncIterable<Row>,
    placeOf: (row: Row) => TokenPlace,
    swap: (row: Row, resealed: string) => Promise<{ modifiedCount: number }>,
    onMoved: OnMoved,
  ): Promise<number>;
  /** A condition for the database: sealed under another key than the active one. */
  readonly isOlder: { $not: RegExp };
  /** Of the key that seals. */
  readonly activeKid: string;
}

/**
 * The same for the same token, and nothing by which it could be found: tokens are long and random. Two sealed texts of one
 * token tell nothing of each other; this tells which numbers hold the same.
 */
export const tokenPrintOf = (token: string): string =>
  createHash('sha256').update(`token-print ${token}`).digest('base64url').slice(0, 22);

/** Whether what is sealed cannot be used at this moment, for good or not. */
export const isUnopened = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'token_unreadable' || error.code === 'key_missing');

/**
 * The only way in and out for Meta's tokens and PINs.
 *
 * @param onMissingKey told the id of a key that something is sealed under and that is not here; each time.
 */
export function createTokenVault(sealer: Sealer, onMissingKey: (kid: string) => void = () => undefined): TokenVault {
  const tryOpen = (sealed: string, place: TokenPlace) => {
    const opened = sealer.open(sealed, bindingOf(place));
    if (!opened.ok && opened.reason === 'unknown_key') onMissingKey(opened.kid);
    return opened;
  };
  const open = (sealed: string, place: TokenPlace) => {
    const opened = tryOpen(sealed, place);
    if (opened.ok) return opened.plaintext;
    const code = opened.reason === 'unknown_key' ? 'key_missing' : 'token_unreadable';
    throw new AppError(code, { cause: new Error(`sealed token: ${opened.reason}`) });
  };
  const seal = (token: string, place: TokenPlace) => sealer.seal(token, bindingOf(place));
  return {
    seal,
    open,
    async resealEach(rows, placeOf, swap, onMoved) {
      let moved = 0;
      for await (const row of rows) {
        if (!row.accessToken || sealer.isCurrent(row.accessToken)) continue;
        const place = placeOf(row);
        const opened = tryOpen(row.accessToken, place);
        if (!opened.ok) continue;
        const { modifiedCount } = await swap(row, seal(opened.plaintext, place));
        if (modifiedCount > 0) onMoved(place.accountId, place.purpose === 'pin' ? 'pin' : 'token');
        moved += modifiedCount;
      }
      return moved;
    },
    activeKid: sealer.activeKid,
    isOlder: { $not: new RegExp(`^v1\\.${sealer.activeKid}\\.`) },
  };
}
